"""Learning loss: a small network predicts which rows the classifier would get most wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints, blocks
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._bounds import above_zero, whole_numbers
from jupyter_al.strategies._words import count, two_classes
from jupyter_al.strategies.learned._base import LearnedScore, LearnedStrategy
from jupyter_al.strategies.learned.columns import Columns
from jupyter_al.strategies.learned.held_out_loss import answered, fold_of, held_out_losses
from jupyter_al.strategies.learned.network import Network
from jupyter_al.strategies.learned.pair_order import ordered_right, train_ranker
from jupyter_al.strategies.scores import belief

__all__ = ["LearningLoss", "LearningLossScore", "Ranker", "harder_than", "trained_ranker"]

LEAST_LABELS = 10
_MOST_LABELS = 5000
_FOLDS = 5
_CHECKED_FROM = 25  # labels from which a fifth of them can judge the order


@dataclass(frozen=True)
class Ranker:
    """A network that ranks rows by their expected loss.

    Attributes
    ----------
    columns : Columns
        What it reads.
    network : Network
    known : (L,) float64
        Its outputs for the rows that it was trained on, ascending.
    rows, fold : (L,) int64
        The rows that it was trained on, and the fold of each.
    twins : tuple of Network
        Networks that have not seen fold 0, 1, ...; the first one only, or none, where no more
        were asked for.
    notes : tuple of str
    """

    columns: Columns
    network: Network
    known: Floats
    rows: Ints
    fold: Ints
    twins: tuple[Network, ...]
    notes: tuple[str, ...]

    def values(self, rows: Ints, network: Network | None = None) -> Floats:
        """Return the (M,) outputs for some rows, read block by block."""
        network = network or self.network
        out = np.empty(len(rows))
        width = self.columns.rows.shape[1] + len(network.bias)
        for part in blocks(len(rows), width * 8):
            out[part] = network.apply(self.columns.block(rows[part]))
        return out


def trained_ranker(
    snapshot: Snapshot,
    who: str,
    margin: float | None,
    hidden: int,
    steps: int,
    batch: int,
    check: Callable[[], None],
    *,
    all_twins: bool = False,
) -> Ranker:
    """Train a ranker on the held-out losses of the labelled rows.

    Parameters
    ----------
    snapshot : Snapshot
    who : str
        Names the random numbers.
    margin : float or None
        See :func:`~jupyter_al.strategies.learned.pair_order.pair_loss`.
    hidden, steps, batch : int
        See :func:`~jupyter_al.strategies.learned.pair_order.train_ranker`.
    check : callable
        Called before each step; raises to stop.
    all_twins : bool
        Train a twin without each fold; by default without the first one only, to judge by it.
    """
    rng = snapshot.rng(who)
    known = answered(snapshot, _MOST_LABELS)
    columns = Columns.of(snapshot.embedding, known.rows, rng)
    rows = columns.all_of(known.rows)
    losses = held_out_losses(snapshot, known, _FOLDS, check)

    def fit(some: Ints) -> Network:
        return train_ranker(
            rows[some],
            losses[some],
            margin,
            hidden=hidden,
            steps=steps,
            batch=batch,
            lr=1e-3,
            rng=rng,
            check=check,
        )

    network = fit(np.arange(len(rows)))
    notes = []
    total = int(np.count_nonzero(snapshot.weights > 0))
    if total > _MOST_LABELS:
        notes.append(f"The network was trained on {_MOST_LABELS} of {count(total, 'label')}.")
    fold = fold_of(known.codes, _FOLDS)
    folds = 0 if len(rows) < _CHECKED_FROM else _FOLDS if all_twins else 1
    twins = tuple(fit(np.flatnonzero(fold != number)) for number in range(folds))
    rights = []
    for number, twin in enumerate(twins):
        own = np.flatnonzero(fold == number)
        rights.append(ordered_right(twin.apply(rows[own]), losses[own]))
    right = float(np.mean(rights)) if rights else float("nan")
    if np.isfinite(right):
        notes.append(
            "Of pairs of labels that it had not seen, a network like this one puts "
            f"{100 * right:.0f} % in the right order by difficulty (chance: 50 %)."
        )
    ranks = np.sort(network.apply(rows))
    return Ranker(columns, network, ranks, known.rows, fold, twins, tuple(notes))


def harder_than(ranker: Ranker, rows: Ints) -> Floats:
    """Return the (M,) share of the labelled rows that are ranked as easier."""
    return np.searchsorted(ranker.known, ranker.values(rows)) / max(1, len(ranker.known))


@dataclass(frozen=True)
class LearningLossScore(LearnedScore):
    """Expected rank of the loss of a row (Yoo and Kweon, CVPR 2019), on the embedding.

    A network of one hidden layer learns from pairs of labelled rows which one has the larger
    loss, ``max(0, margin - s (r_i - r_j))``. The losses are those of linear heads that were
    fitted without the row: a head hardly errs on its own labels. (The embedding of a network has
    seen all labels: only the order of the losses is meant.) Labels of weight zero are left out.

    Parameters
    ----------
    hidden : int
        Units of the hidden layer.
    margin : float
        By how much the outputs of a pair should differ.
    steps : int
        Steps of training.
    batch : int
        Rows of a step, half as many pairs.
    """

    name: ClassVar[str] = "learning-loss"
    needs: ClassVar[frozenset[str]] = frozenset({"embedding", "labels", "probabilities"})
    hidden: int = 128
    margin: float = 1.0
    steps: int = 300
    batch: int = 128

    def __post_init__(self) -> None:
        whole_numbers(self, "hidden", "steps")
        whole_numbers(self, "batch", least=2)
        above_zero(self, "margin")

    def trained(self, snapshot: Snapshot, check: Callable[[], None] = lambda: None) -> Ranker:
        """Return the network, trained at the first call."""
        how = (self.margin, self.hidden, self.steps, self.batch)
        return snapshot.once(
            ("ranker", self), lambda: trained_ranker(snapshot, self.name, *how, check)
        )

    def too_little(self, snapshot: Snapshot) -> str | None:
        """Ten labels of two classes are the least."""
        return few_losses(snapshot, self.name, LEAST_LABELS)

    def notes(self, snapshot: Snapshot) -> tuple[str, ...]:
        """Say how well the network ranks."""
        return self.trained(snapshot).notes

    def values(self, snapshot: Snapshot, rows: Ints) -> Floats:
        """Return the outputs of the network; only their order has a meaning."""
        return self.trained(snapshot).values(rows)

    def terms(self, snapshot: Snapshot, rows: Ints) -> list[dict[str, Any]]:
        """Return the two most probable classes, and the share of labelled rows that are easier."""
        found = belief(snapshot, rows)
        for own, value in zip(found, harder_than(self.trained(snapshot), rows), strict=True):
            own["harder_than"] = float(value)
        return found

    def reason(self, terms: Mapping[str, Any]) -> str:
        """Say how hard the row is expected to be."""
        return f"{harder(terms['harder_than'])} ({two_classes(terms)})"


def few_losses(snapshot: Snapshot, who: str, least: int) -> str | None:
    """Return a sentence where the labels are fewer than `least`, or all of one class."""
    known = answered(snapshot)
    if len(known.rows) < least:
        have = count(len(known.rows), "label")
        return f"{who!r} learns from labels: it needs {least} of them and has {have}."
    if len(np.unique(known.codes)) < 2:
        return f"{who!r} learns from errors and all labels are of one class: label a second one."
    return None


def harder(share_of_labels: float) -> str:
    """Say how many labelled rows are expected to be easier."""
    if share_of_labels >= 1:
        return "expected to be harder than all labelled samples"
    return f"expected to be harder than {100 * share_of_labels:.0f} % of the labelled samples"


@dataclass(frozen=True)
class LearningLoss(LearnedStrategy):
    """Learning loss (Yoo and Kweon, CVPR 2019) with a network on fixed features.

    Parameters
    ----------
    hidden : int
        Units of the hidden layer.
    margin : float
        By how much the outputs of a pair should differ.
    steps : int
        Steps of training.
    batch : int
        Rows of a step, half as many pairs.

    Notes
    -----
    Formula: ``score = r(x)``, a network trained on pairs of labelled rows with ``max(0, margin - s
    (r_i - r_j))``, s being 1 where i has the larger loss and -1 elsewhere.

    Cost: with h hidden units: time O(steps batch D h) to train, fits of the head on parts of the
    labels, and O(N D h) to score; memory O(N + D h).
    """

    hidden: int = 128
    margin: float = 1.0
    steps: int = 300
    batch: int = 128

    def scorer(self) -> LearningLossScore:
        """Return the score."""
        return LearningLossScore(self.hidden, self.margin, self.steps, self.batch)
