"""What is there twice: items of a test set that are copies of the pool's, or of each other."""

from __future__ import annotations

import numpy as np

from jupyter_al.numerics.arrays import Ints
from jupyter_al.numerics.duplicates import Hashes

__all__ = ["overlap"]


def overlap(test: Hashes, codes: Ints, pool: Hashes, trained: Hashes) -> list[str]:
    """Return in words what makes a test set measure something else than new items.

    Parameters
    ----------
    test, pool, trained : (M,), (N,), (L,) uint64
        Hashes of the test items, of the pool, and of the items that train the model.
    codes : (M,) int64
        Classes of the test items.
    """
    notes = []
    copies, of_trained = int(np.isin(test, pool).sum()), int(np.isin(test, trained).sum())
    if copies:
        said = f"{copies} of the {len(test)} test items are copies of items in the pool"
        end = "; none of them trains the model so far"
        if of_trained:
            end = f"; {of_trained} train the model, which makes the accuracy look too high"
        notes.append(said + end)
    different, group = np.unique(test, return_inverse=True)
    if len(different) < len(test):
        notes.append(
            f"only {len(different)} of the {len(test)} test items are different: the interval "
            "counts each copy as an item of its own and is too narrow"
        )
        answers = np.unique(np.stack([group.reshape(-1), codes]), axis=1)[0]
        torn = int((np.bincount(answers) > 1).sum())
        if torn:
            notes.append(
                f"{torn} test items are there with different classes: no model can have both right"
            )
    return notes
