"""The data of a simulation, and how they reach other processes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["World"]

_HASHED_ROWS = 8_192


@dataclass(frozen=True, eq=False)
class World:
    """Everything that an oracle knows.

    Attributes
    ----------
    inputs : (N, ...) array or CSR matrix
        What the learner is given, usable rows only.
    codes : (N,) int64
        The true classes.
    classes : tuple of str
    test : (inputs (M, ...), codes (M,)) or None
        A test set of the user's own; None where a share of the pool is held out.
    """

    inputs: Any
    codes: npt.NDArray[np.int64]
    classes: tuple[str, ...]
    test: tuple[Any, npt.NDArray[np.int64]] | None = None

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def digest(self) -> str:
        """SHA-256 over all values: another pool or other labels are another simulation."""
        found = hashlib.sha256(repr(self.classes).encode())
        for part in (self.inputs, self.codes, *(self.test or ())):
            _update(found, part)
        return found.hexdigest()

    def save(self, folder: Path) -> None:
        """Write the arrays into `folder`."""
        _save(folder / "inputs", self.inputs)
        _save(folder / "codes", self.codes)
        if self.test is not None:
            _save(folder / "test_inputs", self.test[0])
            _save(folder / "test_codes", self.test[1])

    @classmethod
    def load(cls, folder: Path, classes: tuple[str, ...]) -> World:
        """Read what `save` has written; dense arrays stay on disk."""
        test = None
        if (folder / "test_codes.npy").exists():
            test = _load(folder / "test_inputs"), np.asarray(_load(folder / "test_codes"))
        return cls(_load(folder / "inputs"), np.asarray(_load(folder / "codes")), classes, test)


def _update(found: Any, array: Any) -> None:
    if hasattr(array, "indptr"):
        for part in (array.data, array.indices, array.indptr):
            _update(found, part)
    found.update(f"{array.shape} {array.dtype}".encode())
    if not hasattr(array, "indptr"):
        for start in range(0, len(array), _HASHED_ROWS):
            found.update(np.ascontiguousarray(array[start : start + _HASHED_ROWS]).tobytes())


def _save(path: Path, array: Any) -> None:
    if hasattr(array, "indptr"):
        from scipy.sparse import save_npz

        save_npz(path.with_suffix(".npz"), array, compressed=False)
    else:
        np.save(path.with_suffix(".npy"), array)


def _load(path: Path) -> Any:
    if path.with_suffix(".npz").exists():
        from scipy.sparse import load_npz

        return load_npz(path.with_suffix(".npz")).tocsr()
    return np.load(path.with_suffix(".npy"), mmap_mode="r")
