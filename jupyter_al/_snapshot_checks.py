"""Checks of the arrays a snapshot is made of; each says what to pass instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al.errors import NeedsArtefact, NeedsModel, SnapshotError
from jupyter_al.numerics.arrays import Floats, Ints, Matrix, frozen, is_sparse, working_dtype
from jupyter_al.numerics.duplicates import all_differ

_LOOKED_AT = 1024  # rows of probabilities that must sum to one


def matrix(rows: Any, size: int | None = None) -> Matrix:
    """Return `rows` as a two-dimensional numeric matrix, uncopied."""
    if is_sparse(rows):
        rows = rows.tocsr()
    else:
        rows = np.asanyarray(rows)
        if rows.dtype.kind not in "fiub":
            raise SnapshotError(f"Features must be numbers, not {rows.dtype}.")
    if rows.ndim != 2:
        raise SnapshotError(
            f"Features must be two-dimensional, (items, features), not {rows.shape}; "
            "flatten each item to one row."
        )
    if size is not None and rows.shape[0] != size:
        raise SnapshotError(f"The embedding has {rows.shape[0]} rows and features {size}.")
    return rows


def labelled_rows(labelled: npt.ArrayLike, labels: npt.ArrayLike, size: int) -> tuple[Ints, Ints]:
    """Return positions and classes of the labelled rows."""
    rows = np.asarray(labelled).reshape(-1)
    codes = np.asarray(labels).reshape(-1)
    if len(rows) and rows.dtype == bool:
        raise SnapshotError("labelled must hold positions; use numpy.flatnonzero(mask).")
    for name, values in (("labelled", rows), ("labels", codes)):
        if len(values) and not _whole(values):
            raise SnapshotError(
                f"{name} must hold whole numbers: positions of rows and of classes, not names."
            )
    rows, codes = rows.astype(np.int64), codes.astype(np.int64)
    if len(rows) != len(codes):
        raise SnapshotError(f"There are {len(rows)} labelled rows and {len(codes)} labels.")
    if len(rows) and not (rows.min() >= 0 and rows.max() < size):
        raise SnapshotError(f"labelled must hold positions from 0 to {size - 1}.")
    if not all_differ(rows):
        raise SnapshotError("A position is in labelled twice: settle on one label for each item.")
    if len(codes) and codes.min() < 0:
        raise SnapshotError("labels must hold class positions from 0.")
    return frozen(rows), frozen(codes)


def _whole(values: npt.NDArray[Any]) -> bool:
    if values.dtype.kind == "f":
        return bool((values == np.floor(values)).all())
    return values.dtype.kind in "biu"


def rows_of(
    name: str,
    values: npt.ArrayLike | None,
    size: int,
    *,
    width: int = 1,
    dtype: npt.DTypeLike | None = None,
) -> Any:
    """Return `values` as an array of `size` rows and `width` axes; None stays None."""
    if values is None:
        return None
    array = np.asanyarray(values, dtype=dtype)
    if array.dtype.kind in "iu":
        array = array.astype(np.float64)
    if array.ndim != width or len(array) != size:
        wanted = f"({size},)" if width == 1 else f"({size}, classes)"
        raise SnapshotError(f"{name} must be {wanted}, not {array.shape}.")
    if name == "probabilities" and array.size:
        some = array[:: max(1, size // _LOOKED_AT)]
        # a product is quicker than a sum over few columns
        with np.errstate(invalid="ignore", over="ignore"):
            total = some @ np.ones(array.shape[1], dtype=working_dtype(array))
            off = np.abs(total - 1) > 1e-2
        if (off & np.isfinite(total)).any():
            raise SnapshotError("Each row of probabilities must sum to one; pass logits instead?")
    return array


def committee_of(
    committee: npt.ArrayLike | None, size: int, given: dict[str, Any], head: Any, model: Any
) -> Floats | None:
    """Return the (K, N, C) committee; where nothing else is known, its mean is the belief."""
    if committee is None:
        return None
    known = np.asarray(committee)
    if known.ndim != 3 or known.shape[1] != size or not len(known):
        raise SnapshotError(f"committee must be (K, {size}, C), not {known.shape}.")
    if model is None and head is None and given["probabilities"] is given["logits"] is None:
        there = np.isfinite(known)
        with np.errstate(invalid="ignore"):  # a row that no member knows becomes NaN
            mean = np.where(there, known, 0).sum(axis=0) / there.sum(axis=0)
        given["probabilities"] = frozen(mean)
    return known


def own_head(head: Any, model: Any) -> tuple[Floats, Floats] | None:
    """Return weight (C, E) and bias (C,), or None."""
    head = getattr(model, "head", None) if head is None else head
    if head is None:
        return None
    weight, bias = (np.asarray(part, dtype=np.float64) for part in head)
    if weight.ndim != 2 or bias.shape != (len(weight),):
        raise SnapshotError(
            f"head must be (weight (C, E), bias (C,)), not {weight.shape}, {bias.shape}."
        )
    return frozen(weight), frozen(bias)


def class_count(
    declared: int | None,
    classes: Sequence[str] | None,
    given: Mapping[str, Any],
    head: tuple[Floats, Floats] | None,
    committee: Any,
    model: Any,
    labels: Ints,
) -> int:
    """Return the number of classes that all arguments agree on."""
    counts: dict[str, int] = {}
    if declared is not None:
        counts["n_classes"] = int(declared)
    if classes is not None:
        counts["classes"] = len(classes)
    for name in ("probabilities", "logits"):
        if given[name] is not None:
            counts[name] = given[name].shape[1]
    if head is not None:
        counts["head"] = len(head[1])
    if committee is not None:
        counts["committee"] = committee.shape[2]
    of_model = getattr(model, "n_classes", None)
    if of_model is not None:
        counts["model"] = int(of_model)
    if len(set(counts.values())) > 1:
        found = ", ".join(f"{name} {count}" for name, count in counts.items())
        raise SnapshotError(f"The numbers of classes differ: {found}.")
    least = int(labels.max()) + 1 if len(labels) else 0
    number = next(iter(counts.values()), least)
    if number < least:
        raise SnapshotError(f"There is a label {least - 1} and only {number} classes.")
    return number


def class_names(classes: Sequence[str] | None, count: int) -> tuple[str, ...]:
    """Return one name for each class."""
    if classes is None:
        return tuple(f"class {code}" for code in range(count))
    return tuple(str(name) for name in classes)


def row_weights(weights: npt.ArrayLike | None, count: int) -> Floats:
    """Return the (L,) label weights."""
    if weights is None:
        return frozen(np.ones(count))
    values = np.asarray(weights, dtype=np.float64)
    if values.shape != (count,) or not (np.isfinite(values).all() and (values >= 0).all()):
        raise SnapshotError(f"weights must be {count} finite numbers that are not negative.")
    return frozen(values)


def standardisation(scaling: Any, model: Any) -> tuple[Floats, float]:
    """Return mean and scale, (0, 1) where nothing was standardised."""
    scaling = getattr(model, "scaling", None) if scaling is None else scaling
    if scaling is None:
        return frozen(np.zeros(1)), 1.0
    mean, scale = np.atleast_1d(np.asarray(scaling[0], dtype=np.float64)), float(scaling[1])
    if not (np.isfinite(mean).all() and np.isfinite(scale) and scale > 0):
        raise SnapshotError("scaling must be a finite mean and a scale above zero.")
    return frozen(mean), scale


def what_is_missing(name: str, who: str, *, fitted: bool) -> NeedsArtefact:
    """Return the error for the missing artefact `name`, with what to do about it."""
    if name == "labels":
        return NeedsModel(f"{who} needs labels and there are none yet: label a few items first.")
    if not fitted:
        return NeedsModel(
            f"{who} needs a fitted model and there is none yet: label a few items of two classes "
            "and fit, or start with 'typiclust' or 'auto'."
        )
    hint = {
        "head": "use a learner with a linear last layer, such as 'linear' or 'mlp'",
        "committee": "label a few items, or give committee=(K, N, C) probabilities",
    }[name]
    return NeedsArtefact(f"{who} needs a {name}, which is not there: {hint}.")
