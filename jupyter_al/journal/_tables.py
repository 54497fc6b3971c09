"""The tables of a journal in a database."""

from __future__ import annotations

import json
from operator import attrgetter
from typing import Any

from sqlalchemy import BigInteger, Column, Double, Integer, MetaData, String, Table, Text

from jupyter_al.journal.event import FIELDS, MAX_ID, Event

TABLES = MetaData()

_INTEGERS = ("round", "model_version")
_NUMBERS = ("answered_at", "shown_at", "active_seconds", "selection_probability")
_REQUIRED = ("event_id", "annotator", "answered_at", "answer_kind", "query_type", "slice")


def _column(name: str) -> Column[Any]:
    if name == "event_id":
        return Column(name, String(MAX_ID), nullable=False, unique=True)
    kind = Integer if name in _INTEGERS else Double if name in _NUMBERS else Text
    return Column(name, kind(), nullable=name not in _REQUIRED)


EVENTS = Table(
    "al_events",
    TABLES,
    # SQLite numbers rows by itself only in a column of exactly this type
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    *(_column(name) for name in FIELDS),
)
META = Table(
    "al_meta",
    TABLES,
    Column("key", String(MAX_ID), primary_key=True),
    Column("value", Text, nullable=False),
)


def to_row(event: Event) -> dict[str, Any]:
    """Return the event as plain Python values (numpy numbers are no database type)."""
    row = dict(zip(FIELDS, _values_of(event), strict=True))
    for name in _NUMBERS:
        if row[name] is not None:
            row[name] = float(row[name])
    for name in _INTEGERS:
        if row[name] is not None:
            row[name] = int(row[name])
    if event.shown_options is not None:
        row["shown_options"] = json.dumps(event.shown_options, ensure_ascii=False)
    return row


def from_row(row: Any) -> Event:
    """Return the event of a row that holds the columns in the order of `FIELDS`."""
    values = list(row)
    if values[_OPTIONS] is not None:
        values[_OPTIONS] = tuple(json.loads(values[_OPTIONS]))
    return Event(*values)


_values_of = attrgetter(*FIELDS)
_OPTIONS = FIELDS.index("shown_options")
