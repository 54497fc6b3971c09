"""The rows of a snapshot: features, labels, and what is computed of them once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import partial
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from jupyter_al._belief import finite_rows, row_lengths
from jupyter_al._snapshot_checks import labelled_rows, matrix, row_weights, rows_of
from jupyter_al.numerics.arrays import Floats, Ints, Matrix, frozen
from jupyter_al.numerics.memo import Memo

__all__ = ["Rows"]

T = TypeVar("T")

_KEPT_CLUSTERINGS = 4


class Rows:
    """Base of a snapshot; see there for the parameters.

    What hangs on the features alone is shared with an earlier snapshot of the same features.
    """

    def __init__(
        self,
        features: Matrix,
        labelled: npt.ArrayLike,
        labels: npt.ArrayLike,
        weights: npt.ArrayLike | None,
        unavailable: npt.ArrayLike | None,
        before: Rows | None,
    ) -> None:
        self._features = matrix(features)
        self._labelled, self._labels = labelled_rows(labelled, labels, self.n_items)
        self._weights = row_weights(weights, len(self._labels))
        mask = rows_of("unavailable", unavailable, self.n_items, dtype=bool)
        self._unavailable = None if mask is None else frozen(mask)
        self._memo = Memo()
        self._of_features, self._of_clusters = Memo(), Memo(_KEPT_CLUSTERINGS)
        if before is not None and before._features is self._features:
            self._of_features, self._of_clusters = before._of_features, before._of_clusters
        self._usable = partial(finite_rows, self._of_features, self._features)

    @property
    def n_items(self) -> int:
        """Number of rows, N."""
        return int(self._features.shape[0])

    @property
    def features(self) -> Matrix:
        """(N, D) features, as they were given."""
        return self._features

    @property
    def labelled(self) -> Ints:
        """(L,) positions with a label."""
        return self._labelled

    @property
    def labels(self) -> Ints:
        """(L,) classes of the labelled rows."""
        return self._labels

    @property
    def weights(self) -> Floats:
        """(L,) weights of the labels."""
        return self._weights

    @property
    def lengths(self) -> Floats:
        """(N,) squared lengths of the feature rows; not finite for unusable rows."""
        return row_lengths(self._of_features, self._features)

    @property
    def finite(self) -> npt.NDArray[np.bool_]:
        """(N,) whether every feature of a row is finite."""
        return self._usable()

    @property
    def open(self) -> npt.NDArray[np.bool_]:
        """(N,) whether a row has no label and is not unavailable; it may hold NaN."""
        return self.once("open", self._open)

    def _open(self) -> npt.NDArray[np.bool_]:
        rest = self._unlabelled()
        if self._unavailable is not None:
            rest &= ~self._unavailable
        return frozen(rest)

    def _split(self, *usable: npt.NDArray[np.bool_]) -> tuple[Ints, Ints]:
        """Return the rows without a label that may be asked, and those that are not usable."""
        rest = self._unlabelled()
        broken = np.empty(0, dtype=np.int64)
        for mask in usable:
            if not mask.all():
                broken = np.union1d(broken, np.flatnonzero(rest & ~mask))
                rest &= mask
        if self._unavailable is not None:
            rest &= ~self._unavailable
        return frozen(np.flatnonzero(rest)), frozen(broken)

    def _unlabelled(self) -> npt.NDArray[np.bool_]:
        rest = np.ones(self.n_items, dtype=bool)
        rest[self._labelled] = False
        return rest

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return `make()`, computed once for this snapshot under `key`."""
        return self._memo.get(key, make)

    def of_clusters(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return `make()` as :meth:`of_features` does; only the last few are kept."""
        return self._of_clusters.get(key, make)

    def of_features(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return `make()`, computed once for these features, over all following snapshots."""
        return self._of_features.get(key, make)
