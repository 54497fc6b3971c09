"""Agreement of each two members about each row, and its dependence on the rest of the pool."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from jupyter_al.numerics.arrays import Floats, blocks

__all__ = ["Agreement", "dependence", "kernel_gap"]

_SCALES = (0.2, 0.5, 1.0, 2.0, 5.0)


def kernel_gap() -> float:
    """Return ``1 - kappa``: how far the kernel falls from the same answer to another one.

    The kernel is the mean over alpha of ``(1 + d^2 / (2 alpha)) ** -alpha`` with ``d^2 = 2``.
    Any other kernel gives the same order.
    """
    return 1 - float(np.mean([(1 + 1 / alpha) ** -alpha for alpha in _SCALES]))


class Agreement:
    """``E_ab``, the chance that members a and b give a row the same answer.

    Only the K (K - 1) / 2 pairs are kept, float32: a member always agrees with itself.

    Parameters
    ----------
    size : int
        Members, K.
    n_rows : int
    """

    def __init__(self, size: int, n_rows: int) -> None:
        self.size = size
        self.left, self.right = np.triu_indices(size, 1)
        self.pairs = np.empty((n_rows, len(self.left)), dtype=np.float32)

    def fill(self, part: slice, chances: Floats, rng: np.random.Generator | None = None) -> None:
        """Store a block of (K, m, C) probabilities; with `rng` one answer of each is drawn."""
        if rng is None:
            rows = np.ascontiguousarray(chances.transpose(1, 0, 2))
            both = rows @ rows.transpose(0, 2, 1)
            self.pairs[part] = both[:, self.left, self.right]
            return
        total = np.cumsum(chances, axis=2)
        drawn = rng.random(chances.shape[:2])[:, :, None] * total[:, :, -1:]
        answers = np.minimum((total <= drawn).sum(axis=2), chances.shape[2] - 1)
        self.pairs[part] = (answers[self.left] == answers[self.right]).T

    def mean(self, index: np.ndarray) -> Floats:
        """Return the (K, K) mean agreement over the rows at `index`."""
        out = np.eye(self.size)
        out[self.left, self.right] = self.pairs[index].mean(axis=0, dtype=np.float64)
        out[self.right, self.left] = out[self.left, self.right]
        return out

    def dependence(self, reference: Floats) -> Floats:
        """Return the (M,) :func:`dependence` of each row on `reference` (K, K)."""
        centred = _centred(reference)
        weights = (2 * centred[self.left, self.right]).astype(np.float32)
        scale = kernel_gap() ** 2 / self.size**2
        apart: Floats = (self.pairs @ weights).astype(np.float64)
        return np.asarray((apart + np.trace(centred)) * scale)

    def dependences(self, references: Sequence[Floats]) -> Floats:
        """Return the (M, r) :func:`dependence` of each row on each of r references, float64."""
        centred = [_centred(reference) for reference in references]
        weights = np.stack([2 * one[self.left, self.right] for one in centred], axis=1)
        own = np.array([np.trace(one) for one in centred])
        out = np.empty((len(self.pairs), len(centred)))
        for part in blocks(len(self.pairs), len(self.left) * 8, budget=2**19):
            out[part] = self.pairs[part].astype(np.float64) @ weights
        out += own
        out *= kernel_gap() ** 2 / self.size**2
        return out


def dependence(one: Floats, other: Floats) -> float:
    """Return the biased HSIC of two (K, K) agreements, ``tr(K1 H K2 H) / K^2``."""
    scale = kernel_gap() ** 2 / len(one) ** 2
    return float((_centred(one) * other).sum()) * scale


def _centred(matrix: Floats) -> Floats:
    rows = matrix - matrix.mean(axis=0)
    out: Floats = rows - rows.mean(axis=1, keepdims=True)
    return out
