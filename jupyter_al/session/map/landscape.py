"""The field, the contours and the regions of the map, kept up with the model for who looks."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al import landscape
from jupyter_al.landscape import Contours, Field, Grid, Region, Regions, Surround
from jupyter_al.numerics.belief_bytes import LEVELS, STEP, UNKNOWN
from jupyter_al.pool import Pool
from jupyter_al.session.answers.recorder import Recorder
from jupyter_al.session.learning.trainer import Trainer
from jupyter_al.session.map.projector import Projector
from jupyter_al.session.updates import Updates
from jupyter_al.session.worker import Task, Worker

__all__ = ["LAYERS", "Landscape"]

LAYERS = ("contours", "field", "regions")
READ = 200  # texts of a region that its words are taken from


@dataclass(eq=False)
class Ground:
    """What depends on the places alone: made once for a map, piece by piece."""

    places: npt.NDArray[Any]
    pool: Pool
    seed: int

    @cached_property
    def grid(self) -> Grid | None:
        return landscape.make_grid(self.places)

    @cached_property
    def around(self) -> Surround | None:
        if self.grid is None:
            return None
        return landscape.surround(self.places, self.grid, self.seed)

    @cached_property
    def contours(self) -> Contours | None:
        return None if self.grid is None else landscape.contours(self.grid)

    @cached_property
    def regions(self) -> Regions | None:
        return None if self.grid is None else landscape.find_regions(self.grid)

    @cached_property
    def words(self) -> list[tuple[str, ...]] | None:
        """Typical words of the regions; None where items are no texts."""
        if self.regions is None or not self.pool.has_texts:
            return None
        mixed = np.random.default_rng(self.seed).permutation(len(self.places))
        of = self.regions.region_of[mixed]
        rows = [mixed[of == k][:READ] for k in range(len(self.regions))]
        texts = [[self.pool.text(int(row)) for row in part] for part in rows]
        return landscape.typical_words(texts)


class Landscape:
    """What lies between and under the points, as it stands now.

    Attributes
    ----------
    field : Field or None
        None without a model or a map.
    contours : Contours or None
    regions : tuple of Region
    """

    def __init__(
        self,
        recorder: Recorder,
        trainer: Trainer,
        projector: Projector,
        updates: Updates,
        worker: Worker,
    ) -> None:
        self.field: Field | None = None
        self.contours: Contours | None = None
        self.regions: tuple[Region, ...] = ()
        self._recorder = recorder
        self._trainer = trainer
        self._projector = projector
        self._updates = updates
        self._worker = worker
        self._wanted: set[str] = set()
        worker.add("landscape", self.run)
        self._ground: Ground | None = None
        self._divided: Regions | None = None  # the regions named last
        self._making = threading.Lock()  # held while a map is divided; never by a handler

    def want(self, names: Iterable[str]) -> None:
        """Make these layers anew from the model and the map of this moment."""
        self._wanted.update(names)
        self._worker.request("landscape")

    def run(self, task: Task) -> None:
        """Make what is wanted. A job of the worker."""
        wanted, self._wanted = self._wanted, set()
        if not wanted:
            return
        task.progress(None, "drawing the map")
        ground = self.ground
        if "field" in wanted:
            self.field = self._field(ground)
            self._updates.emit("field")
        if "contours" in wanted:
            self.contours = None if ground is None else ground.contours
            self._updates.emit("contours")
        if "regions" in wanted:
            self.regions = tuple(self.named())
            self._updates.emit("regions")

    @property
    def ground(self) -> Ground | None:
        """What depends on the places alone; None without a map."""
        places = self._projector.coordinates
        with self._making:
            if places is None:
                self._ground = None
            elif self._ground is None or self._ground.places is not places:
                self._ground = Ground(places, self._recorder.pool, self._trainer.seed)
            return self._ground

    def _field(self, ground: Ground | None) -> Field | None:
        snapshot = self._trainer.snapshot
        if ground is None or ground.around is None or snapshot.version == 0:
            return None
        return landscape.field(ground.around, snapshot.probabilities, snapshot.uncertainty)

    def formerly(self, codes: npt.NDArray[Any], uncertainty: npt.NDArray[np.uint8]) -> Field | None:
        """Return the field of a belief that was kept (see :mod:`jupyter_al.session.past`).

        Nothing waits here: None where no field was made for the map of now.

        Parameters
        ----------
        codes : (N,) uint8 or uint16
            The largest value means none.
        uncertainty : (N,) uint8
            0 to 252, 255 unknown.
        """
        ground = self._ground
        if ground is None or ground.places is not self._projector.coordinates:
            return None
        around = ground.__dict__.get("around")  # made, or not
        if around is None:
            return None
        said = codes.astype(np.int32)
        said[codes == np.iinfo(codes.dtype).max] = -1
        doubt = uncertainty.astype(np.float32) / (STEP * LEVELS)
        doubt[uncertainty == UNKNOWN] = np.nan
        return landscape.field_of_codes(around, said, doubt)

    def named(self) -> list[Region]:
        """Return the regions with what labels and model say of them now."""
        ground = self.ground
        regions = None if ground is None else ground.regions
        self._divided = regions
        if ground is None or regions is None:
            return []
        snapshot = self._trainer.snapshot
        believed = snapshot.version > 0
        return landscape.name_regions(
            regions,
            list(self._recorder.classes.names),
            self._recorder.labels.codes,
            snapshot.predicted if believed else None,
            snapshot.uncertainty if believed else None,
            ground.words,
        )

    def members(self, region: int) -> npt.NDArray[np.int64]:
        """Return the positions in one of the regions named last; none when there is no such."""
        divided = self._divided
        if divided is None or not 0 <= region < len(divided):
            return np.empty(0, dtype=np.int64)
        return np.flatnonzero(divided.region_of == region).astype(np.int64)
