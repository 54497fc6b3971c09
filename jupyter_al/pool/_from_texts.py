"""Read a list of texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from jupyter_al.errors import PoolError
from jupyter_al.pool._missing import is_missing
from jupyter_al.pool._source import Source
from jupyter_al.pool._text_features import text_features

__all__ = ["read_texts"]


def read_texts(texts: Any, embeddings: Any, ids: Any, name: str = "texts") -> Source:
    """Return texts with their embeddings, or with features made from their words."""
    if isinstance(texts, (str, bytes, Mapping)) or not hasattr(texts, "__iter__"):
        raise PoolError(f"texts must be a list of texts, not {type(texts).__name__}.")
    values = [None if is_missing(value) else str(value) for value in texts]
    if not values:
        raise PoolError("There are no texts: a pool needs at least one item.")
    empty = np.array([value is None or not value.strip() for value in values])
    notes: tuple[str, ...] = ()
    if empty.any():
        notes = (f"{int(empty.sum())} of {len(values)} texts are empty; they are never asked.",)
    if embeddings is None:
        embeddings = text_features([value or "" for value in values])
    return Source(embeddings, values, ids, unusable=empty, notes=notes, name=name, checked=True)
