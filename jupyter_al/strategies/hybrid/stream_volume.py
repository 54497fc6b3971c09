"""One pass over a stream, keeping rows that widen the volume of those kept before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints

__all__ = ["Accepted", "keep_from_stream"]

_BLOCK = 4096


@dataclass(frozen=True)
class Accepted:
    """Places in the stream that were kept, and the chance with which each was."""

    places: Ints
    chances: Floats


def keep_from_stream(
    vectors: Callable[[slice], Floats],
    size: int,
    n: int,
    draws: Floats,
    *,
    spread: float = 100.0,
    check: Callable[[], None] = lambda: None,
) -> Accepted:
    """Decide row by row, without going back (Saran et al., ICML 2023).

    With ``A = (I / spread + sum of kept u u')^-1`` and ``S`` the mean of ``u u'`` over all rows
    so far, row t is kept with probability ``rate u'Au / tr(S A)``, where
    ``rate = (n - kept) / (size - t)``.

    Between two kept rows A is constant, and ``tr(S A) (t + 1)`` is the running sum of ``u'Au``;
    so a block needs one matrix product, and each kept row one more matrix-vector product.

    Parameters
    ----------
    vectors : callable
        Returns the (m, d) vectors of a slice of the stream.
    size : int
        Length of the stream.
    n : int
        Rows wanted; at most this many are kept.
    draws : (size,) array
        Uniform numbers in [0, 1), one for each row.
    spread : float
        Scale of A at the start.
    check : callable
        Called for each block; raises to stop.
    """
    places: list[int] = []
    chances: list[float] = []
    inverse: Floats | None = None
    second: Floats | None = None
    total = 0.0
    for start in range(0, size, _BLOCK):
        check()
        if len(places) == n:
            break
        block = np.asarray(vectors(slice(start, min(size, start + _BLOCK))), dtype=np.float64)
        if inverse is None or second is None:
            inverse = np.eye(block.shape[1]) * spread
            second = np.zeros_like(inverse)
        volume = np.einsum("ij,ij->i", block @ inverse, block)
        place = np.arange(start, start + len(block))
        since = 0
        while len(places) < n:
            np.maximum(volume, 0, out=volume)
            trace = total + np.cumsum(volume)
            rate = (n - len(places)) / (size - place[since:])
            with np.errstate(divide="ignore", invalid="ignore"):
                chance = rate * volume[since:] * (place[since:] + 1) / trace[since:]
            hits = np.flatnonzero(draws[place[since:]] < chance)
            if not len(hits):
                break
            kept = since + int(hits[0])
            places.append(int(place[kept]))
            chances.append(float(min(1.0, chance[hits[0]])))
            moved = inverse @ block[kept]
            grown = 1 + volume[kept]
            total -= float(moved @ second @ moved) / grown
            volume = volume - np.square(block @ moved) / grown
            inverse -= np.outer(moved, moved) / grown
            since = kept + 1
        second += block.T @ block
        total = float(np.einsum("ij,ij->", second, inverse))
    return Accepted(np.array(places, dtype=np.int64), np.array(chances))
