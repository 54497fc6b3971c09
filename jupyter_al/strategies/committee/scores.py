"""Scores of a committee: how much its members disagree about a row."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.disagreement import bald, entropies, mean_std, mode_share, votes_of
from jupyter_al.numerics.ranking import may_lead
from jupyter_al.numerics.softmax import doubt
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._members import check_members
from jupyter_al.strategies._words import amount, ordinary, share
from jupyter_al.strategies.scores import Score

__all__ = [
    "Bald",
    "ConsensusEntropy",
    "MeanStd",
    "MeanVariationRatio",
    "OfMembers",
    "VariationRatio",
]


_LEADING = 1024
_NEARLY_ALL = 0.5


class OfMembers(Score):
    """A score computed block by block from the (K, m, C) probabilities of the members."""

    needs: ClassVar[frozenset[str]] = frozenset({"committee", "embedding", "probabilities"})
    rounding: ClassVar[float] = 4e-6
    """Of the score in single precision, for each nat of the logarithm of C."""

    @abstractmethod
    def of_block(self, chances: Floats) -> Floats:
        """Return the (m,) scores of (K, m, C) probabilities."""

    def check(self, snapshot: Snapshot) -> None:
        """Raise `NotApplicable` with one class, or one member."""
        super().check(snapshot)
        check_members(snapshot, self.name)

    def values(self, snapshot: Snapshot, rows: Ints) -> Floats:
        """Return the (M,) scores of `rows`, float64.

        Of many rows only those that may lead are computed in double precision; the others are
        off by the rounding of single precision, and below them.
        """
        members = snapshot.members
        if members.slow or len(rows) < max(_LEADING, _NEARLY_ALL * members.n_rows):
            return self._exact(snapshot, rows)
        rough = np.empty(members.n_rows)
        with np.errstate(under="ignore", invalid="ignore"):
            for part, chances in members.whole_blocks():
                rough[part] = self.of_block(chances)
        out = rough[rows]
        if self.rounding:
            leading = may_lead(out, _LEADING, self.rounding * np.log(members.n_classes + 1))
            out[leading] = self._exact(snapshot, rows[leading])
        return out

    def _exact(self, snapshot: Snapshot, rows: Ints) -> Floats:
        out = np.empty(len(rows))
        with np.errstate(under="ignore"):
            for part, chances in snapshot.members.blocks(rows):
                out[part] = self.of_block(chances)
        return out

    def terms(self, snapshot: Snapshot, rows: Ints) -> list[dict[str, Any]]:
        """Return the leading class of the votes, its share of them, and the score of each row."""
        found: list[dict[str, Any]] = []
        with np.errstate(under="ignore"):
            for _, chances in snapshot.members.blocks(rows):
                found.extend(self._terms(snapshot, chances))
        return found

    def _terms(self, snapshot: Snapshot, chances: Floats) -> list[dict[str, Any]]:
        values, mean = self.of_block(chances), chances.mean(axis=0)
        counts = votes_of(chances)
        # votes first, then the mean probability
        order = np.lexsort((-mean, -counts), axis=-1)[:, :2].tolist()
        name, classes = self.name.replace("-", "_"), snapshot.classes
        return [
            {
                "first": classes[first],
                "votes": int(own[first]),
                "second": classes[second],
                "votes_second": int(own[second]),
                "members": len(chances),
                "p_mean": float(chance[first]),
                name: float(value),
            }
            for (first, second), own, chance, value in zip(order, counts, mean, values, strict=True)
        ]

    def _votes(self, terms: Mapping[str, Any]) -> str:
        first = f"{terms['votes']} of {terms['members']} models say {ordinary(terms['first'])}"
        if terms["votes_second"]:
            return f"{first}, {terms['votes_second']} say {ordinary(terms['second'])}"
        return first


@dataclass(frozen=True)
class Bald(OfMembers):
    """``H(mean p) - mean H(p)``: what the answer tells about the model (Houlsby et al. 2011)."""

    name: ClassVar[str] = "bald"

    def of_block(self, chances: Floats) -> Floats:
        """Return the mutual information of answer and member, in [0, log min(C, K)]."""
        return bald(chances)

    def reason(self, terms: Mapping[str, Any]) -> str:
        """Say how the members vote and what the answer tells."""
        return f"{self._votes(terms)}: they disagree by {amount(terms['bald'])} nats"


@dataclass(frozen=True)
class MeanStd(OfMembers):
    """Standard deviation over the members, mean over the classes (Gal et al. 2017)."""

    name: ClassVar[str] = "mean-std"

    def of_block(self, chances: Floats) -> Floats:
        """Return the mean standard deviation, in [0, 0.5]."""
        return mean_std(chances)

    def reason(self, terms: Mapping[str, Any]) -> str:
        """Say how the members vote and how far they are apart."""
        return f"{self._votes(terms)}; their chances differ by {amount(terms['mean_std'])}"


@dataclass(frozen=True)
class VariationRatio(OfMembers):
    """``1 - f / K``, with f votes for the class most members vote for (Freeman 1965)."""

    name: ClassVar[str] = "variation-ratio"
    rounding: ClassVar[float] = 0.0  # it counts

    def of_block(self, chances: Floats) -> Floats:
        """Return the share of the votes against the mode, in [0, 1 - 1/C]."""
        return 1 - mode_share(chances)

    def reason(self, terms: Mapping[str, Any]) -> str:
        """Say how the members vote."""
        return self._votes(terms)


@dataclass(frozen=True)
class MeanVariationRatio(OfMembers):
    """``1 - max_c mean_k p_k(c)``: least confidence of the averaged prediction."""

    name: ClassVar[str] = "mean-variation-ratio"

    def of_block(self, chances: Floats) -> Floats:
        """Return one minus the largest averaged probability, in [0, 1 - 1/C]."""
        return doubt(chances.mean(axis=0))

    def reason(self, terms: Mapping[str, Any]) -> str:
        """Say how sure the members are together."""
        return (
            f"{self._votes(terms)}, together only {share(1 - terms['mean_variation_ratio'])} sure"
        )


@dataclass(frozen=True)
class ConsensusEntropy(OfMembers):
    """``H(mean_k p_k)``: entropy of the averaged prediction."""

    name: ClassVar[str] = "consensus-entropy"

    def of_block(self, chances: Floats) -> Floats:
        """Return the entropy in nats, in [0, log C]."""
        return entropies(chances.mean(axis=0))

    def reason(self, terms: Mapping[str, Any]) -> str:
        """Say over how many classes the members spread together."""
        spread = np.exp(terms["consensus_entropy"])
        return f"{self._votes(terms)}: together they are spread over {spread:.1f} classes"
