from __future__ import annotations

import math
import pickle

import pytest

from jupyter_al.errors import SessionError
from jupyter_al.journal import Event


def test_columns_of_the_first_day() -> None:
    columns = set(Event.__dataclass_fields__)
    assert columns == {
        "event_id", "item_id", "annotator", "shown_at", "answered_at", "active_seconds",
        "query_type", "shown_options", "answer", "answer_kind", "strategy", "round",
        "model_version", "selection_probability", "slice", "bulk_id", "supersedes", "note",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "word"),
    [
        ({"answer_kind": "lable"}, "did you mean 'label'"),
        ({"answer": None}, "'answer'"),
        ({"item_id": None}, "'item_id'"),
        ({"answer_kind": "undo"}, "'supersedes'"),
        ({"answer_kind": "class_rename"}, "'note'"),
        ({"slice": "audits"}, "did you mean 'audit'"),
        ({"event_id": ""}, "event id"),
        ({"event_id": "x" * 201}, "event id"),
        ({"selection_probability": 0.0}, "selection probability"),
        ({"selection_probability": 1.5}, "selection probability"),
        ({"selection_probability": math.nan}, "selection probability"),
        ({"answered_at": math.nan}, "'answered_at'"),
        ({"shown_at": math.inf}, "'shown_at'"),
        ({"note": "a\x00b"}, "'note'"),
        ({"item_id": "caf\udce9.png"}, "renaming the file"),
        ({"shown_options": ("cat", "\ud800")}, "'shown_options'"),
        ({"answer": 3}, "must be text, not int"),
    ],
)
def test_what_cannot_be_stored_is_refused_by_name(columns: dict[str, object], word: str) -> None:
    values: dict[str, object] = {
        "event_id": "e", "item_id": "a", "annotator": "ann", "answered_at": 1.0,
        "answer_kind": "label", "answer": "cat",
    }  # fmt: skip
    with pytest.raises(SessionError, match=word):
        Event(**{**values, **columns})  # type: ignore[arg-type]  # wrong on purpose


def test_options_become_a_tuple_and_events_travel() -> None:
    event = Event("e", "a", "ann", 1.0, "label", "köttur 🐈", shown_options=["x", "y"])  # type: ignore[arg-type]  # a list is taken too
    assert event.shown_options == ("x", "y")
    assert pickle.loads(pickle.dumps(event)) == event
    assert hash(event) == hash(pickle.loads(pickle.dumps(event)))
