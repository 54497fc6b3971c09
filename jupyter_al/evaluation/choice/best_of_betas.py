"""How probable it is that each of several Beta variables is the largest."""

from __future__ import annotations

import numpy as np

from jupyter_al.numerics.arrays import Floats, blocks

__all__ = ["probability_largest"]

_POINTS = 256
_GRID = np.linspace(1e-6, 1 - 1e-6, _POINTS)
_STEP = _GRID[1] - _GRID[0]
_LARGEST_LOG = 80.0


def probability_largest(a: Floats, b: Floats) -> Floats:
    """Return ``integral f_h(x) prod_{g != h} F_g(x) dx``, brought to sum one over h.

    Parameters
    ----------
    a, b : (M, H) array
        Parameters of H independent Beta variables in each of M rows.

    Returns
    -------
    (M, H) float64 array
        By the trapezoid rule on 256 points, so right to about four digits.

    Examples
    --------
    >>> probability_largest(np.array([[2.0, 2.0]]), np.array([[1.0, 1.0]])).tolist()
    [[0.5, 0.5]]
    """
    from scipy.special import betaln

    a, b = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    out = np.empty(a.shape)
    for part in blocks(len(a), a.shape[1] * _POINTS * 32):
        one, two = a[part][..., None], b[part][..., None]
        logs = (one - 1) * np.log(_GRID) + (two - 1) * np.log1p(-_GRID) - betaln(one, two)
        density = np.exp(logs)
        areas = np.cumsum((density[..., 1:] + density[..., :-1]) * (_STEP / 2), axis=-1)
        below = np.log(np.maximum(areas, np.finfo(float).tiny))
        below = np.concatenate((np.full((*a[part].shape, 1), -_LARGEST_LOG), below), axis=-1)
        others = below.sum(axis=1, keepdims=True) - below
        density *= np.exp(np.clip(others, -_LARGEST_LOG, _LARGEST_LOG))
        mass = density.sum(axis=-1) - (density[..., 0] + density[..., -1]) / 2
        total = mass.sum(axis=1, keepdims=True)
        out[part] = np.where(total > 0, mass / np.where(total > 0, total, 1), 1 / a.shape[1])
    return out
