"""What a session knows of its labels: counted once, under the lock, for the page."""

from __future__ import annotations

import platform
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np

from jupyter_al.errors import SessionError
from jupyter_al.evaluation.evaluation import Evaluation
from jupyter_al.pool import Media
from jupyter_al.report.counting import (
    Annotator,
    Asking,
    agreeing,
    annotators,
    askings,
    changed,
)
from jupyter_al.session import Session

__all__ = ["Example", "Facts", "gathered"]

PACKAGES = ("jupyter-al", "numpy", "scipy", "pandas", "scikit-learn", "torch")
LOOKED_AT = 50
"""Items of which the kind is asked: the first that can be shown tells."""


@dataclass(frozen=True)
class Example:
    """A labelled item to look at."""

    name: str
    id: str
    media: Media


@dataclass(frozen=True, eq=False)
class Facts:
    """What the page is made of, beside the evaluation.

    Attributes
    ----------
    counts : dict of str to int
        As of the session: labelled, audit, test, skipped, unsure, flagged; ``left`` can be asked.
    per_class : tuple of (held out, training)
        Labels of each class.
    agreeing : (int, int)
        Items that two annotators or more labelled, and those on which they agree.
    changed : int
        Labels that took the place of another of the same annotator.
    evaluation : Evaluation or None
    reason : str
        Why there is none.
    """

    title: str
    about: str
    made_at: float
    items: int
    usable: int
    shape: tuple[int, ...]
    dtype: str
    kind: str
    fingerprint: str
    pool_notes: tuple[str, ...]
    classes: tuple[str, ...]
    counts: dict[str, int]
    per_class: tuple[tuple[int, int], ...]
    askings: tuple[Asking, ...]
    annotators: tuple[Annotator, ...]
    agreeing: tuple[int, int]
    changed: int
    undone: int
    strategy: str
    learner: str
    audit_share: float
    reserved: int
    seed: int
    device: str
    fit_seconds: float | None
    models: int
    events: int
    store: str
    versions: tuple[tuple[str, str], ...]
    curve: tuple[Any, ...]
    source: str
    evaluation: Evaluation | None
    reason: str
    examples: tuple[Example, ...] = field(default=())

    @property
    def labelled(self) -> int:
        """Items with a label."""
        return self.counts["labelled"]


def gathered(
    session: Session, *, title: str | None, about: str, examples: int, patience: float
) -> Facts:
    """Collect everything the page says.

    Parameters
    ----------
    session : Session
    title : str or None
        Default the name of the pool.
    about : str
        In the user's words.
    examples : int
        Labelled items of each class to show.
    patience : float
        As of ``session.evaluate``.
    """
    found, reason = None, ""
    try:
        found = session.evaluate(patience=patience)
    except SessionError as error:
        reason = str(error)
    loop, pool = session.loop, session.pool
    trainer, recorder = loop.trainer, loop.recorder
    with loop._lock:
        labels = recorder.labels
        standing = labels.history.standing_labels()
        names = tuple(recorder.classes.names)
        counts = {**labels.counts(), "left": loop.left}
        codes, held_out = labels.codes.copy(), labels.held_out.copy()
        events = list(recorder.events)
        fits = list(trainer.fits)
        class_of = {event.event_id: labels.name_of(event) for event in standing}
        curve, source = tuple(trainer.curve.points), trainer.curve.source
    done = codes >= 0
    sides = [
        np.bincount(codes[done & side], minlength=len(names)) for side in (held_out, ~held_out)
    ]
    undone = sum(event.answer_kind == "undo" for event in events)
    file = recorder.journal.file
    return Facts(
        title=title or pool.name,
        about=about,
        made_at=time.time(),
        items=len(pool),
        usable=int(pool.usable.sum()),
        shape=tuple(pool.inputs.shape[1:]),
        dtype=str(pool.features.dtype),
        kind=_kind(session),
        fingerprint=pool.fingerprint,
        pool_notes=pool.notes,
        classes=names,
        counts=counts,
        per_class=tuple(zip(sides[0].tolist(), sides[1].tolist(), strict=True)),
        askings=askings(standing),
        annotators=annotators(standing),
        agreeing=agreeing(standing, class_of),
        changed=changed(events),
        undone=undone,
        strategy=session.strategy.name,
        learner=session.learner.name,
        audit_share=trainer.audit.share,
        reserved=trainer.audit.size,
        seed=trainer.seed,
        device=fits[0].device if fits else "",
        fit_seconds=fits[0].seconds if fits else None,
        models=trainer.version,
        events=len(events),
        store="in memory only" if file is None else file.name,
        versions=_versions(),
        curve=curve,
        source=source,
        evaluation=found,
        reason=reason,
        examples=_examples(session, codes, names, examples),
    )


def _kind(session: Session) -> str:
    """Return what the items are, by the first that can be shown."""
    pool = session.pool
    for position in np.flatnonzero(pool.usable)[:LOOKED_AT].tolist():
        kind = pool.media(position).kind
        if kind != "error":
            return {"row": "table rows", "audio": "sounds"}.get(kind, f"{kind}s")
    return "items that cannot be shown"


def _examples(session: Session, codes: Any, names: Sequence[str], most: int) -> tuple[Example, ...]:
    pool = session.pool
    return tuple(
        Example(name, pool.ids[item], pool.media(item))
        for code, name in enumerate(names if most else ())
        for item in np.flatnonzero(codes == code)[:most].tolist()
    )


def _versions() -> tuple[tuple[str, str], ...]:
    known = [(package, _version(package)) for package in PACKAGES]
    return (
        ("Python", platform.python_version()),
        *((package, said) for package, said in known if said),
        ("system", f"{platform.system()} {platform.machine()}"),
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:  # a compute machine lacks some
        return ""
