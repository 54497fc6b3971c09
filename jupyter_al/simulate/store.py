"""Finished runs on disk: a folder with one line of JSON for each."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jupyter_al.errors import SimulationError

__all__ = ["RunStore", "key_of"]


def key_of(settings: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the settings of one run."""
    text = json.dumps(settings, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


class RunStore:
    """Runs by the settings they were made with.

    Parameters
    ----------
    folder : path
        Made when missing; the runs are in its ``runs.jsonl``.

    Attributes
    ----------
    broken : int
        Lines that cannot be read (the last one, after a crash); their runs are made again.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        if isinstance(folder, bytes) or not isinstance(folder, (str, os.PathLike)):
            raise SimulationError(f"'store' is the path of a folder, not {folder!r}.")
        self.path = Path(folder) / "runs.jsonl"
        self.broken = 0
        self._runs: dict[str, dict[str, Any]] = {}
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            text = self.path.read_text("utf-8") if self.path.exists() else ""
        except OSError as error:
            raise SimulationError(
                f"'store' must be a folder that can be written; {os.fspath(folder)!r} is not: "
                f"{error.strerror}."
            ) from error
        self._ended = not text or text.endswith("\n")
        for line in text.splitlines():
            self._read(line)

    def _read(self, line: str) -> None:
        if not line.strip():
            return
        try:
            found = json.loads(line)
            self._runs[found["key"]] = found["outcome"]
        except (ValueError, KeyError, TypeError):
            self.broken += 1

    def __len__(self) -> int:
        return len(self._runs)

    def get(self, settings: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the run made with these settings, if there is one."""
        return self._runs.get(key_of(settings))

    def add(self, settings: Mapping[str, Any], outcome: dict[str, Any]) -> None:
        """Keep a run; it is on disk when this returns."""
        key = key_of(settings)
        self._runs[key] = outcome
        line = json.dumps({"key": key, "settings": settings, "outcome": outcome})
        with self.path.open("a", encoding="utf-8") as file:
            file.write(("" if self._ended else "\n") + line + "\n")
            file.flush()
            os.fsync(file.fileno())
        self._ended = True
