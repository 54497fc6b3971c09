"""Coordinates of the map: PCA at once, then the wanted projection from the warm process."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al.errors import AlError, Cancelled, SessionError
from jupyter_al.pool import Pool
from jupyter_al.projection import (
    GIVEN,
    KINDS,
    MapCache,
    Projection,
    computed,
    content_hash,
    given,
    kind,
    map_key,
    principal,
    why_not,
)
from jupyter_al.projection.kinds import FEWEST
from jupyter_al.session.updates import Updates
from jupyter_al.session.worker import Task

__all__ = ["Projector"]

_QUICK = 1 << 23  # values that are hashed in a moment: a kept map is then the first to be seen

Labels = npt.NDArray[np.int64]


class Projector:
    """Two-dimensional coordinates of a pool.

    Parameters
    ----------
    wanted : str or array of shape (N, 2)
        A name out of ``projection.KINDS`` (PCA is shown first), or the user's own coordinates.
    seed : int
        The same seed gives the same map.
    labels : callable
        Returns positions and class codes of the training labels.
    folder : Path, optional
        Where computed maps are kept.
    """

    def __init__(
        self,
        pool: Pool,
        wanted: Any,
        seed: int,
        updates: Updates,
        *,
        labels: Callable[[], tuple[Labels, Labels]] | None = None,
        folder: Path | None = None,
    ) -> None:
        self.current: Projection | None = None
        self.text = ""
        self.progress: float | None = None  # a number while something runs
        self._pool = pool
        self._usable = int(pool.usable.sum())
        self._updates = updates
        self._labels = labels
        self._cache = MapCache(folder)
        self._lock = threading.Lock()
        self._run: _Run | None = None
        self._given: Projection | None = None
        self._wanted, self._seed = "pca", seed
        self._set(wanted, seed)

    @property
    def coordinates(self) -> npt.NDArray[np.float32] | None:
        """(N, 2) places; None before there are any."""
        return None if self.current is None else self.current.coordinates

    @property
    def name(self) -> str:
        """What the map shows now, as a person reads it."""
        return "" if self.current is None else self.current.title

    @property
    def wanted(self) -> str:
        """The name of the projection that was asked for last."""
        return self._wanted

    def want(self, wanted: Any, seed: int | None = None) -> None:
        """Show another projection from the next :meth:`run` on; what is computed now stops.

        Raises
        ------
        SessionError
            Unknown, not possible here, or of the wrong shape.
        """
        self.stop()
        self._set(wanted, self._seed if seed is None else seed)

    def _set(self, wanted: Any, seed: int) -> None:
        if not isinstance(wanted, str):
            try:
                self._given = given(wanted, len(self._pool))
            except AlError as error:
                raise SessionError(str(error)) from error
            self._wanted = GIVEN
            self._show(self._given)
            return
        _known(wanted)
        self._wanted, self._seed, self._given = wanted, seed, None

    def refusal(self, name: str) -> str | None:
        """Return why this pool cannot have a projection now, or None.

        Raises
        ------
        SessionError
            Unknown.
        """
        _known(name)
        why = why_not(name, self._usable)
        if why is None and KINDS[name].labelled and not (self._training() >= 0).any():
            return f"{KINDS[name].title} needs labels: label some items first."
        return why

    def stop(self) -> None:
        """Cancel what is computed; the coordinates in use stay."""
        with self._lock:
            run, self._run = self._run, None
        if run is not None:
            run.stop.set()
            self._say(None, "")

    def wait(self) -> None:
        """Return when nothing is computed any more."""
        run = self._run
        if run is not None and run.thread is not None:
            run.thread.join()

    def run(self, task: Task) -> None:
        """Show a map at once, and start the wanted one beside it. A job of the worker."""
        name, seed = self._wanted, self._seed
        if name == GIVEN:
            self._measure(self._given)
            return
        labels = self._training() if KINDS[name].labelled else None
        quick = self._pool.features.size <= _QUICK
        if not KINDS[name].at_once and quick and self._take_kept(name, seed, labels):
            return
        if self.current is None or (name == "pca" and self.current.name != "pca"):
            task.progress(None, "projecting")
            self._show(principal(self._pool.features, seed))
        if self.current is not None and self.current.trustworthiness is None:
            self._measure(self.current)
        if KINDS[name].at_once:
            return
        if (why := self.refusal(name)) is not None:
            # a small pool has PCA by default, and nothing that had to be said
            self._say(None, "" if self._usable < FEWEST else why)
            return
        run = _Run(name, seed, labels)
        with self._lock:
            if self._run is not None:
                return
            self._run = run
        self._say(0.0, f"{KINDS[name].title} is starting")
        try:
            run.thread = threading.Thread(
                target=self._compute, args=(run,), name="jupyter-al-map", daemon=True
            )
            run.thread.start()
        except RuntimeError:
            self.stop()
            self._say(None, f"{KINDS[name].title} needs threads, which this host does not have")

    # -- beside the worker -----------------------------------------------------------------

    def _compute(self, run: _Run) -> None:
        try:
            if self._take_kept(run.name, run.seed, run.labels):
                self._done(run, "")
                return
            found = computed(
                self._pool.features,
                run.name,
                run.seed,
                labels=run.labels,
                progress=lambda fraction, text: self._report(run, fraction, text),
                cancelled=run.stop.is_set,
            )
        except Cancelled:
            self._done(run, "")
        except AlError as error:
            self._done(run, str(error))
        except (OSError, MemoryError, RuntimeError) as error:
            self._done(run, f"{KINDS[run.name].title} could not be computed ({error}).")
        else:
            self._cache.put(self._key(run.name, run.seed, run.labels), found)
            if self._run is run:
                self._show(found)
            self._done(run, "")

    def _report(self, run: _Run, fraction: float | None, text: str) -> None:
        if self._run is run:
            # a number while it runs: nobody starts it twice
            self._say(fraction or 0.0, text)

    def _done(self, run: _Run, text: str) -> None:
        with self._lock:
            if self._run is not run:
                return
            self._run = None
        self._say(None, text)

    def _say(self, fraction: float | None, text: str) -> None:
        self.progress, self.text = fraction, text
        self._updates.emit("projecting")

    def _show(self, projection: Projection) -> None:
        self.current = projection
        self._updates.emit("projection")

    def _measure(self, projection: Projection | None) -> None:
        """Say how well a map keeps neighbourhoods."""
        if projection is None or projection.trustworthiness is not None:
            return
        measured = projection.measured(self._pool.features)
        if self.current is projection:
            self.current = measured
            self._updates.emit("projecting")

    # -- what was computed before ----------------------------------------------------------

    def _take_kept(self, name: str, seed: int, labels: Labels | None) -> bool:
        kept = self._cache.get(self._key(name, seed, labels), len(self._pool))
        if kept is not None and self._wanted == name:
            self._show(kept)
        return kept is not None

    def _key(self, name: str, seed: int, labels: Labels | None) -> str:
        return map_key(self._content, name, seed, labels, sample=KINDS[name].sample)

    @cached_property
    def _content(self) -> str:
        return content_hash(self._pool.features)

    def _training(self) -> Labels:
        codes = np.full(len(self._pool), -1, dtype=np.int64)
        if self._labels is not None:
            items, answers = self._labels()
            codes[items] = answers
        return codes


def _known(name: str) -> None:
    try:
        kind(name)
    except AlError as error:
        raise SessionError(str(error)) from error


class _Run:
    """One projection on its way."""

    def __init__(self, name: str, seed: int, labels: Labels | None) -> None:
        self.name = name
        self.seed = seed
        self.labels = labels
        self.stop = threading.Event()
        self.thread: threading.Thread | None = None
