"""Main components of a matrix of any size, kind and width."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al.errors import Cancelled
from jupyter_al.pool.finite import finite_rows

__all__ = ["PrincipalAxes", "all_scores", "principal_scores"]

# Axes come from a uniform sample of at most so many rows and values: with 20 000 rows their
# standard error is far below what a map can show.
_SAMPLE_ROWS = 20_000
_SAMPLE_VALUES = 1 << 26
# up to this width the covariance matrix is cheap to make
_WIDE = 1024
# a chunk that stays in the cache of a core
_CHUNK_BYTES = 1 << 20
_SPARSE_ROWS = 1 << 16
_OVERSAMPLING = 8
_ITERATIONS = 200
_ITERATIONS_WIDE = 8
_TOLERANCE = 1e-10


@dataclass(frozen=True)
class PrincipalAxes:
    """The directions in which the rows of a matrix vary most.

    Attributes
    ----------
    axes : (D, k) array
        The loading of largest size on each is positive.
    scale : float
        Values are divided by it first.
    mean : (D,) array
        Of the divided values.
    """

    axes: npt.NDArray[np.float64]
    scale: float
    mean: npt.NDArray[np.float64]

    @classmethod
    def fit(
        cls, features: Any, rows: npt.NDArray[np.int64], k: int, seed: int = 0
    ) -> PrincipalAxes:
        """Return at most `k` axes of some (finite) rows.

        From a randomised subspace iteration (Halko, Martinsson and Tropp, 2011) on the
        covariance of a sample: to convergence up to a width of 1024, else eight steps.
        """
        d = features.shape[1]
        rng = np.random.default_rng(seed)
        sample = _sample(features, rows, rng)
        scale, mean = _moments(sample)
        found = min(k, d, max(1, len(rows) - 1))
        if d <= _WIDE and not hasattr(features, "indptr"):
            covariance = _covariance(sample, scale, mean)
            axes = _leading_axes(covariance.__matmul__, d, found, rng, _ITERATIONS)
        else:
            implicit = _implicit_covariance(sample, scale, mean)
            axes = _leading_axes(implicit, d, found, rng, _ITERATIONS_WIDE)
        strongest = np.abs(axes).argmax(axis=0)
        axes = axes * np.where(axes[strongest, np.arange(found)] < 0, -1, 1)
        return cls(axes, scale, mean)

    def scores(self, chunk: Any) -> npt.NDArray[np.float32]:
        """Return the components (n, k) of a few finite rows (n, D)."""
        return _centred_product(chunk, self.scale, self.mean, self.axes)


def principal_scores(
    features: Any, k: int, seed: int = 0, cancelled: Callable[[], bool] | None = None
) -> npt.NDArray[np.float32]:
    """Return the first `k` principal components of each row.

    Parameters
    ----------
    features : (N, D) ndarray, memmap or CSR matrix
    k : int
        Components beyond D, or beyond the number of rows, are 0.
    seed : int
        For the sample and the iteration.
    cancelled : callable, optional
        Asked between chunks.

    Returns
    -------
    (N, k) ndarray of float32
        NaN for rows that are not finite. The loading of largest size on each axis is positive.

    Raises
    ------
    Cancelled
    """
    rows = np.flatnonzero(finite_rows(features))
    if len(rows) == 0:
        return np.full((features.shape[0], k), np.nan, dtype=np.float32)
    return all_scores(PrincipalAxes.fit(features, rows, k, seed), features, rows, k, cancelled)


def all_scores(
    fitted: PrincipalAxes,
    features: Any,
    rows: npt.NDArray[np.int64],
    k: int,
    cancelled: Callable[[], bool] | None = None,
) -> npt.NDArray[np.float32]:
    """Return `k` components of all rows: NaN for those that are not among `rows`."""
    n, d = features.shape
    scores = np.full((n, k), np.nan, dtype=np.float32)
    scores[rows] = 0
    found = fitted.axes.shape[1]
    step = _SPARSE_ROWS if hasattr(features, "indptr") else _step(d)
    for start in range(0, len(rows), step):
        if cancelled is not None and cancelled():
            raise Cancelled("The projection was cancelled.")
        part = rows[start : start + step]
        # neighbours in memory are cheaper to take as a slice
        whole = part[-1] - part[0] == len(part) - 1
        chunk = features[part[0] : part[-1] + 1] if whole else features[part]
        scores[part, :found] = fitted.scores(chunk)
    return scores


def _step(d: int) -> int:
    return max(1, _CHUNK_BYTES // (4 * d))


def _sample(features: Any, rows: npt.NDArray[np.int64], rng: np.random.Generator) -> Any:
    most = max(200, min(_SAMPLE_ROWS, _SAMPLE_VALUES // features.shape[1]))
    if len(rows) > most:
        rows = np.sort(rng.choice(rows, most, replace=False))
    elif len(rows) == features.shape[0]:
        return features
    return features[rows]


def _moments(sample: Any) -> tuple[float, npt.NDArray[np.float64]]:
    """Return the largest value, and the column means divided by it.

    Dividing first keeps the squares of values near the end of float32 finite.
    """
    if hasattr(sample, "indptr"):
        scale = float(np.abs(sample.data).max(initial=0)) or 1.0
        return scale, np.asarray(sample.mean(axis=0, dtype=np.float64)).ravel() / scale
    scale = max(abs(float(sample.max())), abs(float(sample.min()))) or 1.0
    mean: npt.NDArray[np.float64] = np.asarray(sample.mean(axis=0, dtype=np.float64)) / scale
    return scale, mean


def _centred(chunk: Any, scale: float, mean: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    # float64 and wide integers are centred before they lose digits
    kind = np.result_type(chunk.dtype, np.float32)
    values = np.asarray(chunk, dtype=kind) / kind.type(scale)
    values -= mean.astype(kind)
    centred: npt.NDArray[np.float32] = values.astype(np.float32, copy=False)
    return centred


def _centred_product(
    chunk: Any,
    scale: float,
    mean: npt.NDArray[np.float64],
    axes: npt.NDArray[np.float64],
) -> npt.NDArray[np.float32]:
    if hasattr(chunk, "indptr"):
        scores = (chunk @ axes) / scale - mean @ axes
    else:
        scores = _centred(chunk, scale, mean) @ axes.astype(np.float32)
    return np.asarray(scores, dtype=np.float32)


def _covariance(
    sample: Any, scale: float, mean: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return the (D, D) covariance of a narrow sample, times its number of rows."""
    d = sample.shape[1]
    covariance = np.zeros((d, d))
    step = _step(d)
    for start in range(0, sample.shape[0], step):
        chunk = _centred(sample[start : start + step], scale, mean)
        covariance += chunk.T @ chunk
    return covariance


