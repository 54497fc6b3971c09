"""What changed of a column of codes, in few bytes. Twin: ``js/src/shared/changes.ts``.

A new model moves most scores by little and few predictions at all. Each value is written as a step
of 1, 2 or 4 bits from the one before (with 1 bit: the same, or not), followed by the values that
no step reaches; or the places and values of the few that changed are listed. Whichever is smallest
goes out, the whole column where that is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["LISTED", "STEP_BITS", "Changes", "changes"]

Codes = npt.NDArray[Any]  # u1 or <u2
LISTED = 0
STEP_BITS = (1, 2, 4)
SAMPLED = 50_000  # values that tell how large the steps are


@dataclass(frozen=True)
class Changes:
    """Changes of a column: bits of a step (:data:`LISTED`: places and values), and the bytes."""

    bits: int
    data: bytes


def changes(before: Codes, now: Codes) -> Changes | None:
    """Return what leads from one column to the next; None where the whole takes no more.

    Parameters
    ----------
    before, now : (N,) uint8 or uint16
        Of one type and length.

    Returns
    -------
    Changes or None
        ``LISTED``: k places (uint32), then their k values. Otherwise ``ceil(N * bits / 8)`` bytes
        of steps, lowest bits first, then the values of the steps that say so, in order. A step is
        ``(now - before) mod 2**bits``; ``2**(bits - 1)`` says that the value is listed.
    """
    if before.dtype != now.dtype or before.shape != now.shape:
        raise ValueError("Changes need two columns of one type and length.")
    n, width = len(now), now.dtype.itemsize
    changed = now != before
    k = int(np.count_nonzero(changed))
    sizes = {LISTED: k * (4 + width), 1: _packed(n, 1) + k * width}
    if width == 1 and k:
        # how far most values moved is seen in some of them
        some = slice(None, None, 1 + n // SAMPLED)
        counts = np.bincount(now[some] - before[some], minlength=256)
        for bits in (2, 4):
            reach = (1 << (bits - 1)) - 1
            reached = counts[: reach + 1].sum() + counts[256 - reach :].sum()
            sizes[bits] = _packed(n, bits) + round(n * (1 - reached / counts.sum()))
    best = min(sizes, key=lambda bits: sizes[bits])
    if sizes[best] >= n * width:
        return None
    data = _data(before, now, changed, best)
    return Changes(best, data) if len(data) < n * width else None


def _data(before: Codes, now: Codes, changed: npt.NDArray[np.bool_], bits: int) -> bytes:
    if bits == LISTED:
        places = np.flatnonzero(changed)
        return places.astype("<u4").tobytes() + now[places].tobytes()
    if bits == 1:
        return np.packbits(changed, bitorder="little").tobytes() + now[changed].tobytes()
    difference = now - before  # modulo 256
    reach = (1 << (bits - 1)) - 1
    listed = (difference + np.uint8(reach)) > 2 * reach  # -reach ... reach are near
    steps = difference & np.uint8((1 << bits) - 1)
    steps[listed] = reach + 1
    return _pack(steps, bits).tobytes() + now[listed].tobytes()


def _packed(n: int, bits: int) -> int:
    return (n * bits + 7) // 8


def _pack(steps: npt.NDArray[np.uint8], bits: int) -> npt.NDArray[np.uint8]:
    """Put steps of 2 or 4 bits into bytes, the first into the lowest bits."""
    each = 8 // bits
    padded = np.zeros(-(-len(steps) // each) * each, dtype=np.uint8)
    padded[: len(steps)] = steps
    out = padded[0::each].copy()
    for k in range(1, each):
        out |= padded[k::each] << np.uint8(k * bits)
    return out
