"""One item in full, for who points at it on the map: probabilities, history, rank and why."""

from __future__ import annotations

from typing import Any

import numpy as np

from jupyter_al.journal import HELD_OUT
from jupyter_al.session.answers.told import Told
from jupyter_al.session.asking.scoring import IN_USE, QUALITY
from jupyter_al.session.loop import Loop
from jupyter_al.widget.cards import Buffers, card
from jupyter_al.widget.strategies import title_of

__all__ = ["preview"]

MOST_SAID = 6


def preview(
    loop: Loop, told: Told, item: int, by: str | None, buffers: Buffers, *, alone: bool
) -> dict[str, Any]:
    """Return the card of an item, with what was said of it and why it ranks where it ranks.

    Parameters
    ----------
    by : str or None
        The score that the page shows; the strategy's own by default.
    alone : bool
        A person points at this item. A score that is not known yet is then computed, and the
        answer sent again.
    """
    whole = card(loop, loop.sample(item), buffers, loop.trainer.snapshot)
    return {**whole, "history": _history(told, item), "why": _why(loop, item, by, alone)}


def _history(told: Told, item: int) -> list[dict[str, Any]]:
    return [
        {
            "kind": said.event.answer_kind,
            "answer": said.event.note if said.event.answer_kind == "flag" else said.answer,
            "annotator": said.event.annotator,
            "answered_at": said.event.answered_at,
            "undone": said.undone,
            "current": said.current,
        }
        for said in told.of(item)[:MOST_SAID]
    ]


def _why(loop: Loop, item: int, by: str | None, alone: bool) -> dict[str, Any] | None:
    name = IN_USE if by in (None, QUALITY) else by
    found = loop.scoring.now(str(name))
    if found is None:
        if alone:
            loop.scoring.want(str(name))
        return None
    if found.values is None:
        return _picked(loop, item)
    snapshot = loop.trainer.snapshot
    open_ = np.zeros(snapshot.n_items, dtype=bool)
    open_[snapshot.candidates] = True
    value = float(found.values[item])
    labelled = loop.recorder.labels.codes[item] >= 0
    return {
        "title": title_of(found.title),
        "score": value if np.isfinite(value) else None,
        "rank": None if labelled else found.rank(item, open_),
        "of": int(open_.sum()),
        "text": found.reason(item),
    }


def _picked(loop: Loop, item: int) -> dict[str, Any]:
    """Return the place in the queue, of a strategy that gives no number to each item."""
    queued = [s for s in loop.queue_now()[0] if s.slice not in HELD_OUT]
    title = title_of(loop.trainer.text or loop.trainer.strategy.name)
    for sample in queued:
        if sample.item == item and sample.rank > 0 and sample.reasons:
            return {
                "title": title,
                "score": None,
                "rank": sample.rank,
                "of": sample.considered,
                "text": " ".join(sample.reasons),
            }
    text = f"{title} chooses batches; it is not among its next {len(queued)}" if queued else ""
    return {"title": title, "score": None, "rank": None, "of": 0, "text": text}
