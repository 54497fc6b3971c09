"""Expected influence of a label on the pool's loss: the score behind RALIF."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from jupyter_al.errors import NeedsModel, StrategyError, nearest
from jupyter_al.numerics.arrays import Floats, Ints, blocks, dense, spanned
from jupyter_al.numerics.conjugate import conjugate_gradients
from jupyter_al.numerics.softmax import softmax
from jupyter_al.numerics.softmax_head import (
    Coordinates,
    hessian_product,
    influence,
    summed_gradient,
)
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._words import amount, ordinary, share
from jupyter_al.strategies.influence.on_device import PoolOnDevice, pool_on_device
from jupyter_al.strategies.scores import Score

__all__ = ["ExpectedInfluence", "Influence"]

MODES = ("exact", "reference")
EMPTY = ("argmax", "drop")

# of the released code: LiSSA's damping and scale, its passes, its batch, the constant L2 and the
# batch over which the pool's gradient is averaged
_D, _SIGMA, _PASSES, _BATCH, _L2, _MEANS_OF = 0.01, 25.0, 50, 4096, 1e-4, 256


@dataclass(frozen=True)
class Influence:
    """What is solved once for a snapshot.

    Attributes
    ----------
    gradient : (C, E + 1) array
        Of the summed loss of the pool at its own predicted labels.
    solution : (C, E + 1) array
        Inverse Hessian times `gradient`.
    pool_loss : float
        Summed cross-entropy of the pool at its own predicted labels.
    n_labelled : float
        Number (weight) of the labels.
    coordinates : Coordinates
    products : int
        Hessian products that were needed.
    unit : float
        What turns an influence into a drop of `pool_loss`. The released code sums means of
        batches, and its iteration is sigma times too large: neither changes a ranking.
    """

    gradient: Floats
    solution: Floats
    pool_loss: float
    n_labelled: float
    coordinates: Coordinates
    products: int
    unit: float


@dataclass(frozen=True)
class ExpectedInfluence(Score):
    """Predicted drop of the pool's loss, over the labels that are likely for a row.

    Xia and Henao (TMLR 2023). With ``G[x, c] = <g(x, c), H^-1 v>`` and the likely classes
    ``K = {c : P[x, c] > tau / C}`` the score is ``sum_K P G / (L sum_K P)`` in mode ``exact``
    and ``-mean_K P (V - G / L)``, as in the released code, in mode ``reference``.

    Parameters
    ----------
    mode : str
        ``exact`` or ``reference``.
    tau : float
        A class counts above the probability ``tau / C``.
    damping : float
        Added to the Hessian (mode exact); the released iteration amounts to 0.25.
    lam : float, optional
        L2 constant of the head; the snapshot's by default (1e-4 in mode reference).
    empty : str
        Where no class counts: ``argmax`` takes the best one, ``drop`` ranks the row last.
    clip_threshold : bool
        Never ask for a probability above one half: with few classes ``tau / C`` would leave no
        class at all.
    """

    name: ClassVar[str] = "expected-influence"
    needs: ClassVar[frozenset[str]] = frozenset({"embedding", "head", "labels", "probabilities"})
    mode: str = "exact"
    tau: float = 4.0
    damping: float = 0.25
    lam: float | None = None
    empty: str = "argmax"
    clip_threshold: bool = True

    def __post_init__(self) -> None:
        for word, choices in (("mode", MODES), ("empty", EMPTY)):
            value = getattr(self, word)
            if value not in choices:
                raise StrategyError(
                    f"{word} must be one of {', '.join(choices)}, not {value!r}"
                    f"{nearest(value, choices)}"
                )
        lam = 0.0 if self.lam is None else self.lam
        if not (0 < self.tau < np.inf and 0 <= self.damping < np.inf and 0 <= lam < np.inf):
            raise StrategyError("tau must be above zero, damping and lam not below, all finite.")

    def threshold(self, n_classes: int) -> float:
        """Return the probability above which a class counts."""
        plain = self.tau / n_classes
        return min(plain, 0.5) if self.clip_threshold else plain

    def notes(self, n_classes: int) -> tuple[str, ...]:
        """Return what a person should know about the threshold."""
        plain, used = self.tau / n_classes, self.threshold(n_classes)
        if used == plain:
            return ()
        return (
            f"tau / C = {plain:.2f} would leave no class for {n_classes} classes; a class counts "
            f"above {used:.2f} instead (set tau={max(1, n_classes // 2)} to choose it yourself).",
        )

    def solve(self, snapshot: Snapshot) -> Influence:
        """Return gradient, solution and loss, computed once for a snapshot."""
        return snapshot.once(("influence", self), lambda: self._solve(snapshot))

    def values(self, snapshot: Snapshot, rows: Ints) -> Floats:
        """Return the (M,) scores: minus E of the method, higher first."""
        solved = self.solve(snapshot)
        there = self._there(snapshot)
        if there is not None:
            threshold, best = self.threshold(snapshot.n_classes), self.empty == "argmax"
            found = there.scores(solved.solution, solved.coordinates, threshold, best=best)
            return np.asarray(found[rows] / solved.n_labelled)
        out = np.empty(len(rows), dtype=np.float64)
        for part in blocks(len(rows), snapshot.embedding.shape[1] * 4):
            out[part] = self._score(snapshot, rows[part], solved)[0]
        return out

    def terms(self, snapshot: Snapshot, rows: Ints) -> list[dict[str, Any]]:
        """Return the predicted drop, the pool's loss now, and the classes that count."""
        solved = self.solve(snapshot)
        score, drop, likely, known = self._score(snapshot, rows, solved)
        found = []
        for row in range(len(rows)):
            order = [c for c in np.argsort(-known[row], kind="stable") if likely[row, c]]
            found.append(
                {
                    "drop": float(drop[row]),
                    "pool_loss": solved.pool_loss,
                    "expected_loss": float(-score[row]),
                    "classes": {snapshot.classes[c]: float(known[row, c]) for c in order},
                    "n_classes_kept": len(order),
                }
            )
        return found

    def reason(self, terms: Mapping[str, Any]) -> str:
        """Say what the label is predicted to do."""
        drop, loss = terms["drop"], terms["pool_loss"]
        names = [f"{ordinary(c)} {share(p)}" for c, p in list(terms["classes"].items())[:2]]
        if not np.isfinite(drop):
            return "no class is likely enough for a prediction"
        guess = f"if it is {' or '.join(names)}, the label is predicted to"
        if abs(drop) > loss:
            # a first-order prediction; beyond the whole loss its size says nothing
            return f"{guess} {'lower' if drop > 0 else 'raise'} the pool's loss more than most"
        change = "lower" if drop >= 0 else "raise"
        return f"{guess} {change} the pool's loss by {amount(abs(drop))} of {amount(loss)}"

    # -- the closed form -------------------------------------------------------------------

    def _score(
        self, snapshot: Snapshot, rows: Ints, solved: Influence
    ) -> tuple[Floats, Floats, Floats, Floats]:
        """Return score, predicted drop, the classes that count, and the probabilities."""
        known = np.asarray(dense(snapshot.probabilities, rows), dtype=np.float64)
        likely = known > self.threshold(known.shape[1])
        if self.empty == "argmax":
            none = np.flatnonzero(~likely.any(axis=1))
            likely[none, known[none].argmax(axis=1)] = True
        raw, at = spanned(snapshot.embedding, rows)
        gain = influence(raw, known, solved.solution, solved.coordinates, at) / solved.n_labelled
        kept = known * likely
        with np.errstate(invalid="ignore", divide="ignore"):
            drop = (kept * gain).sum(axis=1) / kept.sum(axis=1)
            if self.mode == "exact":
                return drop, drop, likely, known
            loss = (kept * (solved.pool_loss - gain)).sum(axis=1) / likely.sum(axis=1)
        return -loss, drop * solved.unit, likely, known

    def _there(self, snapshot: Snapshot) -> PoolOnDevice | None:
        return pool_on_device(snapshot) if self.mode == "exact" else None

    def _solve(self, snapshot: Snapshot) -> Influence:
        weight, bias = snapshot.head
        head = np.concatenate([weight, bias[:, None]], axis=1)
        coordinates = Coordinates(*snapshot.scaling)
        raw = dense(snapshot.embedding, snapshot.labelled)
        use = np.isfinite(raw).all(axis=1) & (snapshot.weights > 0)
        if not use.any():
            raise NeedsModel(f"{self.name!r} needs a labelled row whose features are finite.")
        weights = snapshot.weights[use]
        known = softmax(raw[use].astype(np.float64) @ weight.T + bias)
        labelled = coordinates.rows(raw[use])
        pool = snapshot.eligible("embedding", "probabilities")[0]
        reference = self.mode == "reference"

        def residuals(index: Ints) -> Floats:
            left = np.array(dense(snapshot.probabilities, index), dtype=np.float64)
            left[np.arange(len(left)), left.argmax(axis=1)] -= 1
            return left

        there = self._there(snapshot)
        if there is not None:
            gradient, loss = there.gradient(pool, coordinates)
        else:
            means_of = _MEANS_OF if reference else None
            gradient = summed_gradient(
                snapshot.embedding, pool, residuals, coordinates, means_of=means_of
            )
            loss = _pool_loss(snapshot, pool)
        if not len(gradient):
            gradient = np.zeros_like(head)
        penalty = self.lam
        if penalty is None:
            penalty = _L2 if reference else snapshot.regularisation
        if reference:
            rng = snapshot.rng("ralif-reference")
            solution, products = lissa(labelled, known, weights, gradient, penalty, rng)
        else:
            total = penalty + self.damping
            found = conjugate_gradients(
                hessian_product(labelled, known, weights, total or 1e-6), gradient
            )
            solution, products = found.x, found.iterations
        batches = max(1, -(-len(pool) // _MEANS_OF))
        unit = len(pool) / batches / _SIGMA if reference else 1.0
        return Influence(
            gradient, solution, loss, float(weights.sum()), coordinates, products, unit
        )


def lissa(
    rows: Floats,
    probabilities: Floats,
    weights: Floats,
    gradient: Floats,
    penalty: float,
    rng: np.random.Generator,
) -> tuple[Floats, int]:
    """Return the released iteration ``s <- v + (1 - d) s - H s / sigma`` and its products.

    One update for each batch of 4096 labelled rows, 50 passes. With one batch it is the
    polynomial ``sum_t ((1 - d) - H / sigma)^t v``; its limit is ``sigma (H + d sigma)^-1 v``.

    Raises
    ------
    StrategyError
        The iteration diverged: the largest eigenvalue of H is above ``sigma (2 - d)``.
    """
    solution = gradient.copy()
    order = np.arange(len(rows))
    products = 0
    for _ in range(_PASSES):
        if len(rows) > _BATCH:
            order = rng.permutation(len(rows))
        for start in range(0, len(rows), _BATCH):
            few = order[start : start + _BATCH]
            product = hessian_product(rows[few], probabilities[few], weights[few], penalty)
            with np.errstate(over="ignore", invalid="ignore"):
                solution = gradient + (1 - _D) * solution - product(solution) / _SIGMA
            products += 1
    # f(0) = 40 bounds the factor of every eigenvalue for which the iteration converges
    if not np.linalg.norm(solution) <= 1e3 * np.linalg.norm(gradient):
        raise StrategyError(
            "The released iteration diverges on these features (an eigenvalue of the Hessian is "
            "above 49.75): scale the features down, or use mode='exact', which cannot diverge."
        )
    return solution, products


def _pool_loss(snapshot: Snapshot, pool: Ints) -> float:
    total = 0.0
    for part in blocks(len(pool), snapshot.n_classes * 8):
        known = np.asarray(dense(snapshot.probabilities, pool[part]), dtype=np.float64)
        largest = known.max(axis=1)
        total -= float(np.log(np.maximum(largest, np.finfo(np.float64).tiny)).sum())
    return total
