"""The first map: two principal components, in well below a second."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al.projection._principal import principal_scores
from jupyter_al.projection._scaling import scaled

__all__ = ["pca"]


def pca(features: Any, seed: int = 0) -> npt.NDArray[np.float32]:
    """Return the two directions in which the pool varies most (Pearson, 1901).

    Above 20 000 rows the directions come from a uniform sample of so many.

    Parameters
    ----------
    features : (N, D) ndarray, memmap or SciPy CSR matrix
    seed : int
        The same seed gives the same coordinates.

    Returns
    -------
    (N, 2) ndarray of float32
        Within [-1, 1], both axes by the same factor; NaN for rows that are not finite; with
        one feature the second column is 0.
    """
    return scaled(principal_scores(features, 2, seed))