def _implicit_covariance(
    sample: Any, scale: float, mean: npt.NDArray[np.float64]
) -> Callable[[npt.NDArray[np.float64]], npt.NDArray[np.float64]]:
    """Return what multiplies by the covariance of a wide or sparse sample, never making it."""
    if hasattr(sample, "indptr"):
        # centred without filling the zeros: (X - 1 m) V = X V - 1 (m V)
        matrix, middle = sample / scale, mean[:, None]
    else:
        matrix, middle = _centred(sample, scale, mean), np.zeros((sample.shape[1], 1))

    def product(basis: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        right = matrix @ basis.astype(matrix.dtype) - middle.T @ basis
        left = matrix.T @ right.astype(matrix.dtype)
        return np.asarray(left - middle * right.sum(axis=0), dtype=np.float64)

    return product


def _leading_axes(
    product: Callable[[npt.NDArray[np.float64]], npt.NDArray[np.float64]],
    d: int,
    k: int,
    rng: np.random.Generator,
    iterations: int,
) -> npt.NDArray[np.float64]:
    """Return the leading eigenvectors of the matrix that `product` multiplies by.

    Only thin products: LAPACK's full solver is many times slower where cores are shared.
    """
    basis = np.linalg.qr(rng.standard_normal((d, min(d, k + _OVERSAMPLING))))[0]
    before = np.zeros(k)
    for _ in range(iterations):
        image = product(basis)
        values, rotation = np.linalg.eigh(basis.T @ image)  # ascending
        axes = (basis @ rotation)[:, ::-1][:, :k]
        leading = values[::-1][:k]
        # eigenvalues converge twice as fast as their vectors
        if np.abs(leading - before).max() <= _TOLERANCE * abs(leading[0]):
            break
        before = leading
        basis = np.linalg.qr(image)[0]
    return np.ascontiguousarray(axes)
