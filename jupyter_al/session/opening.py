"""Put a session together: from arguments, and from what a store remembers."""

from __future__ import annotations

import json
import threading
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from jupyter_al import learners, strategies
from jupyter_al.errors import SessionError
from jupyter_al.journal import BufferedJournal, open_journal
from jupyter_al.pool import Pool
from jupyter_al.session.answers.classes import ClassTable, declared
from jupyter_al.session.answers.recorder import Recorder
from jupyter_al.session.learning.kept_rounds import read_rounds
from jupyter_al.session.learning.trainer import Trainer
from jupyter_al.session.loop import Loop
from jupyter_al.session.map.projector import Projector
from jupyter_al.session.remembering import not_kept, remember
from jupyter_al.session.trust.audit import AuditSlice
from jupyter_al.session.trust.test_set import checked_test_set
from jupyter_al.session.updates import Updates
from jupyter_al.strategies import Strategy

__all__ = ["Settings", "assemble", "check_pool", "resolve_strategy"]

# What a store remembers, and what holds when neither the user nor the store says anything.
DEFAULTS: dict[str, Any] = {
    "strategy": "auto",
    "learner": "linear",
    "audit": 0.15,
    "seed": 0,
    "annotator": "annotator",
    "retrain_every": 1,
}
FIXED = ("audit", "seed")  # another one would draw another audit sample


@dataclass(frozen=True)
class Settings:
    """The arguments of a session, see :class:`jupyter_al.Session`."""

    strategy: Any
    learner: Any
    audit: Any
    test: Any
    annotator: str | None
    seed: Any
    prefetch: int
    retrain_every: Any
    projection: Any


def assemble(
    pool: Pool,
    classes: Sequence[str] | None,
    store: str | PathLike[str] | None,
    settings: Settings,
    *,
    create: bool,
) -> Loop:
    """Open the store and build the loop on it.

    Raises
    ------
    SessionError
        An argument is wrong; the sentence says which and how to mend it.
    StoreError
        The store cannot be used, see :func:`jupyter_al.journal.open_journal`.
    """
    check_pool(pool)
    if isinstance(store, bytes) or not isinstance(store, (str, PathLike, type(None))):
        raise SessionError(f"'store' is the path of a file or a database URL, not {store!r}.")
    names = declared(classes) if classes is not None else None
    journal = BufferedJournal(
        open_journal(store, fingerprint=pool.fingerprint, pool_size=len(pool), create=create)
    )
    try:
        return _on_journal(pool, names, journal, settings)
    except BaseException:
        journal.close()
        raise


def check_pool(pool: object) -> None:
    """Refuse what is not a pool."""
    if not isinstance(pool, Pool):
        raise SessionError(f"A session needs an al.Pool, not {type(pool).__name__}: al.Pool(X).")


def _check(settings: Settings) -> None:
    """Refuse settings of a wrong kind or size, each in a sentence."""
    audit = settings.audit
    number = isinstance(audit, (int, float)) and not isinstance(audit, bool)
    if not number or not 0 <= audit <= 0.9:
        raise SessionError(f"'audit' is a share between 0 and 0.9, not {audit!r}.")
    for name, least in (("seed", 0), ("prefetch", 2), ("retrain_every", 1)):
        value = getattr(settings, name)
        if not isinstance(value, (int, np.integer)) or isinstance(value, bool) or value < least:
            raise SessionError(f"{name!r} is a whole number from {least}, not {value!r}.")


