"""How likely each row belongs to the class that is looked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from jupyter_al.errors import NotApplicable, StrategyError
from jupyter_al.numerics.arrays import Floats, Ints, blocks, dense
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._words import count, ordinary, share
from jupyter_al.strategies.scores import Score
from jupyter_al.strategies.search.near import near_rows
from jupyter_al.strategies.search.target import check_target, corrected, prior_of, target_of

__all__ = ["ClassProbability", "Likeness", "NeighbourShare", "votes"]


@dataclass(frozen=True)
class ClassProbability(Score):
    """The model's probability of one class (greedy active search, Garnett et al. 2012).

    Parameters
    ----------
    target : str or int, optional
        Name or position of the class; by default the labelled class with fewest labels.
    prevalence : float, optional
        Share of the class in the pool, in (0, 1), where it is known: corrects the probabilities
        for labels among which the class is more common. The order stays.
    """

    name: ClassVar[str] = "class-probability"
    needs: ClassVar[frozenset[str]] = frozenset({"labels", "probabilities"})
    target: int | str | None = None
    prevalence: float | None = None

    def __post_init__(self) -> None:
        check_target(self.target)
        if self.prevalence is not None and not 0 < self.prevalence < 1:
            raise StrategyError(f"prevalence must be in (0, 1), not {self.prevalence!r}.")

    def values(self, snapshot: Snapshot, rows: Ints) -> Floats:
        """Return the (M,) probabilities of the class."""
        target = target_of(snapshot, self.target)
        chance = np.asarray(snapshot.probabilities[rows, target], dtype=np.float64)
        if self.prevalence is None:
            return chance
        return corrected(chance, prior_of(snapshot, target), self.prevalence)

    def terms(self, snapshot: Snapshot, rows: Ints) -> list[dict[str, Any]]:
        """Return the class and its probability."""
        name = snapshot.classes[target_of(snapshot, self.target)]
        return [{"target": name, "p": float(p)} for p in self.values(snapshot, rows)]

    def reason(self, terms: Mapping[str, Any]) -> str:
        """Say how likely it is one of the class."""
        return f"{ordinary(terms['target'])} with probability {share(terms['p'])}"


@dataclass(frozen=True)
class NeighbourShare(Score):
    """Share of the class among the labels nearby; works from the first member on.

    ``(gamma + labelled members nearby) / (1 + labels nearby)`` (Garnett et al. 2012); a label is
    near the rows that are its nearest neighbours, so that a new label costs one look at the pool.

    Parameters
    ----------
    target : str or int, optional
        Name or position of the class; by default the labelled class with fewest labels.
    neighbours : int
        Rows to which a label counts as near.
    gamma : float
        Belief in the class where no label is near.
    """

    name: ClassVar[str] = "neighbour-share"
    needs: ClassVar[frozenset[str]] = frozenset({"embedding"})
    target: int | str | None = None
    neighbours: int = 100
    gamma: float = 0.1

    def __post_init__(self) -> None:
        check_target(self.target)
        if isinstance(self.neighbours, bool) or not self.neighbours >= 1:
            raise StrategyError(f"neighbours must be at least 1, not {self.neighbours!r}.")
        if not 0 <= self.gamma <= 1:
            raise StrategyError(f"gamma must be in [0, 1], not {self.gamma!r}.")

    def values(self, snapshot: Snapshot, rows: Ints) -> Floats:
        """Return the (M,) smoothed shares."""
        members, labels = votes(snapshot, target_of(snapshot, self.target), self.neighbours)
        return np.asarray((self.gamma + members[rows]) / (1 + labels[rows]))

    def terms(self, snapshot: Snapshot, rows: Ints) -> list[dict[str, Any]]:
        """Return the class, the labels nearby and those of the class among them."""
        target = target_of(snapshot, self.target)
        members, labels = votes(snapshot, target, self.neighbours)
        name = snapshot.classes[target] if snapshot.classes else ""
        shares = self.values(snapshot, rows)
        return [
            {"target": name, "p": float(p), "members": int(m), "labels_near": int(k)}
            for p, m, k in zip(shares, members[rows], labels[rows], strict=True)
        ]

    def reason(self, terms: Mapping[str, Any]) -> str:
        """Say how many labels nearby are of the class."""
        near, name = terms["labels_near"], ordinary(terms["target"])
        if not near:
            return f"no label nearby, so it may be {name} or not"
        return f"{name} are {terms['members']} of {count(near, 'label')} nearby"


@dataclass(frozen=True)
class Likeness(Score):
    """Cosine to the mean of the known members: for the very first labels.

    Parameters
    ----------
    target : str or int, optional
        Name or position of the class; by default the labelled class with fewest labels.
    """

    name: ClassVar[str] = "likeness"
    needs: ClassVar[frozenset[str]] = frozenset({"embedding", "labels"})
    target: int | str | None = None

    def __post_init__(self) -> None:
        check_target(self.target)

    def values(self, snapshot: Snapshot, rows: Ints) -> Floats:
        """Return the (M,) cosines, in [-1, 1]."""
        target = target_of(snapshot, self.target)
        members = snapshot.labelled[snapshot.labels == target]
        known = np.asarray(dense(snapshot.embedding, members), dtype=np.float64)
        known = known[np.isfinite(known).all(axis=1)]
        if not len(known):
            raise NotApplicable(
                f"{self.name!r} compares with known members and none is labelled "
                f"{snapshot.classes[target]!r} yet: label one first."
            )
        middle = known.mean(axis=0)
        middle /= max(float(np.linalg.norm(middle)), 1e-300)
        out = np.empty(len(rows))
        for part in blocks(len(rows), snapshot.embedding.shape[1] * 8):
            block = np.asarray(dense(snapshot.embedding, rows[part]), dtype=np.float64)
            length = np.sqrt(np.einsum("ij,ij->i", block, block))
            out[part] = (block @ middle) / np.where(length > 0, length, 1)
        return out

    def terms(self, snapshot: Snapshot, rows: Ints) -> list[dict[str, Any]]:
        """Return the class and the cosine."""
        name = snapshot.classes[target_of(snapshot, self.target)]
        return [{"target": name, "cosine": float(c)} for c in self.values(snapshot, rows)]

    def reason(self, terms: Mapping[str, Any]) -> str:
        """Say how like the known members it is."""
        return f"like the known {ordinary(terms['target'])} (cosine {terms['cosine']:.2f})"


def votes(snapshot: Snapshot, target: int, neighbours: int) -> tuple[Ints, Ints]:
    """Return for each row of the pool the labelled members and the labels near it, (N,) each."""

    def make() -> tuple[Ints, Ints]:
        near = near_rows(snapshot, snapshot.labelled, neighbours)
        every, members = near.ravel(), near[snapshot.labels == target].ravel()
        size = snapshot.n_items
        return (
            np.bincount(members[members >= 0], minlength=size),
            np.bincount(every[every >= 0], minlength=size),
        )

    return snapshot.once(("votes", target, neighbours), make)
