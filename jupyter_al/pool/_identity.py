"""Names of the items, and a fingerprint that tells one pool from another."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from jupyter_al.errors import PoolError
from jupyter_al.pool._missing import is_missing

__all__ = ["fingerprint", "unique_ids"]

_SAMPLE_ROWS = 1024
_SAMPLE_VALUES = 1 << 20


def unique_ids(ids: Any, n: int) -> tuple[list[str], tuple[str, ...]]:
    """Return `n` distinct names and one sentence for each kind of repair.

    The second item named ``"a"`` becomes ``"a#2"``; an item without a name gets its position.

    Raises
    ------
    PoolError
        When the number of ids is not `n`.
    """
    if ids is None:
        return list(map(str, range(n))), ()
    if isinstance(ids, (str, bytes)) or not hasattr(ids, "__iter__"):
        raise PoolError(f"ids must hold one id for each of the {n} items, not {ids!r}.")
    values = ids.tolist() if hasattr(ids, "tolist") else list(ids)
    if len(values) != n:
        raise PoolError(
            f"There are {n} rows of features and {len(values)} ids: give one id for each row."
        )
    notes = []
    missing = 0
    names = []
    for position, value in enumerate(values):
        if is_missing(value):
            missing += 1
            names.append(str(position))
        else:
            names.append(value.decode("utf-8", "replace") if type(value) is bytes else str(value))
    odd = 0
    for position, name in enumerate(names):
        kept = name.replace("\x00", "\\x00").encode("utf-8", "backslashreplace").decode("utf-8")
        odd += kept != name
        names[position] = kept
    if odd:
        notes.append(
            f"{odd} of {n} ids hold characters that no store can keep: they are written as "
            "escapes such as '\\x00'."
        )
    if missing:
        notes.append(f"{missing} of {n} ids are missing: the position is used instead.")
    repeated = _make_unique(names)
    if repeated:
        notes.append(f"{repeated} of {n} ids are repeated: they were given a suffix such as '#2'.")
    return names, tuple(notes)


def _make_unique(names: list[str]) -> int:
    """Rename repeated names in place; return how many were renamed."""
    taken = set(names)
    repeated = len(names) - len(taken)
    if not repeated:
        return 0
    count: dict[str, int] = {}
    for position, name in enumerate(names):
        number = count.get(name, 0) + 1
        if number > 1:
            while f"{name}#{number}" in taken:
                number += 1
            names[position] = f"{name}#{number}"
            taken.add(names[position])
        count[name] = number
    return repeated


def fingerprint(features: Any, shape: tuple[int, ...], ids: Sequence[str]) -> str:
    """Return a SHA-256 over the shape, all ids and an even sample of the rows.

    Rows are compared as float32, so that the same data stored as float64 is the same pool.
    """
    n, d = features.shape
    digest = hashlib.sha256(repr(shape).encode())
    digest.update("\x1f".join(ids).encode("utf-8", "surrogatepass"))
    count = max(16, min(_SAMPLE_ROWS, _SAMPLE_VALUES // d))
    rows = np.unique(np.linspace(0, n - 1, min(n, count)).astype(np.int64))
    sample = features[rows]
    if hasattr(sample, "indptr"):
        sample.sum_duplicates()
        sample.eliminate_zeros()
        digest.update(sample.indptr.astype(np.int64).tobytes())
        digest.update(sample.indices.astype(np.int64).tobytes())
        sample = sample.data
    with np.errstate(over="ignore"):
        digest.update(np.asarray(sample, dtype=np.float32).tobytes())
    return digest.hexdigest()
