"""A part of the pool that hangs on the rows themselves and not on their order."""

from __future__ import annotations

import zlib

import numpy as np
import numpy.typing as npt

from jupyter_al.numerics.arrays import Ints, frozen
from jupyter_al.numerics.duplicates import row_hashes
from jupyter_al.numerics.ranking import tie_keys
from jupyter_al.snapshot import Snapshot

__all__ = ["by_content", "sampled"]


def by_content(snapshot: Snapshot, rows: Ints, word: str) -> Ints:
    """Return `rows` in a pseudo-random order that hangs on their contents alone."""
    return rows[np.lexsort((rows, _keys(snapshot, rows, _seed_of_all_rounds(snapshot, word))))]


def sampled(snapshot: Snapshot, rows: Ints, most: int, word: str, *, anew: bool = False) -> Ints:
    """Return at most `most` of the ascending `rows`, ascending, each with the same chance.

    The draw is a hash of (contents of the row, seed of the session, `word`): the same rows are
    drawn in whatever order the pool lies. Copies are drawn together.

    Parameters
    ----------
    snapshot : Snapshot
    rows : (M,) int64
    most : int
    word : str
    anew : bool
        Others in each round; by default what is computed of them serves all rounds.
    """
    if len(rows) <= most:
        return rows
    seed = int(snapshot.rng(word).integers(2**63)) if anew else _seed_of_all_rounds(snapshot, word)
    keys = _keys(snapshot, rows, seed)
    return np.sort(rows[np.argpartition(keys, most - 1)[:most]])


def _seed_of_all_rounds(snapshot: Snapshot, word: str) -> int:
    return snapshot.seed + zlib.crc32(word.encode())


def _keys(snapshot: Snapshot, rows: Ints, seed: int) -> npt.NDArray[np.uint64]:
    hashes = snapshot.of_features(
        "row hashes", lambda: frozen(row_hashes(snapshot.features).view(np.int64))
    )
    return tie_keys(hashes[rows], seed)
