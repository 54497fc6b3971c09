"""Maps that were computed before: in memory, and beside the store when there is one.

A map lies in the folder ``<store>.maps``, one ``.npz`` for each set of content and parameters,
the eight used last. It holds coordinates and numbers about them, nothing of the items.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import threading
import zipfile
from collections import OrderedDict
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al.projection.kinds import KINDS
from jupyter_al.projection.projection import Projection

__all__ = ["MapCache", "map_key"]

FORMAT = 1
MOST = 8
_ARRAYS = ("coordinates", "fitted_rows")

_memory: OrderedDict[str, Projection] = OrderedDict()
_lock = threading.Lock()


def map_key(
    content: str, name: str, seed: int, labels: npt.NDArray[Any] | None = None, **parameters: Any
) -> str:
    """Return the key of a map: other content, labels or parameters give another one."""
    said = [FORMAT, content, name, int(seed), sorted(parameters.items())]
    digest = hashlib.blake2b(json.dumps(said).encode(), digest_size=12)
    if KINDS[name].labelled and labels is not None:
        digest.update(np.ascontiguousarray(labels, dtype="<i8").tobytes())
    return digest.hexdigest()


class MapCache:
    """Maps by key.

    Parameters
    ----------
    folder : Path, optional
        Where they stay; None keeps them in memory alone. Made when something is kept; a folder
        that cannot be written is no error.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder

    def get(self, key: str, size: int) -> Projection | None:
        """Return a map of `size` items, or None; a damaged file counts as none."""
        with _lock:
            found = _memory.get(key)
            if found is not None:
                _memory.move_to_end(key)
                return found
        if self.folder is None:
            return None
        path = self.folder / f"{key}.npz"
        found = _read(path, size)
        if found is not None:
            self._remember(key, found)
            with contextlib.suppress(OSError):
                os.utime(path)
        return found

    def put(self, key: str, projection: Projection) -> None:
        """Keep a map."""
        self._remember(key, projection)
        if self.folder is None:
            return
        path = self.folder / f"{key}.npz"
        facts = {k: v for k, v in asdict(projection).items() if k not in _ARRAYS}
        temporary = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}.tmp")
        try:
            self.folder.mkdir(exist_ok=True)
            with temporary.open("wb") as file:
                np.savez(
                    file,
                    coordinates=projection.coordinates,
                    fitted_rows=np.asarray(projection.fitted_rows, dtype=np.int64),
                    facts=np.array(json.dumps(facts)),
                )
            temporary.replace(path)
            for old in sorted(self.folder.glob("*.npz"), key=_age)[:-MOST]:
                old.unlink(missing_ok=True)
        except OSError:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)

    @staticmethod
    def _remember(key: str, projection: Projection) -> None:
        with _lock:
            _memory[key] = projection
            _memory.move_to_end(key)
            while len(_memory) > MOST:
                _memory.popitem(last=False)


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _read(path: Path, size: int) -> Projection | None:
    try:
        with np.load(path, allow_pickle=False) as file:
            facts = json.loads(str(file["facts"]))
            coordinates, rows = file["coordinates"], file["fitted_rows"]
        found = Projection(coordinates=coordinates, fitted_rows=rows, **facts)
        sound = (
            coordinates.shape == (size, 2)
            and coordinates.dtype == np.float32
            and found.name in KINDS
            and rows.ndim == 1
            and (not len(rows) or 0 <= int(rows.min()) <= int(rows.max()) < size)
        )
    except (OSError, ValueError, TypeError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    return found if sound else None