def _on_journal(
    pool: Pool, names: list[str] | None, journal: BufferedJournal, settings: Settings
) -> Loop:
    given, settings = settings, _settled(journal, settings)
    learner = learners.resolve(settings.learner)
    if given.strategy is None and settings.strategy not in strategies.names():
        raise SessionError(
            f"This store was last used with the strategy {settings.strategy!r}, which nobody has "
            "registered here. Register it first, or say which one to use: strategy='auto'."
        )
    strategy = resolve_strategy(settings.strategy)
    notes = [
        f"The {key} was {lost} when this store was last used; a store keeps names only. It is "
        f"{getattr(settings, key)!r} now: pass {key}=... to go on as before."
        for key in ("strategy", "learner")
        if getattr(given, key) is None and (lost := not_kept(journal, key))
    ]
    if notes:
        warnings.warn(" ".join(notes), stacklevel=5)
    kept = journal.meta("classes")
    if kept is None and names is None:
        raise SessionError("Say which classes there are: classes=['cat', 'dog'].")
    table = ClassTable(json.loads(kept) if kept else names or ())
    if kept is None:
        journal.set_meta("classes", json.dumps(table.names))
    recorder = Recorder(pool, journal, table, str(settings.annotator))
    for position, name in enumerate(names or ()):
        if not table.knows(name):  # a class that the store has not heard of
            recorder.add_class(name)
        elif table.code(name) != position:
            raise SessionError(
                f"The store has the classes in the order {table.names}; {name!r} stands elsewhere "
                "in 'classes'. Give them in the store's order, new ones at the end."
            )
    lock, updates = threading.RLock(), Updates()
    _remember(journal, settings)
    audit = AuditSlice(pool.usable, settings.audit, settings.seed)
    trainer = Trainer(
        recorder,
        learner=learner,
        strategy=strategy,
        audit=audit,
        test=checked_test_set(settings.test, pool, table),
        seed=settings.seed,
        lock=lock,
        ahead=settings.prefetch,
    )
    trainer.curve.restore(journal.meta("curve"), notes.append)
    trainer.version = trainer.curve.last_version
    rounds = trainer.rounds
    sizes = (len(rounds.stop_set), len(rounds.watched))
    rounds.past = read_rounds(journal.meta("rounds"), *sizes, rounds.test_mark, notes.append)
    for item in np.flatnonzero((recorder.labels.state > 0) & ~recorder.labels.held_out):
        audit.release(int(item))
    projector = Projector(
        pool,
        settings.projection,
        settings.seed,
        updates,
        labels=recorder.labels.training,
        folder=_maps_beside(journal),
    )
    loop = Loop(
        recorder,
        trainer,
        projector,
        lock=lock,
        updates=updates,
        retrain_every=settings.retrain_every,
    )
    loop.notes.extend(notes)
    if recorder.labels.unknown:
        loop.notes.append(
            f"{recorder.labels.unknown} answers in the store belong to items that are not in "
            "this pool; they are kept there and not used."
        )
    return loop


def _maps_beside(journal: BufferedJournal) -> Path | None:
    """Return the folder where the maps of a store in a file are kept."""
    return None if journal.file is None else journal.file.with_name(f"{journal.file.name}.maps")


def resolve_strategy(spec: str | Strategy) -> Strategy:
    """Return a strategy from a name or as it stands."""
    if isinstance(spec, str):
        return strategies.get(spec)
    if isinstance(spec, type):
        raise SessionError(f"{spec.__name__} is a class; pass an instance, {spec.__name__}().")
    if not callable(getattr(spec, "select", None)):
        raise SessionError(
            f"'strategy' must be a name out of al.strategies.names() or a strategy, "
            f"not {type(spec).__name__}."
        )
    if not isinstance(getattr(spec, "name", None), str):
        raise SessionError(
            f"A strategy needs a name to be shown and kept under; {type(spec).__name__} has none: "
            "give the class name = 'mine'."
        )
    return spec


def _remember(journal: BufferedJournal, settings: Settings) -> None:
    for key in DEFAULTS:
        value = getattr(settings, key)
        if key in ("strategy", "learner"):
            remember(journal, key, value)
            continue
        if isinstance(value, np.integer):
            value = int(value)
        if isinstance(value, (str, int, float)):
            journal.set_meta(key, json.dumps(value))


def _settled(journal: BufferedJournal, given: Settings) -> Settings:
    """Return the settings in force: what the user says, else what the store remembers."""
    found: dict[str, Any] = {}
    for name, default in DEFAULTS.items():
        text = journal.meta(name)
        stored = None if text is None else json.loads(text)
        said = getattr(given, name)
        if name in FIXED and stored is not None and said is not None and said != stored:
            raise SessionError(
                f"This store was made with {name}={stored!r}; {name}={said!r} would draw another "
                f"audit sample. Leave {name!r} out, or begin a new store."
            )
        found[name] = said if said is not None else stored if stored is not None else default
    settings = replace(given, **found)
    _check(settings)
    return settings
