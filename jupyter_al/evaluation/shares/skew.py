"""What choosing does to the mix of classes: the pool's shares beside those of the labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jupyter_al.errors import AlError
from jupyter_al.evaluation.shares.class_shares import ClassShares, class_shares
from jupyter_al.evaluation.shares.prior_shift import corrected, shares_without_labels
from jupyter_al.evaluation.words import few, labels, with_ends
from jupyter_al.numerics.arrays import Floats

__all__ = ["FEWEST", "Skew", "skew"]

FEWEST = 30
_SHOWN = 12


@dataclass(frozen=True, eq=False)
class Skew:
    """Class shares of the pool, of the training labels, and as the model believes.

    Attributes
    ----------
    names : tuple of str
    pool : ClassShares
        From evenly drawn labels.
    labelled : (K,) array
        Of the training labels; zeros without any.
    believed : (K,) array or None
        From the probabilities alone (EM); not measured.
    moved : float or None
        Share of predictions that change when the model is corrected for the skew; None where
        there are too few evenly drawn labels.
    """

    names: tuple[str, ...]
    pool: ClassShares
    labelled: Floats
    believed: Floats | None
    moved: float | None

    @property
    def sentences(self) -> tuple[str, ...]:
        """One for each class, and one for the correction."""
        if not self.pool.n:
            if self.believed is None:
                return ("not enough evidence yet: 0 audited labels",)
            order = np.argsort(-self.believed, kind="stable")[:_SHOWN]
            parts = ", ".join(f"{self.names[c]} {self.believed[c]:.2f}" for c in order)
            return (f"the model believes {parts}; not measured",)
        out = []
        for c in range(len(self.names))[:_SHOWN]:
            found = self.pool.intervals[c]
            if not found.correct:
                said = f"no examples yet (at most {found.high:.2f} of the pool)"
            else:
                ends = with_ends(found.estimate or 0.0, found.low, found.high)
                said = f"{ends} of the pool"
            out.append(f"{self.names[c]}: {said}, {self.labelled[c]:.2f} of the training labels")
        if len(self.names) > _SHOWN:
            out.append(f"and {len(self.names) - _SHOWN} more classes")
        made_of = f"from {labels(self.pool.n, 'audited')}"
        if self.moved is None:
            return (*out, f"{made_of}; corrected predictions: {few(self.pool.n, FEWEST)}")
        return (
            *out,
            f"{made_of}; a model corrected for the difference would change "
            f"{100 * self.moved:.1f} % of its predictions",
        )


def skew(
    names: Sequence[str],
    even_codes: Any,
    trained_codes: Any,
    probabilities: Any,
    *,
    population: int | None = None,
) -> Skew:
    """Compare the classes of evenly drawn labels with those of the training labels.

    Parameters
    ----------
    names : sequence of str
        The K classes.
    even_codes, trained_codes : (n,), (L,) array_like of int
        Codes of the labels drawn uniformly at random, and of those a strategy chose.
    probabilities : (m, K) array_like
        Calibrated, of items drawn uniformly at random from the pool.
    population : int, optional
        Items of the pool.
    """
    K = len(names)
    trained = np.asarray(trained_codes, dtype=np.int64)
    known = np.asarray(probabilities)
    if known.ndim != 2 or known.shape[1] != K:
        raise AlError(f"There are {K} classes and probabilities of shape {known.shape}.")
    pool = class_shares(
        np.asarray(even_codes, dtype=np.int64), K, population=population
    )  # fmt: skip
    labelled = np.bincount(trained, minlength=K) / max(1, len(trained))
    if not len(trained) or not len(known):
        return Skew(tuple(names), pool, labelled, None, None)
    believed = shares_without_labels(known, labelled).shares
    moved = None
    if pool.n >= FEWEST:
        better = corrected(known, pool.shares, labelled)
        moved = float((better.argmax(axis=1) != known.argmax(axis=1)).mean())
    return Skew(tuple(names), pool, labelled, believed, moved)
