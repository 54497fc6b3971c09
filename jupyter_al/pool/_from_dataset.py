"""Read a torch or Hugging Face style data set, without importing either."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from os import PathLike
from typing import Any

from jupyter_al.errors import PoolError, nearest
from jupyter_al.pool._from_images import read_images
from jupyter_al.pool._from_texts import read_texts
from jupyter_al.pool._source import Source
from jupyter_al.pool._stack import stack

__all__ = ["read_dataset"]

_NAMES = ("image", "img", "audio", "text", "sentence", "content")


class _Column:
    """One part of each entry, loaded when it is asked for."""

    def __init__(self, dataset: Any, key: str | int | None) -> None:
        self._dataset = dataset
        self._key = key

    def __len__(self) -> int:
        return len(self._dataset)

    def __getitem__(self, position: int) -> Any:
        entry = self._dataset[position]
        return entry if self._key is None else entry[self._key]

    def read(self) -> list[Any]:
        """Return all of them; None where one cannot be loaded."""
        if self._key in (getattr(self._dataset, "column_names", None) or ()):
            # Hugging Face: one column alone, without decoding the images of the others
            return list(self._dataset[self._key])
        return [self._attempt(position) for position in range(len(self))]

    def _attempt(self, position: int) -> Any:
        try:
            return self[position]
        except Exception:  # a data set of the user's can raise anything
            return None


def read_dataset(
    dataset: Any,
    features: Any,
    column: str | int | None,
    ids: Any,
    show: Callable[[Any], Any] | None,
) -> Source:
    """Return the entries of a data set; see `Pool.from_dataset` for the parameters."""
    if isinstance(dataset, Mapping):
        parts = ", ".join(map(repr, dataset))
        raise PoolError(f"This is a dict of data sets: give one of its parts ({parts}).")
    if not (hasattr(dataset, "__len__") and hasattr(dataset, "__getitem__")):
        raise PoolError("from_dataset needs a data set with len() and [i]: use list(dataset).")
    if len(dataset) == 0:
        raise PoolError("The data set is empty: a pool needs at least one item.")
    try:
        entry = dataset[0]
    except Exception as error:
        raise PoolError(
            f"The first entry of the data set cannot be read ({type(error).__name__}: {error})."
        ) from error
    key = _shown(entry) if column is None else _checked(entry, column)
    items = _Column(dataset, key)
    names = _Column(dataset, _checked(entry, ids)).read() if isinstance(ids, str) else ids
    if isinstance(features, str):
        features = stack(_Column(dataset, _checked(entry, features)).read())
    source = Source(features, items) if features is not None else _read_all(dataset, items, key)
    return replace(source, ids=names, show=show, name=_title(dataset))


def _read_all(dataset: Any, items: _Column, key: str | int | None) -> Source:
    """Make features of the shown part of every entry."""
    tensors: Any = getattr(dataset, "tensors", ())
    if key == 0 and len(tensors) and len(tensors[0]) == len(dataset):
        return Source(tensors[0], items)  # a torch TensorDataset: no copy
    sample = items[0]
    if isinstance(sample, str):
        return read_texts(items.read(), None, None)
    if isinstance(sample, (bytes, PathLike)) or hasattr(sample, "getbands"):
        return replace(read_images(items, None), checked=False)
    if not hasattr(sample, "__array__"):
        raise PoolError(
            f"The entries of the data set are of type {type(sample).__name__}, from which no "
            "features can be made: give features=..."
        )
    return Source(stack(items.read()), items)


def _shown(entry: Any) -> str | int | None:
    if isinstance(entry, Mapping):
        return next((name for name in _NAMES if name in entry), None)
    return 0 if isinstance(entry, (tuple, list)) and entry else None


def _checked(entry: Any, key: str | int) -> str | int:
    try:
        entry[key]
    except (LookupError, TypeError):
        hint = nearest(str(key), map(str, entry)) if isinstance(entry, Mapping) else "."
        raise PoolError(f"The data set has no column {key!r}{hint}") from None
    return key


def _title(dataset: Any) -> str:
    name = getattr(getattr(dataset, "info", None), "dataset_name", None)
    return str(name or getattr(dataset, "name", None) or type(dataset).__name__)
