"""AnchorAL: a small part of the pool around labelled samples of every class."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.points import Points
from jupyter_al.numerics.ranking import top_n
from jupyter_al.numerics.sampling import draw
from jupyter_al.strategies._bounds import whole_numbers
from jupyter_al.strategies._words import count
from jupyter_al.strategies.hybrid.neighbours import directions, neighbours
from jupyter_al.strategies.hybrid.wrapper import PartOfPool, random_rows
from jupyter_al.strategies.strategy import Task

__all__ = ["AnchorAL", "anchors_of", "mean_similarity", "with_random"]

_UNSEEN = 0.2


@dataclass(frozen=True)
class AnchorAL(PartOfPool):
    """The strategy inside sees the neighbours of some labelled rows of each class.

    Lesci and Vlachos (NAACL 2024). The anchors of a class are spread by the draw of k-means++;
    a row is worth one minus its mean cosine distance to the anchors that found it. The features
    are used, which do not change from round to round. A pool of at most `size` rows is left as
    it is.

    Parameters
    ----------
    inner : BaseStrategy or str
    size : int
        Rows in the part, at most.
    anchors : int
        Anchors of each class, at most.
    neighbours : int
        Rows that each anchor finds.

    Notes
    -----
    Formula: a row is worth ``1 - mean cosine distance to the anchors that found it``; the ``size``
    best are the pool of the strategy inside.

    Cost: A anchors: time O(N A D) for new anchors, those of earlier rounds being remembered, and
    the strategy inside on ``size`` rows; memory O(N).
    """

    word: ClassVar[str] = "anchoral"
    size: int = 10_000
    anchors: int = 10
    neighbours: int = 50

    def __post_init__(self) -> None:
        super().__post_init__()
        whole_numbers(self, "size", "anchors", "neighbours")

    def part(self, task: Task) -> tuple[Ints, str]:
        """Find the neighbours of the anchors."""
        snapshot, rows = task.snapshot, task.rows
        size = max(self.size, task.n)
        if size >= len(rows):
            return rows, ""
        points = directions(snapshot)
        use = np.isfinite(points.lengths[snapshot.labelled])
        labelled, labels = snapshot.labelled[use], snapshot.labels[use]
        if not len(labelled):
            part = random_rows(task, rows, size, "part")
            return part, f"Chosen from {count(size, 'sample')} drawn at random: no label yet."
        anchors = anchors_of(points, labelled, labels, self.anchors, task.rng(), task.check)
        found = neighbours(snapshot, anchors, self.neighbours, rows, task.check)
        part, values = mean_similarity(found)
        best = part[top_n(values, size, part, task.tie_seed)]
        what = f"Chosen from {count(len(best), 'neighbour')} of {count(len(anchors), 'label')}"
        return with_random(task, np.sort(best), labels, f"{what}, spread over the classes.", size)


def anchors_of(
    points: Points,
    labelled: Ints,
    labels: Ints,
    most: int,
    rng: np.random.Generator,
    check: Callable[[], None] = lambda: None,
) -> Ints:
    """Return at most `most` labelled rows of each class, spread by D² sampling.

    Returns
    -------
    (A,) int64
        ``A = sum over classes of min(most, labels of the class)``; distinct, ascending.
    """
    chosen: list[Ints] = []
    for code in np.unique(labels):
        check()
        rows = labelled[labels == code]
        chosen.append(rows if len(rows) <= most else rows[_spread(points.take(rows), most, rng)])
    return np.sort(np.concatenate(chosen)) if chosen else np.empty(0, dtype=np.int64)


def _spread(points: Points, k: int, rng: np.random.Generator) -> list[int]:
    """Return `k` distinct points, each drawn by its squared distance to those before."""
    block = points.block(slice(None))
    chosen = [int(rng.integers(len(block)))]
    nearest = points.distances(block[chosen[0]])
    nearest[chosen[0]] = 0
    while len(chosen) < k:
        index = draw(nearest, rng)
        if index is None:  # copies are left alone
            rest = np.setdiff1d(np.arange(len(block)), chosen)
            return [*chosen, *map(int, rng.choice(rest, k - len(chosen), replace=False))]
        chosen.append(index)
        np.minimum(nearest, points.distances(block[index]), out=nearest)
        nearest[chosen] = 0
    return chosen


def mean_similarity(found: Sequence[tuple[Ints, Floats]]) -> tuple[Ints, Floats]:
    """Return all rows that were found, and one minus the mean distance to those that found them.

    Parameters
    ----------
    found : sequence of ((k,) int64, (k,) array)
        What each anchor found, and how far it is (cosine distance).

    Returns
    -------
    (M,) int64, ascending, and (M,) float64
    """
    rows = np.concatenate([index for index, _ in found])
    far = np.concatenate([distance for _, distance in found]).astype(np.float64)
    part, where = np.unique(rows, return_inverse=True)
    times = np.bincount(where, minlength=len(part))
    return part, 1 - np.bincount(where, weights=far, minlength=len(part)) / times


def with_random(
    task: Task, part: Ints, labels: Ints, sentence: str, size: int | None = None
) -> tuple[Ints, str]:
    """Return the part with a share of random rows where the labels are of one class alone.

    Classes that nobody has labelled lie near no label: without these rows they are never asked.

    Parameters
    ----------
    task : Task
    part : (M,) int64
        Ascending.
    labels : (L,) int64
    sentence : str
        What the part is.
    size : int, optional
        The part may not be larger.
    """
    if len(np.unique(labels)) > 1:
        return part, sentence
    own = len(part) if size is None else min(len(part), int(np.ceil((1 - _UNSEEN) * size)))
    extra = int(np.ceil(own * _UNSEEN / (1 - _UNSEEN)))
    if size is not None:
        extra = min(extra, size - own)
    kept = random_rows(task, part, own, "kept")
    rest = np.setdiff1d(task.rows, part, assume_unique=True)
    more = random_rows(task, rest, min(extra, len(rest)), "unseen")
    return (
        np.sort(np.concatenate([kept, more])),
        f"{sentence} Random ones joined them, because all labels are of one class.",
    )
