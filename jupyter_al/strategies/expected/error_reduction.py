"""The doubt over the pool that is expected to be left once a row has its label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from scipy.special import xlogy

from jupyter_al.errors import NeedsModel, StrategyError, nearest
from jupyter_al.numerics.arrays import Floats, Ints, blocks, dense
from jupyter_al.numerics.ridge import Ridge, one_more
from jupyter_al.numerics.softmax import softmax
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._sample import sampled
from jupyter_al.strategies._words import amount, ordinary, share
from jupyter_al.strategies.scores import Score, belief

__all__ = ["LOSSES", "ErrorReduction", "Fit"]

LOSSES = ("brier", "log", "zero-one")
_TEMPERATURES = np.geomspace(0.5, 64, 15)


@dataclass(frozen=True)
class Fit:
    """A least-squares head on the labels, and the rows on which its doubt is measured.

    Attributes
    ----------
    ridge : Ridge
    weights : (E + 1, C) array
    mean : (E,) array
        Subtracted from each row.
    aims : (U, E + 1) array
        Evaluation rows.
    said : (U, C) array
        Predictions of them.
    reach : (E + 1, U) array
        ``A^-1 aims.T``: ``x @ reach`` is k(x, u).
    temperature : float
        Predictions are ``softmax(temperature * f)``.
    loss : float
        Mean doubt now.
    """

    ridge: Ridge
    weights: Floats
    mean: Floats
    aims: Floats
    said: Floats
    reach: Floats
    temperature: float
    loss: float

    def rows(self, raw: Floats) -> Floats:
        """Return (M, E) raw rows as the head sees them, (M, E + 1)."""
        return _with_one(raw, self.mean)


@dataclass(frozen=True)
class ErrorReduction(Score):
    """Minus the expected doubt over the pool after one more label (Roy and McCallum 2001).

    The refits are those of a least-squares head, exact by a rank-one update; the chance of each
    answer is the model's own.

    Parameters
    ----------
    loss : str
        ``brier``: sum of ``f (1 - f)``; ``log``: entropy; ``zero-one``: one minus the largest.
        The last two turn f into probabilities at a temperature fitted on the labels.
    ridge : float
        Penalty, as a multiple of the mean squared length of a labelled row.
    evaluation : int
        Rows of the pool on which the doubt is measured; all where the pool is smaller.
    """

    name: ClassVar[str] = "error-reduction"
    needs: ClassVar[frozenset[str]] = frozenset({"embedding", "labels", "probabilities"})
    loss: str = "brier"
    ridge: float = 0.1
    evaluation: int = 1000

    def __post_init__(self) -> None:
        if self.loss not in LOSSES:
            raise StrategyError(
                f"loss must be one of {', '.join(LOSSES)}, not {self.loss!r}"
                f"{nearest(self.loss, LOSSES)}"
            )
        if not 0 < self.ridge < np.inf:
            raise StrategyError(f"ridge must be a number above 0, not {self.ridge!r}.")
        if isinstance(self.evaluation, bool) or not self.evaluation >= 1:
            raise StrategyError(f"evaluation must be at least 1 row, not {self.evaluation!r}.")

    def values(self, snapshot: Snapshot, rows: Ints) -> Floats:
        """Return the (M,) scores: minus the mean doubt that is expected to be left."""
        return -self.expected(snapshot, rows, self.fit(snapshot))

    def terms(self, snapshot: Snapshot, rows: Ints) -> list[dict[str, Any]]:
        """Return the likely classes, the doubt now and the doubt that is expected."""
        fit = self.fit(snapshot)
        found = belief(snapshot, rows)
        for terms, left in zip(found, self.expected(snapshot, rows, fit), strict=True):
            terms["loss_now"], terms["expected_loss"] = fit.loss, float(left)
        return found

    def reason(self, terms: Mapping[str, Any]) -> str:
        """Say how much doubt the label is expected to take from the pool."""
        drop = terms["loss_now"] - terms["expected_loss"]
        word = "lower" if drop >= 0 else "raise"
        guess = f"probably {ordinary(terms['first'])} {share(terms['p1'])}"
        # a least-squares head may overshoot 0 and 1: its f (1 - f) is then no share of anything
        whole = f" of {amount(terms['loss_now'])}" if terms["loss_now"] > 0 else ""
        return (
            f"{guess}; its label is expected to {word} the doubt over the pool "
            f"by {amount(abs(drop))}{whole}"
        )

    # -- the least-squares head ------------------------------------------------------------

    def fit(self, snapshot: Snapshot, more: Ints | None = None, guesses: Ints | None = None) -> Fit:
        """Return the head fitted on the labels, and on `more` rows labelled by `guesses`."""
        if more is None or guesses is None or not len(more):
            nothing = np.empty(0, dtype=np.int64)
            return snapshot.once(("ridge", self), lambda: self._fit(snapshot, nothing, nothing))
        return self._fit(snapshot, more, guesses)

    def _fit(self, snapshot: Snapshot, more: Ints, guesses: Ints) -> Fit:
        index = np.concatenate([snapshot.labelled, more])
        codes = np.concatenate([snapshot.labels, guesses])
        raw = np.asarray(dense(snapshot.embedding, index), dtype=np.float64)
        use = np.isfinite(raw).all(axis=1)
        if not use.any():
            raise NeedsModel(f"{self.name!r} needs a labelled row whose features are finite.")
        raw, codes = raw[use], codes[use]
        pool = snapshot.eligible(*self.needs)[0]
        aims = sampled(snapshot, pool, self.evaluation, "rows of error-reduction", anew=True)
        plain = np.asarray(dense(snapshot.embedding, aims), dtype=np.float64)
        mean = plain.mean(axis=0) if len(plain) else np.zeros(raw.shape[1])
        rows, seen = _with_one(raw, mean), _with_one(plain, mean)
        penalty = self.ridge * float(np.einsum("ij,ij->", rows, rows)) / len(rows)
        ridge = Ridge(rows, np.eye(snapshot.n_classes)[codes], penalty)
        weights = ridge.weights()
        said = seen @ weights
        temperature = 1.0 if self.loss == "brier" else _temperature(ridge, codes)
        loss = float(_doubt(said, self.loss, temperature).sum() / max(1, len(seen)))
        reach = ridge.inverse(seen.T)
        return Fit(ridge, weights, mean, seen, said, reach, temperature, loss)

    def expected(self, snapshot: Snapshot, rows: Ints, fit: Fit) -> Floats:
        """Return the (M,) mean doubt over the evaluation rows, over the answers of each row."""
        out = np.empty(len(rows))
        width = fit.reach.shape[0] * 8 + fit.reach.shape[1] * 16
        if self.loss != "brier":
            width += fit.said.size * 24
        for part in blocks(len(rows), width):
            chances = np.asarray(dense(snapshot.probabilities, rows[part]), dtype=np.float64)
            left = self._after(fit, fit.rows(dense(snapshot.embedding, rows[part])))
            out[part] = np.einsum("ij,ij->i", chances, left)
        return out

    def _after(self, fit: Fit, rows: Floats) -> Floats:
        """Return (M, C): the mean doubt after each row got each answer."""
        pull = rows @ fit.reach
        pull /= 1 + fit.ridge.leverage(rows)[:, None]
        own = rows @ fit.weights
        classes, size = own.shape[1], max(1, len(fit.said))
        out = np.empty_like(own)
        if self.loss == "brier":
            # sum_u sum_j f'(1 - f') with f' = f + pull d needs three sums over u only
            first, second = pull.sum(axis=1), np.einsum("ij,ij->i", pull, pull)
            crossed = pull @ fit.said
            now = fit.loss * size
            for c in range(classes):
                step = -own
                step[:, c] += 1
                linear = step.sum(axis=1) * first - 2 * np.einsum("ij,ij->i", crossed, step)
                out[:, c] = now + linear - second * np.einsum("ij,ij->i", step, step)
            return out / size
        for c in range(classes):
            step = -own
            step[:, c] += 1
            after = one_more(fit.said, pull[:, :, None], np.zeros(1), step[:, None, :])
            flat = _doubt(after.reshape(-1, classes), self.loss, fit.temperature)
            out[:, c] = flat.reshape(len(rows), -1).sum(axis=1) / size
        return out


def _doubt(said: Floats, loss: str, temperature: float) -> Floats:
    """Return the (U,) doubt of predictions (U, C)."""
    if loss == "brier":
        return np.asarray((said * (1 - said)).sum(axis=1))
    with np.errstate(under="ignore"):
        known = softmax(said * temperature)
        if loss == "log":
            return np.asarray(-xlogy(known, known).sum(axis=1))
        return np.asarray(1 - known.max(axis=1))


def _temperature(ridge: Ridge, codes: Ints) -> float:
    """Return the temperature with the lowest log loss on the labels, each left out once."""
    said = ridge.without_itself()
    at = np.arange(len(codes))
    losses = []
    for value in _TEMPERATURES:
        with np.errstate(under="ignore"):
            chance = softmax(said * value)[at, codes]
        losses.append(-np.log(np.maximum(chance, 1e-12)).mean())
    return float(_TEMPERATURES[int(np.argmin(losses))])


def _with_one(raw: Floats, mean: Floats) -> Floats:
    part = np.asarray(raw, dtype=np.float64) - mean
    return np.concatenate([part, np.ones((len(part), 1))], axis=1)
