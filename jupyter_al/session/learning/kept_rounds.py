"""Rounds as a small text for the store, so that stop signals go on after a restart."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al.evaluation.stopping.signals import Round
from jupyter_al.session.learning.rounds import Past

__all__ = ["read_rounds", "written_rounds"]

KEPT = 20
_NUMBERS = ("uncertainty", "error_change", "contradiction", "expected_f")


def written_rounds(past: Sequence[Past], test_mark: int) -> str:
    """Return the latest 20 rounds as a text, about 2 kB each."""
    return json.dumps([{**_row(each), "test": test_mark} for each in past[-KEPT:]])


def read_rounds(
    text: str | None, n_stop: int, n_watched: int, test_mark: int, warn: Callable[[str], None]
) -> list[Past]:
    """Return rounds written by :func:`written_rounds`, or none where they do not fit.

    Parameters
    ----------
    text : str or None
    n_stop, n_watched : int
        Items of the stop set and of those watched: another pool has others.
    test_mark : int
        Of the test set: what was said of another one is left out.
    warn : callable
        Told in a sentence what could not be read.
    """
    if not text:
        return []
    try:
        found = [_past(row, test_mark) for row in json.loads(text)]
    except (KeyError, TypeError, ValueError, zlib.error):
        warn("The rounds kept in the store could not be read; stop signals start anew.")
        return []
    sizes = (n_stop, n_watched)
    return [each for each in found if (len(each.round.predicted), len(each.watched)) == sizes]


def _row(each: Past) -> dict[str, Any]:
    round_ = each.round
    return {
        "n_labels": each.n_labels,
        "version": each.version,
        "n_classes": round_.n_classes,
        "model": round_.model,
        "positive_trained": round_.positive_trained,
        **{name: getattr(round_, name) for name in _NUMBERS},
        "predicted": _packed(round_.predicted),
        "watched": _packed(each.watched),
        "tested": _packed(each.tested),
    }


def _past(row: dict[str, Any], test_mark: int) -> Past:
    round_ = Round(
        predicted=_unpacked(row["predicted"]),
        n_classes=int(row["n_classes"]),
        model=str(row["model"]),
        positive_trained=bool(row["positive_trained"]),
        **{name: None if row[name] is None else float(row[name]) for name in _NUMBERS},
    )
    same = row.get("test", 0) == test_mark != 0
    tested = _unpacked(row["tested"]) if same else np.empty(0, dtype=np.int32)
    watched = _unpacked(row["watched"])
    return Past(int(row["n_labels"]), int(row["version"]), round_, watched, tested)


def _packed(codes: npt.NDArray[Any]) -> str:
    return base64.b64encode(zlib.compress(codes.astype("<i4").tobytes())).decode("ascii")


def _unpacked(text: str) -> npt.NDArray[np.int32]:
    raw = zlib.decompress(base64.b64decode(text, validate=True))
    return np.frombuffer(raw, dtype="<i4").astype(np.int32)
