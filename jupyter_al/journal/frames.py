"""Labels and events as DataFrames, and their files."""

from __future__ import annotations

import importlib.util
import json
import os
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_al.errors import SessionError, StoreError, nearest
from jupyter_al.journal.event import FIELDS, Event
from jupyter_al.journal.history import History

if TYPE_CHECKING:
    import pandas as pd

_TIMES = ("answered_at", "shown_at")
_FLOATS = ("active_seconds", "selection_probability")
_INTEGERS = ("round", "model_version")
_LABEL_COLUMNS = (
    "item_id",
    "label",
    "answer_kind",
    "annotator",
    "answered_at",
    "active_seconds",
    "strategy",
    "round",
    "model_version",
    "selection_probability",
    "slice",
    "flag",
    "event_id",
)


def labels_frame(
    history: History, name_of: Callable[[Event], str | None] | None = None
) -> pd.DataFrame:
    """Return the standing labels, one row per item and annotator, in order of writing.

    Parameters
    ----------
    history : History
    name_of : callable, optional
        ``name_of(event)`` is the name that an answer's class has now; the history's own rule by
        default. A session passes its class list, so that the frame names what trains the model.

    Returns
    -------
    pandas.DataFrame
        Columns ``item_id, label, answer_kind, annotator, answered_at, active_seconds, strategy,
        round, model_version, selection_probability, slice, flag, event_id``. `label` is the
        name that the class has now. Times are UTC, numbers that may be missing are ``Int64`` or
        ``float64``, texts are ``string``; the same also without a row.
    """
    rows = []
    for event in history.standing_labels():
        row = {name: getattr(event, name, None) for name in _LABEL_COLUMNS}
        row["label"] = (name_of or history.name_of)(event)
        row["flag"] = history.flags.get(event.item_id or "")
        rows.append(row)
    return _frame(rows, _LABEL_COLUMNS)


def events_frame(events: Iterable[Event]) -> pd.DataFrame:
    """Return the log as it was written, one row per event.

    Parameters
    ----------
    events : iterable of Event

    Returns
    -------
    pandas.DataFrame
        One column for each field of :class:`Event`. `shown_options` is a JSON list.
    """
    rows = []
    for event in events:
        row = {name: getattr(event, name) for name in FIELDS}
        if event.shown_options is not None:
            row["shown_options"] = json.dumps(list(event.shown_options), ensure_ascii=False)
        rows.append(row)
    return _frame(rows, FIELDS)


def _frame(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({name: _column(name, [row[name] for row in rows]) for name in columns})


def _column(name: str, values: list[Any]) -> pd.Series[Any]:
    """Return a column whose type depends on its name only, never on what it holds."""
    import numpy as np
    import pandas as pd

    if name in _TIMES:
        seconds = np.array(values, dtype=np.float64)  # None becomes NaN
        micro = np.full(len(seconds), np.datetime64("NaT", "us"))
        known = np.isfinite(seconds)
        micro[known] = np.round(seconds[known] * 1e6).astype(np.int64).view("datetime64[us]")
        times: pd.Series[Any] = pd.Series(pd.DatetimeIndex(micro).tz_localize("UTC"))
        return times
    if name in _FLOATS:
        return pd.Series(np.array(values, dtype=np.float64))
    return pd.Series(values, dtype="Int64" if name in _INTEGERS else "string")


def export(frame: pd.DataFrame, path: str | os.PathLike[str]) -> Path:
    """Write a frame to a file; the suffix says how: ``.csv``, ``.parquet`` or ``.jsonl``.

    Text is written as it is, in UTF-8. A cell that begins with ``=``, ``+``, ``-`` or ``@`` is
    not changed, though a spreadsheet may take it for a formula: import such a file as text.
    A file of that name is replaced only when the new one is complete.

    Parameters
    ----------
    frame : pandas.DataFrame
        From :func:`labels_frame` or :func:`events_frame`.
    path : str or path

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    SessionError
        Unknown suffix, or no pyarrow for Parquet.
    StoreError
        The file cannot be written.
    """
    target = Path(path).expanduser()
    suffix = target.suffix.lower()
    if suffix not in _WRITERS:
        raise SessionError(
            f"Cannot export to {target.name!r}: the name must end in "
            f"{', '.join(_WRITERS)}{nearest(suffix, _WRITERS)}"
        )
    if suffix == ".parquet" and importlib.util.find_spec("pyarrow") is None:
        raise SessionError(
            "Parquet files need pyarrow: pip install pyarrow, or export to a .csv or .jsonl file."
        )
    if not target.parent.is_dir():
        raise StoreError(
            f"The folder of {str(path)!r} is not there: make the folder first, or check the name.",
            code="missing",
        )
    part = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}.part")
    try:
        _WRITERS[suffix](frame, part)
        os.replace(part, target)
    except OSError as error:
        code = "read_only" if isinstance(error, PermissionError) else "full"
        fix = (
            "you have no right to write there: choose another folder."
            if code == "read_only"
            else "make room on the disk, or choose another folder."
        )
        raise StoreError(
            f"{target.name!r} could not be written ({error.strerror or error}): {fix}", code=code
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return target


def _csv(frame: pd.DataFrame, path: Path) -> None:
    # with \r\n, which RFC 4180 asks for, every Python also quotes a cell that holds a lone \r
    frame.to_csv(path, index=False, encoding="utf-8", lineterminator="\r\n")


def _jsonl(frame: pd.DataFrame, path: Path) -> None:
    frame.to_json(
        path, orient="records", lines=True, force_ascii=False, date_format="iso", date_unit="us"
    )


def _parquet(frame: pd.DataFrame, path: Path) -> None:
    frame.to_parquet(path, index=False, engine="pyarrow")


_WRITERS: dict[str, Callable[[pd.DataFrame, Path], None]] = {
    ".csv": _csv,
    ".parquet": _parquet,
    ".jsonl": _jsonl,
}
