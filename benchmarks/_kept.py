"""What was measured before a run was stopped, a line of JSON each: the next run goes on there."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any

__all__ = ["Kept", "commit"]

Found = dict[str, Any]


class Kept:
    """Figures by key, in memory and in a file.

    Parameters
    ----------
    path : Path or None
        Nothing is kept without one.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.reused = 0
        self._new: set[Hashable] = set()
        self._found: dict[Hashable, Found] = {}
        if path is not None and path.exists():
            for line in path.read_text().splitlines():
                *key, found = json.loads(line)
                self._found[tuple(key)] = found

    def get(self, *key: Hashable) -> Found | None:
        """Return what was measured; ``reused`` counts what an earlier run did."""
        if key in self._found and key not in self._new:
            self._new.add(key)
            self.reused += 1
        return self._found.get(key)

    def put(self, *key: Hashable, found: Found) -> None:
        """Keep a figure."""
        self._found[key] = found
        self._new.add(key)
        if self.path is not None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a") as file:
                file.write(json.dumps([*key, found]) + "\n")

    def forget(self, which: Callable[..., bool] = lambda *key: True) -> None:
        """Drop the figures for whose key ``which(*key)`` is true."""
        self._found = {key: found for key, found in self._found.items() if not which(*key)}
        if self.path is not None and self.path.exists():
            lines = [json.dumps([*key, found]) + "\n" for key, found in self._found.items()]
            self.path.write_text("".join(lines))


def commit() -> str:
    """Return the short name of the commit that is measured, with + where files differ from it."""
    folder = Path(__file__).parent
    try:
        name = subprocess.run(
            ["git", "describe", "--always", "--dirty=+", "--abbrev=7"],
            cwd=folder, capture_output=True, text=True, check=True,
        ).stdout.strip()  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return name
