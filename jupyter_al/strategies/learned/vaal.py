"""VAAL and TA-VAAL on fixed features: ask what looks least like the labelled rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints, blocks, squared_lengths
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._bounds import above_zero, whole_numbers
from jupyter_al.strategies._sample import by_content
from jupyter_al.strategies._words import count, share
from jupyter_al.strategies.learned._base import LearnedScore, LearnedStrategy
from jupyter_al.strategies.learned.columns import Columns
from jupyter_al.strategies.learned.discriminator import (
    Discriminator,
    logistic,
    small_network,
    told_apart,
)
from jupyter_al.strategies.learned.held_out_loss import answered
from jupyter_al.strategies.learned.learning_loss import (
    Ranker,
    few_losses,
    harder,
    harder_than,
    trained_ranker,
)
from jupyter_al.strategies.scores import belief

__all__ = ["VAAL", "LabelledLike", "RankedLabelledLike", "TaskAwareVAAL"]

LEAST_LABELS = 50
_CHANCE = 0.55


@dataclass(frozen=True)
class _Inputs:
    """What a discriminator reads: columns, and perhaps the rank of the expected loss."""

    columns: Columns
    ranker: Ranker | None
    middle: float
    spread: float

    def block(self, rows: Ints) -> Floats:
        """Return the (M, K) inputs of some rows."""
        found = self.columns.all_of(rows)
        if self.ranker is None:
            return found
        rank = (self.ranker.values(rows) - self.middle) / self.spread
        return np.column_stack([found, rank])


@dataclass(frozen=True)
class _Judge:
    """A discriminator, what it reads, and what to say about it."""

    inputs: _Inputs
    discriminator: Discriminator
    notes: tuple[str, ...]

    def logits(self, rows: Ints) -> Floats:
        """Return the (M,) logits of being labelled, read block by block."""
        out = np.empty(len(rows))
        for part in blocks(len(rows), self.inputs.columns.rows.shape[1] * 8):
            out[part] = self.discriminator.apply(self.inputs.block(rows[part]))
        return out


@dataclass(frozen=True)
class LabelledLike(LearnedScore):
    """Minus the logit of being labelled, by a discriminator on the embedding.

    After Sinha, Ebrahimi and Darrell (ICCV 2019), whose variational autoencoder of images is
    replaced by the principal axes of fixed features. Labels have no influence, only which rows
    have one. At least 50 labels are needed.

    Parameters
    ----------
    components : int
        Principal axes of the pool that the discriminator reads.
    hidden : int
        Units of its hidden layer; 0: logistic regression.
    l2 : float
        Penalty of the logistic regression.
    sample : int
        Unlabelled rows that stand for the pool, at most.
    steps : int
        Steps of training, with a hidden layer.
    """

    name: ClassVar[str] = "vaal-lite"
    needs: ClassVar[frozenset[str]] = frozenset({"embedding"})
    components: int = 32
    hidden: int = 0
    l2: float = 0.01
    sample: int = 20_000
    steps: int = 300

    def __post_init__(self) -> None:
        whole_numbers(self, "components", "sample", "steps")
        whole_numbers(self, "hidden", least=0)
        above_zero(self, "l2")

    def applicable(self, snapshot: Snapshot) -> None:
        """Accept any number of classes: labels are not looked at."""

    def too_little(self, snapshot: Snapshot) -> str | None:
        """Fifty labelled rows are the least."""
        have = len(answered(snapshot).rows)
        if have >= LEAST_LABELS:
            return None
        return (
            f"{self.name!r} compares labelled with unlabelled samples: it needs {LEAST_LABELS} "
            f"labels and has {count(have, 'label')}."
        )

    def ranker(self, snapshot: Snapshot, check: Callable[[], None]) -> Ranker | None:
        """Return the network whose rank the discriminator reads too; none here."""
        return None

    def trained(self, snapshot: Snapshot, check: Callable[[], None] = lambda: None) -> _Judge:
        """Return the discriminator, trained at the first call."""
        return snapshot.once(("judge", self), lambda: self._train(snapshot, check))

    def _train(self, snapshot: Snapshot, check: Callable[[], None]) -> _Judge:
        ranker = self.ranker(snapshot, check)
        rng = snapshot.rng(self.name if ranker is None else f"discriminator of {self.name}")
        rest = snapshot.finite.copy()
        rest[snapshot.labelled] = False
        every = np.flatnonzero(rest).astype(np.int64)
        others = by_content(snapshot, every, self.name)[: self.sample]
        others = others[np.isfinite(squared_lengths(snapshot.embedding[others]))]
        columns = Columns.of(snapshot.embedding, others, rng, self.components)
        check()
        if ranker is None:
            known = answered(snapshot, self.sample).rows
            inputs = _Inputs(columns, None, 0.0, 1.0)
            left = inputs.block(known)
        else:
            inputs = _Inputs(columns, ranker, *_middle_and_spread(ranker.values(others)))
            left = np.column_stack([columns.all_of(ranker.rows), _unseen_ranks(ranker, others)])
        right = inputs.block(others)

        def fit(some: Floats, more: Floats) -> Discriminator:
            if self.hidden:
                return small_network(some, more, self.hidden, self.steps, rng, check)
            return logistic(some, more, self.l2, check)

        notes = [] if ranker is None else [*ranker.notes]
        if len(every) > self.sample:
            notes.append(f"{self.sample} rows, drawn at random, stand for all {len(every)}.")
        apart = told_apart(left, right, fit)
        if np.isfinite(apart):
            notes.append(_how_well(apart))
        return _Judge(inputs, fit(left, right), tuple(notes))

    def notes(self, snapshot: Snapshot) -> tuple[str, ...]:
        """Say what stands for the pool, and how well the two sides can be told apart."""
        return self.trained(snapshot).notes

    def values(self, snapshot: Snapshot, rows: Ints) -> Floats:
        """Return minus the logits: they rank also where all chances round to zero."""
        return 0 - self.trained(snapshot).logits(rows)

    def terms(self, snapshot: Snapshot, rows: Ints) -> list[dict[str, Any]]:
        """Return the chance that a row is a labelled one, were there as many of both."""
        with np.errstate(under="ignore", over="ignore"):
            chances = 1 / (1 + np.exp(self.values(snapshot, rows)))
        return [{"labelled_like": float(value)} for value in chances]

    def reason(self, terms: Mapping[str, Any]) -> str:
        """Say how labelled the row looks."""
        chance = terms["labelled_like"]
        word = "unlike" if chance < 0.5 else "like"
        return f"{word} the labelled samples: {share(chance)} likely to be one of them"


@dataclass(frozen=True)
class RankedLabelledLike(LabelledLike):
    """Minus the logit of being labelled, by a discriminator that knows the expected loss too.

    After Kim, Park, Kim and Chun (CVPR 2021): the rank of the expected loss, learned from the
    order of pairs of labels (cross-entropy), is one more input of the discriminator of
    :class:`LabelledLike`. Labelled rows are ranked by networks that have not seen them.

    Parameters
    ----------
    components, hidden, l2, sample, steps
        As there; the ranking network has 128 units and as many steps.
    """

    name: ClassVar[str] = "ta-vaal-lite"
    needs: ClassVar[frozenset[str]] = frozenset({"embedding", "labels", "probabilities"})

    def applicable(self, snapshot: Snapshot) -> None:
        """Raise `NotApplicable` where only one class is declared."""
        LearnedScore.applicable(self, snapshot)

    def too_little(self, snapshot: Snapshot) -> str | None:
        """Fifty labels of two classes are the least."""
        return few_losses(snapshot, self.name, LEAST_LABELS)

    def ranker(self, snapshot: Snapshot, check: Callable[[], None]) -> Ranker | None:
        """Return the network that ranks rows by their expected loss."""
        how = (None, 128, self.steps, 128)
        return trained_ranker(snapshot, self.name, *how, check, all_twins=True)

    def terms(self, snapshot: Snapshot, rows: Ints) -> list[dict[str, Any]]:
        """Return the most probable classes, the chance to be labelled, and the expected rank."""
        found = belief(snapshot, rows)
        ranker = self.trained(snapshot).inputs.ranker
        assert ranker is not None
        likes = super().terms(snapshot, rows)
        for own, like, value in zip(found, likes, harder_than(ranker, rows), strict=True):
            own.update(like, harder_than=float(value))
        return found

    def reason(self, terms: Mapping[str, Any]) -> str:
        """Say how labelled the row looks, and how hard it is expected to be."""
        return f"{super().reason(terms)}; {harder(terms['harder_than'])}"


def _middle_and_spread(ranks: Floats) -> tuple[float, float]:
    middle, spread = float(ranks.mean()), float(ranks.std())
    # what rounding leaves of equal ranks is no spread
    return middle, spread if spread > 1e-9 * abs(middle) else 1.0


def _unseen_ranks(ranker: Ranker, others: Ints) -> Floats:
    """Return the ranks of the labelled rows by networks that have not seen them, (L,).

    Each network's outputs are brought to mean 0 and deviation 1 over `others`.
    """
    out = np.empty(len(ranker.rows))
    for number, twin in enumerate(ranker.twins):
        middle, spread = _middle_and_spread(ranker.values(others, twin))
        own = ranker.fold == number
        out[own] = (ranker.values(ranker.rows[own], twin) - middle) / spread
    return out


def _how_well(apart: float) -> str:
    said = (
        "Of a labelled and an unlabelled sample that it had not seen, the discriminator tells "
        f"which is which in {100 * apart:.0f} % of cases (chance: 50 %)"
    )
    return f"{said}: the choice is hardly better than a draw." if apart < _CHANCE else f"{said}."


@dataclass(frozen=True)
class _VAAL(LearnedStrategy):
    components: int = 32
    hidden: int = 0
    l2: float = 0.01
    sample: int = 20_000
    steps: int = 300


@dataclass(frozen=True)
class VAAL(_VAAL):
    """VAAL (Sinha, Ebrahimi and Darrell, ICCV 2019) with a discriminator on fixed features.

    Parameters
    ----------
    components : int
        Principal axes of the pool that the discriminator reads.
    hidden : int
        Units of its hidden layer; 0: logistic regression.
    l2 : float
        Penalty of the logistic regression.
    sample : int
        Unlabelled rows that stand for the pool, at most.
    steps : int
        Steps of training, with a hidden layer.

    Notes
    -----
    Formula: ``score = -logit(x)`` of a discriminator that tells labelled rows from others.

    Cost: with q components: time O(N D q) for the principal axes, once for the features, the
    training on ``sample`` rows and O(N q) to score; memory O(N q).
    """

    def scorer(self) -> LabelledLike:
        """Return the score."""
        return LabelledLike(self.components, self.hidden, self.l2, self.sample, self.steps)


@dataclass(frozen=True)
class TaskAwareVAAL(_VAAL):
    """TA-VAAL (Kim, Park, Kim and Chun, CVPR 2021) with small models on fixed features.

    Parameters
    ----------
    components : int
        Principal axes of the pool that the discriminator reads, besides the expected rank.
    hidden : int
        Units of its hidden layer; 0: logistic regression.
    l2 : float
        Penalty of the logistic regression.
    sample : int
        Unlabelled rows that stand for the pool, at most.
    steps : int
        Steps of training of the ranking network, and of the discriminator's hidden layer.

    Notes
    -----
    Formula: ``score = -logit(x, rank(x))`` of a discriminator that tells labelled rows from others,
    rank being the expected rank of the loss.

    Cost: as ``vaal-lite``, and a ranking network of h units, time O(steps batch D h) to train and
    O(N D h) to rank; memory O(N q + D h).
    """

    def scorer(self) -> RankedLabelledLike:
        """Return the score."""
        return RankedLabelledLike(self.components, self.hidden, self.l2, self.sample, self.steps)
