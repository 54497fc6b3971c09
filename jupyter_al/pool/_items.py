"""Access to the items, whatever holds them, and a look for those that are not there."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al.errors import PoolError
from jupyter_al.pool._missing import is_missing
from jupyter_al.pool._sniff import AUDIO_TYPES, is_media_path, sniff

__all__ = ["Rows", "absent", "as_items", "in_memory"]

# opening a file takes about 20 µs; above this only its existence is checked
_MAX_OPENED = 20_000


class Rows:
    """The rows of a table as items, each a pandas Series with the values' own types."""

    def __init__(self, frame: Any) -> None:
        # under copy-on-write this costs nothing and later changes by the user stay outside
        self._frame = frame.copy(deep=False)

    def __len__(self) -> int:
        return len(self._frame)

    def kinds(self) -> list[tuple[Any, str]]:
        """Return each column's name and the name of its type."""
        return [(name, str(kind)) for name, kind in self._frame.dtypes.items()]

    def column(self, name: Any) -> Any:
        """Return the values of a column as an array."""
        return self._frame[name].array

    def __getitem__(self, position: int) -> Any:
        import pandas as pd

        values = [self._frame.iat[position, j] for j in range(self._frame.shape[1])]
        return pd.Series(values, index=self._frame.columns, dtype=object)


def as_items(items: Any, n: int) -> Any:
    """Return something with `n` entries that can be taken by position.

    Raises
    ------
    PoolError
        When the number of items is not `n`, or nothing like a sequence was given.
    """
    if isinstance(items, (str, bytes)):
        raise PoolError(f"items is one text: give a list with one item for each of the {n} rows.")
    if isinstance(items, Mapping):
        items = _columns(items)
    if hasattr(items, "iloc"):
        items = Rows(items) if hasattr(items, "columns") else items.array
    elif not hasattr(items, "__getitem__") and hasattr(items, "__iter__"):
        items = list(items)
    if not (hasattr(items, "__len__") and hasattr(items, "__getitem__")):
        raise PoolError(
            f"items is of type {type(items).__name__}: give a sequence with one item for each row."
        )
    if len(items) != n:
        raise PoolError(
            f"There are {n} rows of features and {len(items)} items: give one item for each row."
        )
    return items


def _columns(items: Mapping[Any, Any]) -> Any:
    import pandas as pd

    try:
        return pd.DataFrame({key: list(column) for key, column in items.items()})
    except (TypeError, ValueError) as error:
        raise PoolError(f"items as a dict must hold columns of the same length: {error}.") from None


def absent(items: Any) -> tuple[npt.NDArray[np.bool_], bool, tuple[str, ...]]:
    """Look for missing items, missing files and files that are no images.

    Only what lies in memory is looked at: a data set that loads on access is not read.

    Returns
    -------
    missing : (N,) ndarray of bool
    paths : bool
        Whether texts among the items are paths: only when all of them end like one.
    notes : tuple of str
    """
    n = len(items)
    missing = np.zeros(n, dtype=bool)
    if not in_memory(items):
        return missing, not isinstance(items, np.ndarray) or items.dtype.kind not in "US", ()
    notes = []
    texts = [item for item in items if isinstance(item, str)]
    paths = bool(texts) and all(map(is_media_path, texts))
    lost = unreadable = nothing = 0
    seen: dict[str, set[str]] = {}
    for position, item in enumerate(items):
        if is_missing(item):
            nothing += 1
        elif isinstance(item, os.PathLike) or (paths and isinstance(item, str)):
            path = os.fspath(item)
            if not _exists(path, seen):
                lost += 1
            elif n <= _MAX_OPENED and not _readable(path):
                unreadable += 1
            else:
                continue
        else:
            continue
        missing[position] = True
    if nothing:
        notes.append(f"{nothing} of {n} items are missing; they are never asked.")
    if lost:
        notes.append(f"{lost} of {n} files do not exist; their items are never asked.")
    if unreadable:
        notes.append(f"{unreadable} of {n} files cannot be read; their items are never asked.")
    return missing, paths, tuple(notes)


def in_memory(items: Any) -> bool:
    """Return whether all items can be read at once without loading anything."""
    if isinstance(items, np.ndarray):
        return items.dtype.kind in "OU"
    return isinstance(items, (list, tuple)) or type(items).__module__.startswith("pandas.")


def _exists(path: str, seen: dict[str, set[str]]) -> bool:
    """Look a file up in a listing of its folder, which is much faster than asking for each."""
    folder, name = os.path.split(path)
    if folder not in seen:
        try:
            seen[folder] = set(os.listdir(folder or "."))
        except OSError:
            seen[folder] = set()
    # where case does not count, the listing can miss a name that exists
    return name in seen[folder] or os.path.exists(path)


def _readable(path: str) -> bool:
    suffix = os.path.splitext(path)[1].lower()
    try:
        with open(path, "rb") as file:
            head = file.read(16)
    except OSError:
        return False
    if suffix in AUDIO_TYPES or suffix == ".bmp" or not is_media_path(path):
        return bool(head)
    return sniff(head) is not None
