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
    difference = None
    if width == 1 and k:
        difference = now - before  # modulo 256
        counts = np.bincount(difference, minlength=256)
        for bits in (2, 4):
            reach = (1 << (bits - 1)) - 1
            reached = int(counts[: reach + 1].sum() + counts[256 - reach :].sum())
            sizes[bits] = _packed(n, bits) + n - reached
    best = min(sizes, key=lambda bits: sizes[bits])
    if sizes[best] >= n * width:
        return None
    if best == LISTED:
        places = np.flatnonzero(changed)
        return Changes(best, places.astype("<u4").tobytes() + now[places].tobytes())
    if best == 1 or difference is None:
        steps = np.packbits(changed, bitorder="little")
        return Changes(best, steps.tobytes() + now[changed].tobytes())
    reach = (1 << (best - 1)) - 1
    listed = (difference + np.uint8(reach)) > 2 * reach  # modulo 256: -reach ... reach are near
    steps = difference & np.uint8((1 << best) - 1)
    steps[listed] = reach + 1
    return Changes(best, _pack(steps, best).tobytes() + now[listed].tobytes())


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
