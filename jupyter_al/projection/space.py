"""The columns in which neighbours are looked for: the features, or their main components."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al.projection._principal import PrincipalAxes

__all__ = ["Space", "content_hash"]

# wider, sparse or larger pools go through their main components first
_WIDE = 512
_LARGE = 1 << 26
_COMPONENTS = 64
_ROWS = 8_192
_HUGE = 1e15  # squares of larger values leave float32


@dataclass(frozen=True)
class Space:
    """A view of feature rows as narrow, dense float32.

    Attributes
    ----------
    axes : PrincipalAxes or None
        None where the features are taken as they are.
    factor : float
        What the features are divided by: 1, unless their squares would not fit.
    width : int
    """

    axes: PrincipalAxes | None
    factor: float
    width: int

    @classmethod
    def of(cls, features: Any, rows: npt.NDArray[np.int64], seed: int = 0) -> Space:
        """Return the space of a pool of which `rows` are finite (at least one)."""
        n, d = len(rows), features.shape[1]
        if hasattr(features, "indptr") or d > _WIDE or n * d > _LARGE:
            axes = PrincipalAxes.fit(features, rows, min(_COMPONENTS, d), seed)
            return cls(axes, 1.0, axes.axes.shape[1])
        largest = max(
            float(np.abs(part.astype(np.float64)).max()) for part in _parts(features, rows)
        )
        return cls(None, largest if largest > _HUGE else 1.0, d)

    def rows(self, features: Any, index: Any) -> npt.NDArray[np.float32]:
        """Return some finite rows of `features` in this space."""
        chunk = features[index]
        if self.axes is not None:
            return self.axes.scores(chunk)
        return np.ascontiguousarray(chunk if self.factor == 1 else chunk / self.factor, np.float32)

    def write(
        self, path: Any, features: Any, rows: npt.NDArray[np.int64], check: Callable[[], None]
    ) -> None:
        """Write the rows as a .npy file; a full disk is then an error and not a crash."""
        with path.open("wb") as file:
            header = {"descr": "<f4", "fortran_order": False, "shape": (len(rows), self.width)}
            np.lib.format.write_array_header_2_0(file, header)
            for start in range(0, len(rows), _ROWS):
                check()
                part = self.rows(features, rows[start : start + _ROWS])
                file.write(part.astype("<f4", copy=False).tobytes())


def _parts(features: Any, rows: npt.NDArray[np.int64]) -> Iterator[npt.NDArray[Any]]:
    for start in range(0, len(rows), _ROWS):
        yield np.asarray(features[rows[start : start + _ROWS]])


def content_hash(features: Any, check: Callable[[], None] = lambda: None) -> str:
    """Return a BLAKE2 over the shape and every value, as float32.

    Parameters
    ----------
    features : (N, D) ndarray, memmap or CSR matrix
    check : callable
        Called for each chunk; raises to stop.
    """
    digest = hashlib.blake2b(repr(features.shape).encode(), digest_size=16)
    if hasattr(features, "indptr"):
        for name, kind in (("indptr", "<i8"), ("indices", "<i8"), ("data", "<f4")):
            digest.update(np.asarray(getattr(features, name)).astype(kind).tobytes())
        return digest.hexdigest()
    step = max(1, (1 << 22) // max(1, features.shape[1]))
    for start in range(0, features.shape[0], step):
        check()
        with np.errstate(over="ignore"):
            part = np.ascontiguousarray(features[start : start + step], dtype="<f4")
        digest.update(part.data)
    return digest.hexdigest()
