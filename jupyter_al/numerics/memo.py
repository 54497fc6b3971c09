"""Compute once, share: values by key under one lock."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

__all__ = ["Memo"]

T = TypeVar("T")


class Memo:
    """A thread-safe store of computed values.

    Reading a value that is there takes no lock. Two threads that ask for the same missing value
    compute it once.

    Parameters
    ----------
    keep : int, optional
        At most this many values; the oldest are forgotten first.
    """

    def __init__(self, keep: int | None = None) -> None:
        self._values: dict[Hashable, Any] = {}
        self._lock = threading.RLock()
        self._keep = keep

    def __getstate__(self) -> dict[str, Any]:
        return {"_keep": self._keep}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(state["_keep"])  # type: ignore[misc]  # locks cannot be pickled

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the value of `key`, made by `make` at the first call."""
        try:
            return cast(T, self._values[key])
        except KeyError:
            pass
        with self._lock:
            if key not in self._values:
                value = make()
                if self._keep is not None and len(self._values) >= self._keep:
                    self._values.pop(next(iter(self._values)), None)
                self._values[key] = value
                return value
            return cast(T, self._values[key])
