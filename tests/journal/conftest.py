from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from jupyter_al.journal import Event

Make = Callable[..., Event]


@pytest.fixture
def make() -> Make:
    """Events with ids e0, e1, … unless told otherwise."""
    numbers = itertools.count()

    def _make(kind: str = "label", item: str | None = "a", **columns: Any) -> Event:
        number = next(numbers)
        columns.setdefault("event_id", f"e{number}")
        columns.setdefault("annotator", "ann")
        columns.setdefault("answered_at", 1_000.0 + number)
        if kind == "label":
            columns.setdefault("answer", "cat")
        return Event(item_id=item, answer_kind=kind, **columns)

    return _make


POOL = {"fingerprint": "f1", "pool_size": 10}
