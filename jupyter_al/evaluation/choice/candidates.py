"""Several models on the labels that none of them was fitted on: how good each is, which to take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from jupyter_al.errors import AlError
from jupyter_al.evaluation.accuracy.accuracy import Estimate
from jupyter_al.evaluation.accuracy.interval import FEWEST
from jupyter_al.evaluation.active_testing.accuracy import ActiveAccuracy
from jupyter_al.evaluation.active_testing.difference import ActiveDifference
from jupyter_al.evaluation.active_testing.lure import lure_weights
from jupyter_al.evaluation.choice.model_choice import ModelChoice
from jupyter_al.evaluation.showing import Line, as_html, as_text
from jupyter_al.evaluation.words import few, labels
from jupyter_al.numerics.arrays import Floats, Ints

__all__ = ["Candidates", "share_best"]

_DRAWS = 2000


@dataclass(frozen=True, eq=False, repr=False)
class Candidates:
    """What is known of several models; print it or display it to read it.

    Attributes
    ----------
    names : tuple of str
    accuracies : tuple of Estimate or ActiveAccuracy
        Of each model, on the same labels.
    differences : tuple of ActiveDifference or None
        Accuracy of the leader minus that of each; None of the leader itself.
    probabilities : (H,) float64 array
        That each is the best: its share of bootstrap draws of the labels in which it is. Below
        20 labels the ranking of CODA, from how the models agree with each other.
    choice : ModelChoice
        The state of CODA, which says what label tells the models apart.
    apart : int
        Items on which not all models predict the same class, of those that can be drawn.
    asked : (n,) int64 array
        Positions that are asked next, where labels were asked for.
    """

    names: tuple[str, ...]
    accuracies: tuple[Estimate | ActiveAccuracy, ...]
    differences: tuple[ActiveDifference | None, ...]
    probabilities: Floats
    choice: ModelChoice
    apart: int
    asked: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    @property
    def n(self) -> int:
        """Labels that all models are measured on."""
        return self.choice.n

    @property
    def enough(self) -> bool:
        """Whether there are 20 labels."""
        return self.n >= FEWEST

    @property
    def best(self) -> str:
        """The model to take by what is known now."""
        return self.names[int(np.argmax(self.probabilities))]

    @property
    def clear(self) -> bool:
        """Whether the leader is better than every other one for sure (each at 95 %)."""
        return self.enough and all(d is None or d.low > 0 for d in self.differences)

    @property
    def sentence(self) -> str:
        """Such as ``take 'svm': the best in 94 % of draws of 60 labels; not clear yet``."""
        if len(self.names) == 1 or self.choice.indistinguishable:
            return self.choice.sentence
        if not self.enough:
            return f"{few(self.n, FEWEST)}; {self.choice.sentence}"
        share = round(100 * float(self.probabilities.max()))
        sure = "better than every other one" if self.clear else "not clear yet"
        return f"take {self.best!r}: the best in {share} % of draws of {labels(self.n)}; {sure}"

    @property
    def lines(self) -> tuple[Line, ...]:
        """The sentence, and one line for each model, the likeliest first."""
        return tuple(self._lines())

    def _lines(self) -> Iterator[Line]:
        yield Line("which model", self.sentence)
        for at in np.argsort(-self.probabilities, kind="stable").tolist():
            chance = f"best with a probability of {self.probabilities[at]:.2f}"
            if not self.enough:
                chance += ", by how the models agree, hardly by labels"
            yield Line(self.names[at], self.accuracies[at].sentence, chance)
            difference = self.differences[at]
            if difference is not None:
                leader = f"{self.best!r} (first) and {self.names[at]!r} (second)"
                yield Line("", difference.sentence, leader)
        yield Line("they differ", f"on {self.apart} of the items that can be drawn")
        if len(self.asked):
            yield Line("asked next", f"{labels(len(self.asked))}, see .asked")

    def __str__(self) -> str:
        return self.sentence

    def __repr__(self) -> str:
        return as_text(f"{len(self.names)} models, {labels(self.n)}", self.lines)

    def _repr_html_(self) -> str:
        return as_html(f"{len(self.names)} models, {labels(self.n)}", self.lines)


def share_best(
    right: Any, probabilities: Any, population: int, *, draws: int = _DRAWS, seed: int = 0
) -> Floats:
    """Return in which share of bootstrap draws of the labels each model is the best.

    Parameters
    ----------
    right : (H, M) array_like of bool
        Whether each model is right on each item, in the order drawn.
    probabilities : (M,) array_like
    population : int
        As in :func:`~jupyter_al.evaluation.active_testing.lure.lure`; its weights stay with
        their items. Models that are as good share a draw.
    draws, seed : int

    Returns
    -------
    (H,) float64 array
        Sums to one. A bootstrap of the labels, not a posterior: with all labels right for one
        model it says 1, however few they are.

    Raises
    ------
    AlError
        Without models or labels, or as :func:`~jupyter_al.evaluation.active_testing.lure.lure`.

    Examples
    --------
    >>> share_best([[1, 1, 1, 0], [1, 1, 1, 0]], [1 / 8, 1 / 7, 1 / 6, 1 / 5], 8).tolist()
    [0.5, 0.5]
    """
    hits = np.asarray(right, dtype=np.float64)
    if hits.ndim != 2 or not hits.size:
        raise AlError(f"Give (models, labels) answers, of one label at least, not {hits.shape}.")
    weights = lure_weights(probabilities, population)
    if weights.shape != hits.shape[1:]:
        raise AlError(f"There are {hits.shape[1]} labels and {len(weights)} probabilities.")
    # equal columns as one kind with its count, so that the order of the labels does not matter
    kinds, counts = np.unique(np.round(hits * weights, 12), axis=1, return_counts=True)
    n = int(counts.sum())
    times = np.random.default_rng(seed).multinomial(n, counts / n, size=draws)
    scores = times @ kinds.T
    won = np.isclose(scores, scores.max(axis=1, keepdims=True), rtol=1e-9, atol=1e-9)
    shares: Floats = (won / won.sum(axis=1, keepdims=True)).mean(axis=0)
    return shares


def named(names: Sequence[str]) -> tuple[str, ...]:
    """Return names as texts, each once."""
    known = tuple(str(name) for name in names)
    if len(set(known)) < len(known):
        raise AlError("Two models have the same name; give each its own.")
    return known
