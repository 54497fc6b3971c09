"""Strategies that a child process can import and that do not behave."""

from __future__ import annotations

import os
from dataclasses import dataclass

from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies import Query, get


@dataclass(frozen=True)
class Raises:
    name: str = "raises"

    def select(self, snapshot: Snapshot, n: int) -> Query:
        raise ValueError("no idea what to ask")


@dataclass(frozen=True)
class Dies:
    """Ends its whole process, as a want of memory does."""

    name: str = "dies"

    def select(self, snapshot: Snapshot, n: int) -> Query:
        os._exit(9)


@dataclass(frozen=True)
class OneByOne:
    """Returns a single row however many are asked for."""

    name: str = "one by one"

    def select(self, snapshot: Snapshot, n: int) -> Query:
        return get("margin").select(snapshot, min(n, 1))


class Addressed:
    """Has a repr with its place in memory."""

    name = "addressed"

    def select(self, snapshot: Snapshot, n: int) -> Query:
        return get("random").select(snapshot, n)
