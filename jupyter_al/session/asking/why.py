"""Why an item is asked: what its answer is kept with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jupyter_al.journal import HELD_OUT
from jupyter_al.session.answers.recorder import Recorder
from jupyter_al.session.asking.asked import Asked
from jupyter_al.session.learning.trainer import Trainer

__all__ = ["chosen_word", "unasked", "why_asked"]


def why_asked(
    recorder: Recorder, trainer: Trainer, item: int, told: Mapping[str, Any] | None
) -> Asked:
    """Return why an item is asked: our own record first, then the page's word `told`."""
    former = recorder.labels.history.label_of(recorder.pool.ids[item])
    if former is not None:
        # a correction was asked for when its item was
        return Asked(
            item,
            strategy=former.strategy or "given",
            round=former.round or 0,
            model_version=former.model_version or 0,
            selection_probability=former.selection_probability,
            slice=former.slice,
        )
    known = trainer.asked.get(item)
    if known is None and told is not None and told.get("strategy") != "chosen":
        probability = told.get("selection_probability")
        known = Asked(
            item,
            strategy=str(told.get("strategy", "unknown"))[:100],
            round=int(told.get("round") or 0),
            model_version=int(told.get("model_version") or 0),
            selection_probability=None if probability is None else float(probability),
            slice=str(told.get("slice", "active")),
        )
    if known is not None and (known.slice not in HELD_OUT or trainer.audit.reserved[item]):
        return known
    return unasked(item, chosen_word(trainer))


def chosen_word(trainer: Trainer) -> str:
    """Return the word for items nobody asked for: given before the first question, or chosen."""
    return "chosen" if trainer.asked else "given"


def unasked(item: int, word: str) -> Asked:
    """Return what an answer is kept with that nobody asked for."""
    return Asked(item, strategy=word, slice="active" if word == "chosen" else "seed")
