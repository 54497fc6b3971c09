"""How little the last layer must change until the predicted class of a row flips."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from jupyter_al.numerics.arrays import Floats, Matrix, blocks, dense, matmul
from jupyter_al.numerics.watch import steps

__all__ = ["SIGMAS", "Flips", "disagreement", "seeding_weights"]

SIGMAS = 10.0 ** np.linspace(-5, 0, 51)
_LEAST_GAP = 1e-20


class Flips:
    """For a drawn direction of the head, how fast each row comes to change its class.

    With the logits z of the head and g of a drawn head E ~ N(0, 1), the class y of a row is
    left at the step ``1 / max_c (g_c - g_y) / (z_y - z_c)``: one product with the rows serves
    the steps of all sizes.

    Parameters
    ----------
    rows : (M, E) matrix
    head : weight (C, E), bias (C,)
    rng : numpy.random.Generator
        Draws one direction after the other.
    """

    def __init__(self, rows: Matrix, head: tuple[Floats, Floats], rng: np.random.Generator) -> None:
        weight, bias = head
        self._rows, self._shape, self._rng = rows, weight.shape, rng
        self._speeds: list[Floats] = []
        size = rows.shape[0]
        self._top = np.empty((size, 1), dtype=np.int64)
        self._near = np.empty((size, len(bias)), dtype=np.float32)
        for part in blocks(size, 24 * len(bias) + 8 * weight.shape[1], 2**22):
            # in double precision: small gaps are far below the rounding of a large logit
            logits = dense(rows, part).astype(np.float64, copy=False) @ weight.T + bias
            top = logits.argmax(axis=1)[:, None]
            gap = np.take_along_axis(logits, top, axis=1) - logits
            near = 1 / np.maximum(gap, _LEAST_GAP)
            np.put_along_axis(near, top, 0, axis=1)
            self._top[part], self._near[part] = top, near

    def speeds(self, number: int) -> Floats:
        """Return the (M,) speeds of direction `number`: a row flips from the step 1 / speed on."""
        while len(self._speeds) <= number:
            self._speeds.append(self._draw())
        return self._speeds[number]

    def _draw(self) -> Floats:
        classes, width = self._shape
        side = self._rng.standard_normal((classes, width + 1)).astype(np.float32)
        out = np.empty(self._rows.shape[0], dtype=np.float32)
        for part in blocks(len(out), 12 * classes + 4 * width, 2**22):
            moved = matmul(self._rows[part], side[:, :-1].T).astype(np.float32, copy=False)
            moved = moved + side[:, -1]
            moved -= np.take_along_axis(moved, self._top[part], axis=1)
            with np.errstate(under="ignore"):
                moved *= self._near[part]
            out[part] = moved.max(axis=1)
        return out


def disagreement(
    pool: Flips,
    sample: Flips,
    patience: int,
    most: int,
    check: Callable[[], None] = lambda: None,
) -> tuple[Floats, int]:
    """Return the least disagree metric of the pool, (M,) in [0, 1], and the directions drawn.

    Cho et al. (ICLR 2024): the smallest share of the sample that changes its class together
    with the row, over draws of the head around its own values. For each of 51 standard
    deviations, draws go on until `patience` of them in a row improve nothing. The directions
    are the same for each standard deviation.

    Parameters
    ----------
    pool, sample : Flips
        With the same directions.
    patience : int
    most : int
        Draws for each standard deviation at most.
    check : callable
        Called before each draw; raises to stop.
    """
    size = len(pool.speeds(0))
    least = np.ones(size)
    draws = 0
    sigmas = SIGMAS.astype(np.float32)
    for place in steps(len(sigmas)):
        sigma = sigmas[place]
        idle = number = 0
        while idle < patience and number < most:
            check()
            flips = sample.speeds(number) * sigma > 1
            share = float(np.count_nonzero(flips)) / len(flips)
            better = (pool.speeds(number) * sigma > 1) & (least > share)
            idle = 0 if better.any() else idle + 1
            least[better] = share
            number += 1
        draws = max(draws, number)
    return least, draws


def seeding_weights(least: Floats, n: int) -> Floats:
    """Return the weight of each row, (M,) in [0, 1], for a batch of `n`.

    ``exp(-max(L - l, 0) / l)`` with l the entry at place n of the sorted metric; the weights of
    the rows from place n on are scaled to the sum n and capped at one.
    """
    order = np.argsort(least, kind="stable")
    level = float(least[order[min(n, len(least) - 1)]])
    if level == 0:
        positive = least[least > 0]
        if not len(positive):
            return np.ones(len(least))
        level = float(positive.min())
    with np.errstate(under="ignore"):
        weights = np.exp(-np.maximum(least - level, 0) / level)
        rest = order[n:]
        total = weights[rest].sum()
        if total > 0:
            weights[rest] = np.minimum(weights[rest] * (n / total), 1)
    return np.asarray(weights)
