"""Coordinates of the map: PCA at once, then UMAP from a process of its own."""

from __future__ import annotations

import threading

import numpy as np
import numpy.typing as npt

from jupyter_al.errors import AlError, Cancelled, SessionError, nearest
from jupyter_al.pool import Pool
from jupyter_al.projection import UmapProcess, pca
from jupyter_al.session.updates import Updates
from jupyter_al.session.worker import Task

__all__ = ["PROJECTIONS", "Projector"]

PROJECTIONS = ("umap", "pca")
FEWEST_FOR_UMAP = 50  # below, neighbourhoods mean nothing


class Projector:
    """Two-dimensional coordinates of a pool.

    Parameters
    ----------
    method : str or array of shape (N, 2)
        ``umap`` (PCA first), ``pca``, or the user's own coordinates.
    seed : int
        The same seed gives the same map.
    """

    def __init__(
        self, pool: Pool, method: str | npt.NDArray[np.float32], seed: int, updates: Updates
    ) -> None:
        if isinstance(method, str) and method not in PROJECTIONS:
            raise SessionError(f"Unknown projection {method!r}{nearest(method, PROJECTIONS)}")
        self.coordinates: npt.NDArray[np.float32] | None = None
        self.name = ""
        self.text = ""
        self.progress: float | None = None
        self._pool = pool
        self._method = method if isinstance(method, str) else "given"
        self._seed = seed
        self._updates = updates
        self._stopping = threading.Event()
        self._watcher: threading.Thread | None = None
        if not isinstance(method, str):
            self.coordinates = _scaled(np.asarray(method, dtype=np.float32), len(pool))
            self.name = "your coordinates"

    def run(self, task: Task) -> None:
        """Compute PCA here, then start UMAP beside it."""
        if self.coordinates is None:
            task.progress(None, "projecting")
            self.coordinates = pca(self._pool.features, seed=self._seed)
            self.name = "PCA"
            self._updates.emit("projection")
        enough = int(self._pool.usable.sum()) >= FEWEST_FOR_UMAP
        running = self._watcher is not None and self._watcher.is_alive()
        if self._method == "umap" and enough and not running and self.name != "UMAP":
            self._stopping.clear()  # asked for again after a cancel
            try:
                watcher = threading.Thread(target=self._umap, name="jupyter-al-umap", daemon=True)
                watcher.start()
                self._watcher = watcher
            except RuntimeError:
                self.text = "UMAP needs threads, which this host does not have"

    def want_umap(self) -> None:
        """From the next :meth:`run` on compute UMAP, whatever was asked for at first."""
        self._method = "umap"

    def stop(self) -> None:
        """Cancel UMAP; the coordinates in use stay."""
        self._stopping.set()

    def _umap(self) -> None:
        def report(fraction: float | None, text: str) -> None:
            self.progress, self.text = fraction, text
            self._updates.emit("projection")

        def at_work(fraction: float | None, text: str) -> None:
            report(fraction or 0.0, text)  # a number while it runs: nobody starts it twice

        at_work(None, "UMAP is starting")
        try:
            process = UmapProcess(self._pool.features, seed=self._seed)
            coordinates = process.run(at_work, self._stopping.is_set)
        except Cancelled:
            report(None, "")
        except AlError as error:
            report(None, str(error))
        except OSError as error:
            report(None, f"UMAP could not be started ({error}); the map shows PCA.")
        else:
            self.coordinates, self.name = coordinates, "UMAP"
            report(None, "")


def _scaled(given: npt.NDArray[np.float32], size: int) -> npt.NDArray[np.float32]:
    if given.shape != (size, 2):
        raise SessionError(
            f"'projection' must have the shape ({size}, 2), one place for each item; "
            f"it has {given.shape}."
        )
    finite = np.isfinite(given).all(axis=1)
    out = np.full_like(given, np.nan)
    if finite.any():
        low, high = given[finite].min(axis=0), given[finite].max(axis=0)
        span = float(max((high - low).max(), 1e-12))
        out[finite] = (given[finite] - (low + high) / 2) * (2 / span)
    return out
