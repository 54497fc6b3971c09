"""The versions of the model on the wire: their list, and one of them as the map shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy.typing as npt

from jupyter_al.errors import SessionError
from jupyter_al.session.loop import Loop
from jupyter_al.widget.cards import Buffers
from jupyter_al.widget.changes import changes
from jupyter_al.widget.layers import field_reply

__all__ = ["history", "moment"]

AT_ONCE = 5_000  # events of a journal that are read without keeping an answer waiting
MARKED = 200  # items asked before a version that the map marks


def history(loop: Loop) -> dict[str, Any]:
    """Return every version in a sentence; none while the worker still reads the journal."""
    beliefs, progress = loop.beliefs, loop.rebuilding.progress
    if beliefs.behind > AT_ONCE:
        return {"type": "history", "steps": [], "progress": 0.0}
    steps = [
        {
            "version": step.version,
            "labels": step.labels,
            "accuracy": step.accuracy,
            "belief": step.belief,
            "text": step.sentence,
        }
        for step in beliefs.steps()
    ]
    return {"type": "history", "steps": steps, "progress": progress}


def moment(loop: Loop, body: Mapping[str, Any], buffers: Buffers) -> dict[str, Any]:
    """Return one version: the changes against what the page has, or whole columns; its field.

    Parameters
    ----------
    body : mapping
        ``version``, the version that the page ``have`` (or None), and which ``view`` asked.
    """
    beliefs = loop.beliefs
    before = None
    try:
        if body["have"] is not None:  # first: it is the one that was read last
            before = beliefs.columns(body["have"])
        found = beliefs.moment(body["version"])
    except SessionError:  # thinned out meanwhile: the page chooses again
        return history(loop)
    parts: dict[str, Any] = {}
    field = None
    if found.prediction is not None and found.uncertainty is not None:
        old, doubt = before or (None, None)
        parts["prediction"] = _part(found.prediction, buffers, old)
        parts["uncertainty"] = _part(found.uncertainty, buffers, doubt)
        field = loop.landscape.formerly(found.prediction, found.uncertainty)
    parts["labelled"] = _part(found.labels.items.astype("<u4"), buffers)
    parts["codes"] = _part(found.labels.codes.astype("<u2"), buffers)
    return {
        "type": "moment",
        "view": body["view"],
        "version": body["version"],
        "base": body["have"] if any("bits" in part for part in parts.values()) else None,
        "asked": list(found.step.items[-MARKED:]),
        "parts": parts,
        "field": None if field is None else field_reply(field, buffers),
    }


def _part(
    now: npt.NDArray[Any], buffers: Buffers, before: npt.NDArray[Any] | None = None
) -> dict[str, Any]:
    """Return a column, or with `bits` what changed of it (see :mod:`jupyter_al.widget.changes`)."""
    kind = {"dtype": f"u{8 * now.itemsize}"}
    if before is not None and before.dtype == now.dtype:
        changed = changes(before, now)
        if changed is not None:
            return {**kind, "bits": changed.bits, **buffers.add(changed.data)}
    return {**kind, **buffers.add(now.tobytes())}
