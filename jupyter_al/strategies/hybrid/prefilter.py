"""Leave out what cannot be learned: collective outliers and rows that lie alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, TypeAlias

import numpy as np
import numpy.typing as npt

from jupyter_al.errors import StrategyError
from jupyter_al.numerics.arrays import Floats, Ints, dense, matmul
from jupyter_al.numerics.dataset_map import dataset_map, out_of_bag
from jupyter_al.numerics.leave_one_out import inner_products, leave_one_out
from jupyter_al.numerics.ranking import tie_keys, top_n
from jupyter_al.numerics.softmax import doubt
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._bounds import whole_numbers
from jupyter_al.strategies._words import count
from jupyter_al.strategies.coverage.density import isolation
from jupyter_al.strategies.hybrid.wrapper import PartOfPool
from jupyter_al.strategies.spaces import points_of
from jupyter_al.strategies.strategy import Picks, Task

__all__ = ["Prefilter"]

Bools: TypeAlias = npt.NDArray[np.bool_]

_ALONE = 0.01
_NEIGHBOURS = 20
_HARD_BELOW = 0.25
_MARGIN_OF_SAFETY = 1.5
_RARE = 5
_LOOKED_AT = 500


@dataclass(frozen=True)
class Prefilter(PartOfPool):
    """The strategy inside does not see samples that look as if they could not be learned.

    Labels that repeated fits without them get wrong again and again are hard; where there are
    enough, rows that resemble them are left out (the collective outliers of Karamcheti et al.,
    ACL 2021). Before that, only rows are left out that lie alone and far from each label. The
    rows are in ``Query.dropped``; they are not deleted, the next round judges again. Wrong
    labels look the same: look at the hard labels, too. What is nearest to a label of a class
    with fewer than five labels stays, since a rare class is hard at first.

    Parameters
    ----------
    inner : BaseStrategy or str
    most : float
        Share of the rows that may be left out at most, in [0, 1); zero switches it off.
    hard : int
        Hard labels from which on they are learned from.
    fits : int
        Bootstrap fits that judge the labels.

    Notes
    -----
    Formula: a label is hard where the bootstrap fits that do not hold it are mostly wrong about it;
    rows are left out in the order of how much they resemble hard labels, never more than ``most
    N``.

    Cost: time O(fits L D C) for the fits, on 500 labels at most; O(N D) for what rows resemble and,
    once for the features, for how alone they lie; memory O(N).
    """

    word: ClassVar[str] = "prefilter"
    most: float = 0.25
    hard: int = 15
    fits: int = 30

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 <= self.most < 1:
            raise StrategyError(f"most must be a share in [0, 1), not {self.most!r}.")
        whole_numbers(self, "hard", "fits", least=2)

    def part(self, task: Task) -> tuple[Ints, str]:
        """Return the rows that stay."""
        left_out, why = self._left_out(task)
        rows = np.setdiff1d(task.rows, left_out, assume_unique=True)
        return rows, f"{count(len(left_out), 'sample')} left out: {why}."

    def pick(self, task: Task) -> Picks:
        """Choose from the rows that stay; those left out are reported."""
        picks = super().pick(task)
        dropped = np.setdiff1d(self._left_out(task)[0], picks.positions)
        return replace(picks, dropped=(*picks.dropped, *dropped.tolist()))

    def _left_out(self, task: Task) -> tuple[Ints, str]:
        key = ("left out", self.most, self.hard, self.fits, len(task.rows), task.n)
        return task.snapshot.once(key, lambda: self._judge(task))

    def _judge(self, task: Task) -> tuple[Ints, str]:
        snapshot, rows = task.snapshot, task.rows
        alone = isolation(snapshot, "features", _NEIGHBOURS)
        task.check()
        most = int(self.most * len(rows))
        known, is_hard = self._hard_labels(snapshot)
        task.check()
        if np.count_nonzero(is_hard) < self.hard:
            size = min(most, int(_ALONE * len(rows)))
            return self._alone(task, alone, size), "they lie alone, far from any label"
        share = _MARGIN_OF_SAFETY * float(is_hard.mean())
        scores = _resemblance(snapshot, known, is_hard, alone, rows)
        scores[self._near_rare(snapshot, rows)] = -np.inf
        size = min(most, int(share * len(rows)), int(np.count_nonzero(np.isfinite(scores))))
        worst = top_n(scores, size, rows, task.tie_seed)
        return np.sort(rows[worst]), "they resemble labels that could not be learned"

    def _hard_labels(self, snapshot: Snapshot) -> tuple[Ints, Bools]:
        """Return labelled positions, at most 500, and which of them are hard."""
        known = snapshot.labelled[snapshot.finite[snapshot.labelled]]
        labels = snapshot.labels[snapshot.finite[snapshot.labelled]]
        if len(known) < 2 * self.hard or len(np.unique(labels)) < 2:
            return known, np.zeros(len(known), dtype=bool)
        some = np.sort(np.argsort(tie_keys(known, snapshot.seed))[:_LOOKED_AT])
        known, labels = known[some], labels[some]
        chances, right = out_of_bag(
            dense(snapshot.features, known),
            labels,
            snapshot.n_classes,
            self.fits,
            np.random.default_rng([snapshot.seed % 2**64, len(known)]),
        )
        # low variability is no condition: bootstrap fits vary least on easy rows
        correctness = dataset_map(chances, right).correctness
        return known, correctness < _HARD_BELOW

    def _alone(self, task: Task, alone: Floats, size: int) -> Ints:
        """Return the most isolated rows that have no label nearer than their neighbours."""
        rows = task.rows
        far = rows[top_n(alone[rows], size, rows, task.tie_seed)]
        points, _ = points_of(task.snapshot, "features", False)
        labelled = task.snapshot.labelled[np.isfinite(points.lengths[task.snapshot.labelled])]
        if len(labelled) and len(far):
            nearest = points.take(far).nearest(points.block(labelled))[0]
            far = far[np.sqrt(nearest) > alone[far]]
        return np.sort(far)

    def _near_rare(self, snapshot: Snapshot, rows: Ints) -> Ints:
        """Return the indices of rows nearest to a label of a class that has few."""
        times = np.bincount(snapshot.labels, minlength=snapshot.n_classes)
        rare = times[snapshot.labels] < _RARE
        points, _ = points_of(snapshot, "features", False)
        use = np.isfinite(points.lengths[snapshot.labelled])
        if not (rare & use).any():
            return np.empty(0, dtype=np.int64)
        which = points.nearest(points.block(snapshot.labelled[use]))[1]
        return np.flatnonzero(rare[use][which[rows]])


def _resemblance(
    snapshot: Snapshot, known: Ints, is_hard: Bools, alone: Floats, rows: Ints
) -> Floats:
    """Return how much each of `rows` resembles the hard ones among the labelled rows `known`.

    Ridge regression of hard against the rest on the features, the largest probability, the
    margin and the isolation, each side about one long.
    """
    own = _extras(snapshot, alone, known)
    use = np.isfinite(own).all(axis=1)
    own, known, is_hard = own[use], known[use], is_hard[use]
    features = dense(snapshot.features, known).astype(np.float64)
    middle = features.mean(axis=0)
    size = np.sqrt(np.square(features - middle).sum(axis=1).mean()) or 1.0
    others = _extras(snapshot, alone, rows)
    shift, scale = own.mean(axis=0), own.std(axis=0) * np.sqrt(own.shape[1])
    scale[scale == 0] = np.inf
    both = np.hstack([(features - middle) / size, (own - shift) / scale])
    penalty = leave_one_out(both, is_hard.astype(np.int64), 2)[1]
    inner = inner_products(both)
    dual = np.linalg.solve(inner + penalty * np.eye(len(known)), is_hard.astype(np.float64))
    # inner products are those of `both` divided by this number, plus one
    length = np.square(both - both.mean(axis=0)).sum(axis=1).mean() or 1.0
    weight = (both - both.mean(axis=0)).T @ dual / length
    width = features.shape[1]
    out = matmul(snapshot.features, weight[:width] / size)[rows].astype(np.float64)
    return np.asarray(out + ((others - shift) / scale) @ weight[width:])


def _extras(snapshot: Snapshot, alone: Floats, rows: Ints) -> Floats:
    parts = [alone[rows]]
    if snapshot.has("probabilities"):
        unsure = snapshot.once("doubt", lambda: doubt(snapshot.probabilities))
        parts += [unsure[rows], snapshot.uncertainty[rows]]
    return np.stack(parts, axis=1).astype(np.float64)
