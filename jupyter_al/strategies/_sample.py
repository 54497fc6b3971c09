"""A random part of some rows that does not depend on where the rows lie in the pool."""

from __future__ import annotations

import numpy as np

from jupyter_al.numerics.arrays import Ints, frozen
from jupyter_al.numerics.duplicates import row_hashes
from jupyter_al.numerics.ranking import tie_keys
from jupyter_al.snapshot import Snapshot

__all__ = ["sample"]


def sample(snapshot: Snapshot, rows: Ints, size: int, name: str) -> Ints:
    """Return `size` of `rows`, ascending, each with the same chance.

    A row is drawn by a key of its content and of (seed, round, `name`): another order of the
    pool draws the same items. Copies are drawn together.
    """
    if size >= len(rows):
        return rows
    hashes = snapshot.of_features(
        "content hashes", lambda: frozen(row_hashes(snapshot.features).view(np.int64))
    )
    keys = tie_keys(hashes[rows], int(snapshot.rng(name).integers(2**63)))
    return np.sort(rows[np.argpartition(keys, size)[:size]])
