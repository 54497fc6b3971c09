"""The small synced traits: configuration, status and curve, as plain dictionaries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from jupyter_al import learners, strategies
from jupyter_al.session.loop import Loop
from jupyter_al.widget.projections import projection, projections
from jupyter_al.widget.protocol import PROTOCOL
from jupyter_al.widget.strategies import title_of
from jupyter_al.widget.trust import trust

__all__ = ["config", "curve", "status"]

TIMED_LABELS = 50  # the median time per label is taken over the last so many


def config(loop: Loop, panes: Sequence[str], keys: dict[str, str]) -> dict[str, Any]:
    """Return what does not change while a session lives."""
    recorder = loop.recorder
    return {
        "protocol": PROTOCOL,
        "session": recorder.journal.session_id,
        "title": _title(loop),
        "panes": list(panes),
        "pool": len(recorder.pool),
        "prefetch": loop.trainer.ahead,
        "keys": keys,
        "map": {"points": len(recorder.pool), "projections": projections(loop)},
    }


def status(loop: Loop, revisions: dict[str, int]) -> dict[str, Any]:
    """Return phase, counts, settings, fits and revisions as they are now."""
    recorder, trainer = loop.recorder, loop.trainer
    labels, journal = recorder.labels, recorder.journal
    fits = [asdict(fit) for fit in trainer.fits]
    return {
        "phase": asdict(loop.phase),
        "classes": list(recorder.classes.names),
        "counts": {
            **labels.counts(),
            "excluded": loop.excluded,
            "per_class": labels.per_class(),
            "seconds_per_label": _seconds_per_label(loop),
            "undo": labels.history.undo_depth,
            "redo": labels.history.redo_depth,
        },
        "strategy": {
            "name": trainer.strategy.name,
            "active": trainer.text,
            "text": strategies.describe(trainer.strategy.name).sentence
            if trainer.strategy.name in strategies.names()
            else trainer.strategy.name,
            "choices": _choices(strategies.names(), trainer.strategy.name),
        },
        "learner": {
            "name": trainer.learner.name,
            "choices": _choices(learners.names(), trainer.learner.name),
        },
        "model": None
        if trainer.model is None or not fits
        else {key: fits[0][key] for key in ("version", "n_labels", "seconds", "device")},
        "fits": fits,
        "projection": projection(loop),
        "selection": len(loop.selection),
        "region": None if trainer.region.items is None else len(trainer.region.items),
        "store": {
            "where": journal.where,
            "unsaved": len(journal.unsaved),
            "text": journal.trouble,
        },
        "notes": list(loop.notes),
        "revisions": dict(revisions),
    }


def curve(loop: Loop) -> dict[str, Any]:
    """Return the curve's points, its sentence, and what else is known of the model."""
    held, found = loop.trainer.curve, loop.evaluating.latest
    return {
        "source": held.source if held.points else "none",
        "points": [asdict(point) for point in held.points],
        "text": held.sentence,
        "trust": None if found is None else trust(found),
    }


def _title(loop: Loop) -> str:
    """Name the session after its file; without one, after its pool."""
    where = loop.recorder.journal.where
    is_file = where != "memory" and "://" not in where
    return Path(where).stem if is_file else loop.recorder.pool.name


def _choices(names: Sequence[str], current: str) -> list[dict[str, str]]:
    every = list(names) if current in names else [current, *names]
    return [{"name": name, "title": title_of(name)} for name in every]


def _seconds_per_label(loop: Loop) -> float | None:
    times = [
        event.active_seconds
        for event in loop.recorder.events[-4 * TIMED_LABELS :]
        if event.answer_kind == "label" and event.active_seconds is not None
    ]
    return round(float(np.median(times[-TIMED_LABELS:])), 2) if times else None
