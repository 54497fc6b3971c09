"""A part of the pool that hangs on the rows themselves and not on their order."""

from __future__ import annotations

import zlib

import numpy as np
import numpy.typing as npt

from jupyter_al.numerics.arrays import Ints
from jupyter_al.numerics.duplicates import row_hashes
from jupyter_al.numerics.ranking import tie_keys
from jupyter_al.snapshot import Snapshot

__all__ = ["by_content", "sampled"]


def _keys(snapshot: Snapshot, rows: Ints, word: str) -> npt.NDArray[np.uint64]:
    hashes = snapshot.of_features("row hashes", lambda: row_hashes(snapshot.features))
    return tie_keys(hashes[rows].view(np.int64), snapshot.seed + zlib.crc32(word.encode()))


def sampled(snapshot: Snapshot, rows: Ints, most: int, word: str) -> Ints:
    """Return at most `most` of the ascending `rows`, ascending.

    The draw is a hash of (contents of the row, seed of the session, `word`): the same rows are
    drawn in whatever order the pool lies, and in each round.
    """
    if len(rows) <= most:
        return rows
    keys = _keys(snapshot, rows, word)
    return np.sort(rows[np.argpartition(keys, most - 1)[:most]])


def by_content(snapshot: Snapshot, rows: Ints, word: str) -> Ints:
    """Return `rows` in a pseudo-random order that hangs on their contents alone."""
    return rows[np.lexsort((rows, _keys(snapshot, rows, word)))]
