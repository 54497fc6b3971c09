"""From features to a finished map: in place for PCA, in the warm process for the others."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al.errors import AlError, Cancelled
from jupyter_al.pool.finite import finite_rows
from jupyter_al.projection._principal import PrincipalAxes, all_scores
from jupyter_al.projection._scaling import Square, scaled
from jupyter_al.projection.kinds import GIVEN, kind, why_not
from jupyter_al.projection.placing import place_among
from jupyter_al.projection.process import WarmProcess, shared
from jupyter_al.projection.projection import Projection
from jupyter_al.projection.space import Space

__all__ = ["computed", "given", "place", "principal"]

Progress = Callable[["float | None", str], None]
Ints = npt.NDArray[np.int64]


def principal(features: Any, seed: int = 0) -> Projection:
    """Return the PCA of a pool, not measured yet."""
    began = time.perf_counter()
    rows = np.flatnonzero(finite_rows(features))
    places = np.full((features.shape[0], 2), np.nan, dtype=np.float32)
    if len(rows):
        places = all_scores(PrincipalAxes.fit(features, rows, 2, seed), features, rows, 2)
    seconds = time.perf_counter() - began
    return Projection("pca", scaled(places), seed, seconds=seconds, placed=len(rows))


def given(places: Any, size: int) -> Projection:
    """Return a map of coordinates of the user's own.

    Raises
    ------
    AlError
        Not one pair of numbers for each item.
    """
    try:
        array = np.asarray(places, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise AlError("'projection' must be a name or an array of numbers.") from error
    if array.shape != (size, 2):
        raise AlError(
            f"'projection' must have the shape ({size}, 2), one place for each item; "
            f"it has {array.shape}."
        )
    found = scaled(array)
    return Projection(GIVEN, found, placed=int(np.isfinite(found).all(axis=1).sum()))


def computed(
    features: Any,
    name: str,
    seed: int = 0,
    *,
    labels: npt.NDArray[Any] | None = None,
    sample: int | None = None,
    progress: Progress = lambda fraction, text: None,
    cancelled: Callable[[], bool] = lambda: False,
    process: WarmProcess | None = None,
) -> Projection:
    """Compute a map; blocks for as long as that takes.

    Parameters
    ----------
    features : (N, D) ndarray, memmap or CSR matrix
        Sparse, wide (D > 512) and very large pools go through 64 principal components.
    name : str
        See :mod:`jupyter_al.projection.kinds`.
    seed : int
        The same seed gives the same map on the same machine.
    labels : (N,) int array, optional
        Class codes, -1 where there is none; for ``umap-labels``.
    sample : int, optional
        Rows that it is fitted on; default what suits the method.
    progress, cancelled, process
        See :meth:`jupyter_al.projection.process.WarmProcess.run`.

    Raises
    ------
    Cancelled, AlError
    """
    wanted = kind(name)
    rows = np.flatnonzero(finite_rows(features))
    if wanted.at_once:
        return principal(features, seed).measured(features)
    if (why := why_not(name, len(rows))) is not None:
        raise AlError(why)
    if wanted.labelled and (labels is None or not (labels >= 0).any()):
        raise AlError(f"{wanted.title} needs labels: label some items first.")
    began = time.perf_counter()

    def check() -> None:
        if cancelled():
            raise Cancelled("The projection was cancelled.")

    def prepare(folder: Path) -> dict[str, Any]:
        Space.of(features, rows, seed).write(folder / "input.npy", features, rows, check)
        job = {
            "method": name,
            "seed": seed,
            "sample": max(50, int(sample or wanted.sample)),
            "input": str(folder / "input.npy"),
            "output": str(folder / "output.npz"),
        }
        if wanted.labelled and labels is not None:
            np.save(folder / "labels.npy", labels[rows].astype(np.int64))
            job["labels"] = str(folder / "labels.npy")
        return job

    def take(folder: Path) -> tuple[npt.NDArray[np.float32], Ints]:
        with np.load(folder / "output.npz") as found:
            return found["places"], found["sample"]

    places, chosen = (process or shared()).run(prepare, take, progress, cancelled)
    result = np.full((features.shape[0], 2), np.nan, dtype=np.float32)
    result[rows] = scaled(places)
    return Projection(
        name,
        result,
        seed,
        seconds=time.perf_counter() - began,
        fitted_on=len(chosen),
        placed=len(rows),
        labels=int((labels[rows] >= 0).sum()) if wanted.labelled and labels is not None else 0,
        fitted_rows=rows[chosen],
    ).measured(features)


def place(new: Any, features: Any, projection: Projection) -> npt.NDArray[np.float32]:
    """Return where new rows lie on a map that stands; the map does not change.

    On a PCA by its own axes, on any other among their nearest neighbours in the features, see
    :func:`jupyter_al.projection.placing.place_among`.

    Parameters
    ----------
    new : (n, D) ndarray or CSR matrix
    features : (N, D) ndarray, memmap or CSR matrix
        What the map was made of.
    projection : Projection

    Returns
    -------
    (n, 2) ndarray of float32
        In the units of the map (PCA may place outside of [-1, 1]); NaN for rows that are not
        finite.
    """
    result = np.full((new.shape[0], 2), np.nan, dtype=np.float32)
    mine = np.flatnonzero(finite_rows(new))
    if not len(mine):
        return result
    if projection.name == "pca":
        rows = np.flatnonzero(finite_rows(features))
        if not len(rows):
            return result
        axes = PrincipalAxes.fit(features, rows, 2, projection.seed)
        square = Square.around(all_scores(axes, features, rows, 2))
        scores = all_scores(axes, new, mine, 2)
        result[mine] = square.scaled(scores[mine])
        return result
    placed = finite_rows(features) & np.isfinite(projection.coordinates).all(axis=1)
    fitted = projection.fitted_rows
    chosen = np.flatnonzero(placed) if fitted is None else fitted
    if not len(chosen):
        return result
    space = Space.of(features, chosen, projection.seed)
    result[mine] = place_among(
        space.rows(new, mine),
        space.rows(features, chosen),
        projection.coordinates[chosen],
        seed=projection.seed,
    )
    return result
