"""What a region is called: after its labels, else after its words, else as what it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al.landscape.regions import Regions

__all__ = ["MIXED", "UNLABELLED", "Region", "name_regions"]

UNLABELLED, MIXED = "unlabelled", "mixed"


@dataclass(frozen=True)
class Region:
    """One region of the map as it stands now.

    Attributes
    ----------
    index : int
        Its number; the same until the map changes.
    name : str
        The label that at least half of its labelled items have; else its typical words; else
        ``unlabelled``, or ``mixed`` where labels disagree.
    size, labelled : int
        Items in it, and those with a label.
    label : int
        Class of most of the labels, -1 without.
    agreeing : int
        Labelled items of that class.
    predicted : int
        Class that the model predicts most often here, -1 without a model.
    share : float
        Share of the items with that prediction; NaN without a model.
    uncertainty : float
        Mean over the items; NaN without a model.
    centre : (float, float)
    box : (float, float, float, float)
    words : tuple of str
        Its typical words, where items are texts.
    """

    index: int
    name: str
    size: int
    labelled: int
    label: int
    agreeing: int
    predicted: int
    share: float
    uncertainty: float
    centre: tuple[float, float]
    box: tuple[float, float, float, float]
    words: tuple[str, ...]


def name_regions(
    regions: Regions,
    classes: Sequence[str],
    labels: npt.NDArray[Any],
    predicted: npt.NDArray[Any] | None = None,
    uncertainty: npt.NDArray[Any] | None = None,
    words: Sequence[tuple[str, ...]] | None = None,
) -> list[Region]:
    """Say what is known of each region.

    Parameters
    ----------
    regions : Regions
    classes : sequence of C str
    labels : (N,) array of int
        Class codes, -1 without a label.
    predicted : (N,) array of int, optional
        Class codes, -1 without a prediction.
    uncertainty : (N,) array, optional
        NaN without a prediction.
    words : sequence of R tuples, optional
    """
    told = _by_class(regions, labels, len(classes))
    believed = None if predicted is None else _by_class(regions, predicted, len(classes))
    unsure = None if uncertainty is None else _means(regions, uncertainty)
    out = []
    for k, size in enumerate(regions.sizes.tolist()):
        labelled = int(told[k].sum())
        label = int(told[k].argmax()) if labelled else -1
        typical = words[k] if words else ()
        agreeing = int(told[k].max(initial=0))
        agreed = labelled > 0 and 2 * agreeing >= labelled
        rest = ", ".join(typical) or (MIXED if labelled else UNLABELLED)
        known = int(believed[k].sum()) if believed is not None else 0
        first = int(believed[k].argmax()) if believed is not None and known else -1
        x, y = regions.centres[k].tolist()
        x0, y0, x1, y1 = regions.boxes[k].tolist()
        out.append(
            Region(
                index=k,
                name=classes[label] if agreed else rest,
                size=size,
                labelled=labelled,
                label=label,
                agreeing=agreeing,
                predicted=first,
                share=believed[k, first] / known if believed is not None and known else np.nan,
                uncertainty=float(unsure[k]) if unsure is not None else np.nan,
                centre=(x, y),
                box=(x0, y0, x1, y1),
                words=typical,
            )
        )
    return out


def _by_class(regions: Regions, codes: npt.NDArray[Any], n_classes: int) -> npt.NDArray[np.int64]:
    """Return (R, C): items of each class in each region."""
    use = np.flatnonzero((codes >= 0) & (codes < n_classes) & (regions.region_of >= 0))
    flat = regions.region_of[use].astype(np.int64) * n_classes + codes[use]
    counts = np.bincount(flat, minlength=len(regions) * n_classes)
    return counts.reshape(len(regions), n_classes).astype(np.int64)


def _means(regions: Regions, values: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Return (R,): the mean of each region, NaN where nothing is known."""
    use = np.isfinite(values) & (regions.region_of >= 0)
    of = regions.region_of[use]
    sums = np.bincount(of, weights=values[use], minlength=len(regions))
    counts = np.bincount(of, minlength=len(regions))
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
