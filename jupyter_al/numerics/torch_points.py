"""Points on a torch device: the matrix is sent there once, distances never leave it unasked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints, Matrix, blocks, dense, is_sparse
from jupyter_al.numerics.points import CANCELLED

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["TorchPoints", "fits"]

_ROWS_BYTES = 64 * 2**20  # sent at a time
_PAIRS = 2**26  # distances to centres that exist at a time
_SHARE = 0.7  # of the free memory of the device


def fits(rows: Matrix, device: str) -> bool:
    """Return whether a matrix can be held on `device` in float32.

    Never on ``mps``, which has no double precision for the draws.
    """
    if is_sparse(rows) or device.startswith("mps"):
        return False
    if not device.startswith("cuda"):
        return True
    import torch

    free = torch.cuda.mem_get_info(torch.device(device))[0]
    return bool(4 * rows.shape[0] * rows.shape[1] < _SHARE * free)


@dataclass(frozen=True, eq=False)
class TorchPoints:
    """Rows in float32 on a device; those that are not finite are zero there.

    Attributes
    ----------
    rows : (N, D) tensor
        After the transformation.
    lengths : (N,) tensor
        Squared lengths of `rows`.
    """

    rows: Tensor
    lengths: Tensor

    @classmethod
    def of(
        cls,
        rows: Matrix,
        device: str,
        *,
        shift: Floats | None = None,
        scale: Floats | None = None,
    ) -> TorchPoints:
        """Send a matrix, less the (D,) `shift`, times the (N,) `scale`, to a device."""
        import torch

        there: Tensor = torch.empty(rows.shape, dtype=torch.float32, device=device)
        lengths: Tensor = torch.empty(rows.shape[0], dtype=torch.float32, device=device)
        for part in blocks(rows.shape[0], rows.shape[1] * 4, _ROWS_BYTES):
            block = dense(rows, part)
            if shift is not None:
                # in the precision of the rows: far from the origin float32 has no digits left
                block = block - shift
            block = np.array(block, dtype=np.float32)
            sent = torch.from_numpy(block).to(device)
            if scale is not None:
                sent = sent * _sent(scale[part], device)[:, None]
            own = sent.square().sum(dim=1)
            sent[~own.isfinite()] = 0
            there[part], lengths[part] = sent, own.nan_to_num(0, 0, 0)
        return cls(there, lengths)

    def __len__(self) -> int:
        return int(self.rows.shape[0])

    @property
    def device(self) -> Any:
        """Where the rows are."""
        return self.rows.device

    def sent(self, array: Floats | Ints) -> Tensor:
        """Return an array on the same device."""
        return _sent(array, self.device)

    def take(self, index: Ints) -> TorchPoints:
        """Return the points at `index`, stored together."""
        where = self.sent(index)
        return TorchPoints(self.rows[where], self.lengths[where])

    def distances(self, point: Tensor, below: Tensor | None = None) -> Tensor:
        """Return the (N,) squared distances to one (D,) point.

        Parameters
        ----------
        point : (D,) tensor
        below : (N,) tensor, optional
            Distances known already; only smaller ones need all their digits.
        """
        bound = self.lengths + point @ point
        out = (bound - 2 * (self.rows @ point)).clamp_(min=0)
        bound *= CANCELLED
        lost = out < bound
        if below is not None:
            lost &= out - bound < below
        doubtful = lost.nonzero().squeeze(1)
        if len(doubtful):
            out[doubtful] = (self.rows[doubtful] - point).square_().sum(dim=1)
        return out

    def nearest(self, centres: Tensor) -> Tensor:
        """Return the (N,) squared distances to the nearest of (K, D) centres, K > 0."""
        import torch

        sizes = centres.square().sum(dim=1)
        turned = (-2 * centres).T
        best = torch.empty_like(self.lengths)
        for part in blocks(len(self), len(centres), _PAIRS):
            rows = self.rows[part]
            far, which = torch.addmm(sizes, rows, turned).min(dim=1)
            far += self.lengths[part]
            lost = (far < 2 * CANCELLED * sizes[which]).nonzero().squeeze(1)
            if len(lost):
                far[lost] = (rows[lost] - centres[which[lost]]).square_().sum(dim=1)
            best[part] = far.clamp_(min=0)
        return best


def _sent(array: Floats | Ints, device: Any) -> Tensor:
    import torch

    kind = torch.float32 if array.dtype.kind == "f" else torch.int64
    return torch.as_tensor(np.array(array), dtype=kind, device=device)
