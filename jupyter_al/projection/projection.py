"""A finished map: coordinates, and what can be said of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al.projection.kinds import GIVEN, KINDS
from jupyter_al.projection.trustworthiness import NEIGHBOURS, sampled_trustworthiness

__all__ = ["Projection"]


@dataclass(frozen=True)
class Projection:
    """The pool in two dimensions.

    Attributes
    ----------
    name : str
        ``pca, umap, umap-labels, tsne, pacmap``, or ``given`` for coordinates of the user's own.
    coordinates : (N, 2) ndarray of float32
        Within [-1, 1]; NaN for items without a place.
    seed : int
    trustworthiness : float or None
        Share of neighbourhoods that are kept, see
        :func:`jupyter_al.projection.trustworthiness.trustworthiness`. None: not measured.
    sample : int
        Items that the trustworthiness was measured on.
    seconds : float
        What the computation took.
    fitted_on : int
        Items that the map was fitted on; the others were placed among them.
    placed : int
        Items that have a place.
    labels : int
        Labels that took part in it.
    """

    name: str
    coordinates: npt.NDArray[np.float32] = field(repr=False)
    seed: int = 0
    trustworthiness: float | None = None
    sample: int = 0
    seconds: float = 0.0
    fitted_on: int = 0
    placed: int = 0
    labels: int = 0
    fitted_rows: npt.NDArray[np.int64] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self.coordinates.flags.writeable = False

    @property
    def title(self) -> str:
        """Its name as a person reads it."""
        return "your coordinates" if self.name == GIVEN else KINDS[self.name].title

    @property
    def sentence(self) -> str:
        """How far to trust it, in one quiet sentence; empty while it is not known."""
        parts = []
        if self.trustworthiness is not None:
            within = f" (sample of {self.sample:,})" if self.sample < self.placed else ""
            parts.append(f"keeps {self.trustworthiness:.2f} of neighbourhoods{within}")
        if 0 < self.fitted_on < self.placed:
            parts.append(f"fitted on {self.fitted_on:,} of {self.placed:,}")
        if self.labels:
            parts.append(f"drawn with {self.labels:,} labels")
        return ", ".join(parts)

    @property
    def explanation(self) -> str:
        """What the sentence means, for those who ask."""
        parts = []
        if self.trustworthiness is not None:
            parts.append(
                f"Trustworthiness (Venna and Kaski, 2001) of the {NEIGHBOURS} nearest neighbours: "
                "1 means that whatever lies together on the map is alike, 0.5 is what a random "
                f"map has. Measured among {self.sample:,} items."
            )
        if 0 < self.fitted_on < self.placed:
            parts.append(
                f"The other {self.placed - self.fitted_on:,} items lie among those of their "
                "nearest neighbours that the map was fitted on."
            )
        if self.labels:
            parts.append(
                "Labels pulled their items together: that classes lie apart here is no evidence "
                "that the features tell them apart."
            )
        return " ".join(parts)

    def measured(self, features: Any) -> Projection:
        """Return the same with its trustworthiness."""
        value, sample = sampled_trustworthiness(features, self.coordinates, seed=self.seed)
        return replace(self, trustworthiness=value, sample=sample)
