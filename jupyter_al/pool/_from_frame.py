"""Read a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from jupyter_al.errors import PoolError, nearest
from jupyter_al.pool._frame_features import frame_features
from jupyter_al.pool._from_images import read_images
from jupyter_al.pool._from_texts import read_texts
from jupyter_al.pool._source import Source
from jupyter_al.pool._stack import stack

__all__ = ["read_frame"]


def read_frame(
    frame: Any,
    features: Any,
    text: str | None,
    image: str | None,
    audio: str | None,
    embeddings: Any,
    ids: Any,
    show: Callable[[Any], Any] | None,
) -> Source:
    """Return the rows of a table; see `Pool.from_frame` for the parameters."""
    if not hasattr(frame, "iloc") and hasattr(frame, "to_pandas"):
        frame = frame.to_pandas()
    if not (hasattr(frame, "iloc") and hasattr(frame, "columns")):
        raise PoolError(f"from_frame takes a pandas DataFrame, not {type(frame).__name__}.")
    if len(frame) == 0:
        raise PoolError("The table has no rows: a pool needs at least one item.")
    shown = [name for name in (text, image, audio) if name is not None]
    if len(shown) > 1:
        raise PoolError("Give one of text, image and audio: the card shows one column.")
    if embeddings is not None and features is not None:
        raise PoolError("Give features (columns) or embeddings, not both.")

    used = {name for name in (*shown, embeddings, ids) if isinstance(name, str)}
    notes: tuple[str, ...] = ()
    matrix = embeddings
    if isinstance(embeddings, str):
        matrix = stack(_column(frame, embeddings))
    elif embeddings is None and (features is not None or (text is None and image is None)):
        positions = _positions(frame, features, used)
        matrix, notes = frame_features(frame, positions, chosen=features is not None)
    source = _items(frame, text, image, audio, matrix, _ids(frame, ids))
    return replace(source, show=show, notes=notes + source.notes, name="table")


def _items(
    frame: Any, text: str | None, image: str | None, audio: str | None, matrix: Any, ids: Any
) -> Source:
    if text is not None:
        return read_texts(_column(frame, text), matrix, ids)
    shown = image if image is not None else audio
    if shown is None:
        return Source(matrix, frame, ids)
    # the user says that these are files, whatever they end with
    items = [Path(v) if isinstance(v, str) else v for v in _column(frame, shown)]
    return read_images(items, ids) if matrix is None else Source(matrix, items, ids)


def _positions(frame: Any, features: Any, used: set[str]) -> list[int]:
    columns = list(frame.columns)
    if features is None:
        return [j for j, column in enumerate(columns) if column not in used]
    wanted = [features] if isinstance(features, str) else list(features)
    for name in wanted:
        if name not in columns:
            raise PoolError(f"The table has no column {name!r}{nearest(name, map(str, columns))}")
    return [j for name in wanted for j, column in enumerate(columns) if column == name]


def _column(frame: Any, name: str) -> list[Any]:
    columns = list(frame.columns)
    if name not in columns:
        raise PoolError(f"The table has no column {name!r}{nearest(name, map(str, columns))}")
    values: list[Any] = frame.iloc[:, columns.index(name)].tolist()
    return values


def _ids(frame: Any, ids: Any) -> Any:
    if isinstance(ids, str):
        return _column(frame, ids)
    # the index names the rows, also of a table that is a part of a larger one
    return np.asarray(frame.index, dtype=object) if ids is None and frame.index.is_unique else ids
