"""Every error of this package: a sentence that says what to do next."""

from __future__ import annotations

import difflib
import functools
import inspect
from collections.abc import Callable, Iterable
from typing import ParamSpec, TypeVar

__all__ = [
    "AlError",
    "Cancelled",
    "LearnerError",
    "NeedsArtefact",
    "NeedsModel",
    "NotApplicable",
    "PoolEmpty",
    "PoolError",
    "PoolWarning",
    "ProtocolError",
    "SessionError",
    "SimulationError",
    "SnapshotError",
    "StoreError",
    "StrategyError",
    "names_the_nearest",
    "nearest",
]


class AlError(Exception):
    """Base of all errors raised by jupyter_al."""


class PoolError(AlError, ValueError):
    """The pool cannot be made from what was given."""


class PoolWarning(UserWarning):
    """Some rows or items of the pool are left out; says how many and why."""


class StoreError(AlError, OSError):
    """The store cannot be opened, read or written.

    Attributes
    ----------
    code : str
        One of ``read_only, full, locked, other_pool, newer_schema, damaged,
        missing, unreachable``.
    """

    def __init__(self, sentence: str, *, code: str) -> None:
        super().__init__(sentence)
        self.code = code


class LearnerError(AlError, ValueError):
    """A learner cannot be made or fitted from what was given."""


class StrategyError(AlError, ValueError):
    """A query strategy is unknown, or its parameters are wrong."""


class NeedsArtefact(StrategyError):
    """A strategy needs something that this snapshot does not have."""


class NeedsModel(NeedsArtefact):
    """A strategy needs a fitted model and there is none yet."""


class NotApplicable(StrategyError):
    """A strategy says nothing about this problem (for example: one declared class)."""


class PoolEmpty(StrategyError):
    """There is no row at all in the pool."""


class SnapshotError(AlError, ValueError):
    """A snapshot cannot be made from arrays that contradict each other."""


class SessionError(AlError, ValueError):
    """A session was asked for something it cannot do."""


class SimulationError(AlError, ValueError):
    """A simulation cannot be run with these arguments."""


class ProtocolError(AlError, ValueError):
    """A message from the page does not follow the protocol."""


class Cancelled(AlError):
    """The user cancelled the work in progress."""


def nearest(word: str, choices: Iterable[str]) -> str:
    """Return ``"; did you mean 'x'?"`` for the nearest choice, or ``"."`` when none is near.

    Capitals do not count: papers write BADGE, the menu badge.
    """
    known: dict[str, str] = {}
    for choice in choices:
        known.setdefault(choice.casefold(), choice)
    near = difflib.get_close_matches(str(word).casefold(), known, n=1, cutoff=0.5)
    return f"; did you mean {known[near[0]]!r}?" if near else "."


P = ParamSpec("P")
R = TypeVar("R")


def names_the_nearest(function: Callable[P, R]) -> Callable[P, R]:
    """Let a function refuse an unknown keyword with the nearest one that it has.

    Python's own `TypeError`, with a few words more.
    """
    known = [name for name in inspect.signature(function).parameters if name != "self"]

    @functools.wraps(function)
    def called(*arguments: P.args, **keywords: P.kwargs) -> R:
        for word in keywords:
            if word not in known:
                raise TypeError(
                    f"{function.__qualname__.removesuffix('.__init__')}() got an unexpected "
                    f"keyword argument {word!r}{nearest(word, known)}"
                )
        return function(*arguments, **keywords)

    return called
