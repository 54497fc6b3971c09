"""The map of a session from Python: which projection, how good it is, and new points on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from jupyter_al.errors import SessionError
from jupyter_al.projection import Projection, place

if TYPE_CHECKING:
    from jupyter_al.session.loop import Loop

__all__ = ["Projecting"]


class Projecting:
    """What a session can do with its map."""

    loop: Loop

    @property
    def projection(self) -> Projection | None:
        """The map as it is now: name, coordinates, seed, trustworthiness, seconds.

        None before there is one: it is made when a view is shown, or by :meth:`project`.
        """
        return self.loop.projector.current

    def project(
        self,
        projection: str | npt.ArrayLike = "umap",
        *,
        seed: int | None = None,
        wait: bool = False,
    ) -> Projection | None:
        """Show another projection; what is shown now stays until the new one is ready.

        Parameters
        ----------
        projection : str or (N, 2) array
            ``pca``, ``umap``, ``umap-labels`` (takes the labels of this moment into account),
            ``tsne``, ``pacmap`` (if installed), or coordinates of your own.
        seed : int, optional
            Default the session's. The same seed gives the same map on the same machine.
        wait : bool
            Return only when it is ready.

        Returns
        -------
        Projection or None
            The map as it is when this returns.

        Raises
        ------
        SessionError
            Unknown, not possible here, or of the wrong shape; with `wait`, also when it failed.
        """
        loop = self.loop
        projector = loop.projector
        if isinstance(projection, str) and (why := projector.refusal(projection)) is not None:
            raise SessionError(why)
        projector.want(projection, seed)
        loop.worker.request("project")
        if wait or not loop.worker.started:
            loop.worker.finish("project")
        if wait:
            projector.wait()
            if projector.text:
                raise SessionError(projector.text)
        return projector.current

    def place(self, features: Any) -> npt.NDArray[np.float32]:
        """Return where new rows of features lie on the map, which stays as it is.

        Parameters
        ----------
        features : (n, D) array_like or sparse matrix, or one row (D,)
            Made in the same way as the pool's.

        Returns
        -------
        (n, 2) ndarray of float32
            In the units of ``session.projection.coordinates``: on a PCA by its own axes, on other
            maps among the nearest neighbours. NaN for rows that are not finite.

        Raises
        ------
        SessionError
            There is no map yet, or the rows have another width.
        """
        current = self.loop.projector.current
        if current is None:
            raise SessionError("There is no map yet: session.project('pca') makes one at once.")
        own = self.loop.recorder.pool.features
        rows = features.tocsr() if hasattr(features, "tocsr") else np.asarray(features)
        if not hasattr(rows, "indptr"):
            if rows.dtype.kind not in "fiub":
                raise SessionError("'features' must be rows of numbers.")
            rows = rows.reshape(1, -1) if rows.ndim == 1 else rows.reshape(len(rows), -1)
        if rows.shape[1] != own.shape[1]:
            raise SessionError(
                f"A row of the pool has {own.shape[1]} features, one of 'features' "
                f"{rows.shape[1]}; make both in the same way."
            )
        return place(rows, own, current)
