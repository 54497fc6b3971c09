"""Columns in many versions, kept as changes against the version before."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["VersionLog"]

Column = npt.NDArray[Any]

KEY_EVERY = 5  # a version is read from the last whole one before it: at most four steps
_SAMPLE = 8192  # bytes that tell whether compression is worth its time
_WORTH = 0.5  # of the time that it takes


@dataclass(frozen=True)
class _Packed:
    """Bytes, compressed where that makes them smaller."""

    data: bytes
    compressed: bool

    @classmethod
    def of(cls, array: Column) -> _Packed:
        raw = array.tobytes()
        middle = max(0, (len(raw) - _SAMPLE) // 2)
        sample = raw[middle : middle + _SAMPLE]
        if len(zlib.compress(sample, 1)) > _WORTH * len(sample):
            return cls(raw, compressed=False)
        return cls(zlib.compress(raw, 1), compressed=True)

    def array(self, dtype: npt.DTypeLike) -> Column:
        raw = zlib.decompress(self.data) if self.compressed else self.data
        return np.frombuffer(raw, dtype=dtype)


@dataclass(frozen=True)
class _Part:
    """One column of a version: all of it, or the new values where `where` has a bit."""

    dtype: np.dtype[Any]
    values: _Packed
    where: _Packed | None

    @property
    def size(self) -> int:
        return len(self.values.data) + (0 if self.where is None else len(self.where.data))


@dataclass(frozen=True)
class _Frame:
    version: int
    at: int
    changed: int | None
    parts: tuple[_Part, ...]

    @property
    def whole(self) -> bool:
        return all(part.where is None for part in self.parts)

    @property
    def size(self) -> int:
        return sum(part.size for part in self.parts)


class VersionLog:
    """Versions of a few columns of the same length, in bounded memory.

    A version is kept as the changes against the one before, with a whole one now and then. When
    it is full, the version between the two nearest neighbours goes; the first and the newest
    stay.

    Parameters
    ----------
    most : int
        Versions that are kept.
    most_bytes : int
        Memory for them; two versions are kept in any case. The newest version, uncompressed, and
        the one that was read last come on top of it.
    """

    def __init__(self, most: int, most_bytes: int) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._frames: list[_Frame] = []
        self._newest: tuple[Column, ...] = ()
        self._read: tuple[int, tuple[Column, ...]] | None = None

    @property
    def versions(self) -> list[int]:
        """The versions that are kept, oldest first."""
        return [frame.version for frame in self._frames]

    def __contains__(self, version: int) -> bool:
        return any(frame.version == version for frame in self._frames)

    @property
    def size(self) -> int:
        """Bytes of all versions."""
        return sum(frame.size for frame in self._frames)

    def changed(self, version: int) -> int | None:
        """Return in how many rows the first column differs from the version kept before it.

        None for the first one, and for a version that is not kept.
        """
        frame = next((f for f in self._frames if f.version == version), None)
        return None if frame is None else frame.changed

    def add(self, version: int, at: int, columns: Sequence[Column]) -> list[int]:
        """Keep one more version.

        Parameters
        ----------
        version : int
            Higher than all before.
        at : int
            Where it stands (number of labels): versions near each other are thinned out first.
        columns : sequence of (N,) arrays
            Of narrow types; kept, not copied.

        Returns
        -------
        list of int
            Versions that are no longer kept.
        """
        if self._frames and version <= self._frames[-1].version:
            raise ValueError(f"version {version} is not newer than {self._frames[-1].version}")
        columns = tuple(np.ascontiguousarray(column) for column in columns)
        since = 0
        for frame in reversed(self._frames):
            if frame.whole:
                break
            since += 1
        whole = not self._frames or since >= KEY_EVERY - 1
        before = self._newest if self._frames else None
        self._frames.append(_encode(version, at, columns, before, whole=whole))
        self._newest = columns
        gone = []
        while len(self._frames) > 2 and (
            len(self._frames) > self._most or self.size > self._most_bytes
        ):
            gone.append(self._thin())
        return gone

    def read(self, version: int) -> tuple[Column, ...]:
        """Return the columns of a version, read-only.

        Raises
        ------
        KeyError
            It is not kept.
        """
        place = self.versions.index(version) if version in self.versions else None
        if place is None:
            raise KeyError(version)
        if place == len(self._frames) - 1:
            return self._newest
        return self._at(place)

    def _at(self, place: int) -> tuple[Column, ...]:
        begin, columns = place, None
        known = self._read
        while True:
            frame = self._frames[begin]
            if known is not None and known[0] == frame.version:
                columns = known[1]
                break
            if frame.whole:
                break
            begin -= 1
        for frame in self._frames[begin + (columns is not None) : place + 1]:
            columns = _decode(frame, columns)
        assert columns is not None
        self._read = (self._frames[place].version, columns)
        return columns

    def _thin(self) -> int:
        """Drop the version between the two nearest neighbours; return it."""
        at = [frame.at for frame in self._frames]
        gaps = [at[k + 1] - at[k - 1] for k in range(1, len(at) - 1)]
        place = 1 + int(np.argmin(gaps))
        gone, after = self._frames[place], self._frames[place + 1]
        before = self._at(place - 1)
        columns = self.read(after.version)
        self._frames[place : place + 2] = [
            _encode(after.version, after.at, columns, before, whole=gone.whole or after.whole)
        ]
        if self._read is not None and self._read[0] == gone.version:
            self._read = None
        return gone.version


def _encode(
    version: int,
    at: int,
    columns: tuple[Column, ...],
    before: tuple[Column, ...] | None,
    *,
    whole: bool,
) -> _Frame:
    """Make the frame of a version; all of it where a type has changed."""
    parts: list[_Part] = []
    changed = None
    kinds_differ = before is not None and any(
        old.dtype != new.dtype for old, new in zip(before, columns, strict=True)
    )
    for number, column in enumerate(columns):
        differs = None if before is None else column != before[number]
        if differs is not None and number == 0:
            changed = int(np.count_nonzero(differs))
        if differs is None or whole or kinds_differ:
            parts.append(_Part(column.dtype, _Packed.of(column), None))
        else:
            where = np.packbits(differs)
            parts.append(
                _Part(column.dtype, _Packed.of(np.compress(differs, column)), _Packed.of(where))
            )
    return _Frame(version, at, changed, tuple(parts))


def _decode(frame: _Frame, before: tuple[Column, ...] | None) -> tuple[Column, ...]:
    out = []
    for number, part in enumerate(frame.parts):
        values = part.values.array(part.dtype)
        if part.where is not None:
            assert before is not None
            column = before[number].copy()
            bits = np.unpackbits(part.where.array(np.uint8), count=len(column))
            column[np.flatnonzero(bits)] = values
            column.flags.writeable = False
            values = column
        out.append(values)
    return tuple(out)
