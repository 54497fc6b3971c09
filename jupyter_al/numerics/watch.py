"""Somebody who waits for long work hears of each of its steps, and may stop it there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextvars import ContextVar

__all__ = ["Watch", "steps"]


class Watch:
    """What is told of the loops in a thread inside ``with watch:``.

    Parameters
    ----------
    check : callable
        Called before each step; raises to stop the work.
    told : callable
        Called with the share of a loop that is done. Of loops inside each other only the
        outermost tells.
    """

    def __init__(self, check: Callable[[], None], told: Callable[[float], None]) -> None:
        self.check, self._told, self._depth = check, told, 0

    def __enter__(self) -> None:
        self._token = _WATCH.set(self)

    def __exit__(self, *_: object) -> None:
        _WATCH.reset(self._token)

    def steps(self, total: int) -> Iterator[int]:
        """Yield the steps of a loop."""
        outermost = not self._depth
        self._depth += 1
        try:
            for step in range(total):
                self.check()
                if outermost and step:
                    self._told(step / total)
                yield step
        finally:
            self._depth -= 1


_WATCH: ContextVar[Watch | None] = ContextVar("watch", default=None)


def steps(total: int) -> Iterator[int]:
    """Yield ``0 ... total - 1``; who watches this thread hears of each step."""
    watch = _WATCH.get()
    if watch is None:
        yield from range(total)
    elif total > 1:
        yield from watch.steps(total)
    elif total == 1:  # no loop: one inside it may tell
        watch.check()
        yield 0
