"""Strategies by name, and what is known about each."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jupyter_al.errors import StrategyError, nearest
from jupyter_al.strategies._parameters import changed, parameters_of
from jupyter_al.strategies.called import Called
from jupyter_al.strategies.composition import Composition
from jupyter_al.strategies.strategy import BaseStrategy, Strategy

__all__ = ["Description", "describe", "get", "names", "register"]


@dataclass(frozen=True)
class Description:
    """What is known about a strategy; ``str()`` of it is readable.

    Attributes
    ----------
    name, sentence, reference, use_when, fails_when : str
    needs : tuple of str
        Artefacts of the snapshot.
    parameters : mapping
        Hyper-parameters and their values.
    """

    name: str
    sentence: str
    reference: str = ""
    use_when: str = ""
    fails_when: str = ""
    needs: tuple[str, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        parameters = ", ".join(f"{name}={value!r}" for name, value in self.parameters.items())
        lines = [
            f"{self.name}: {self.sentence}",
            f"  needs       {', '.join(self.needs) or 'nothing but the features'}",
            f"  parameters  {parameters or 'none'}",
        ]
        for word, text in (
            ("use when", self.use_when),
            ("fails when", self.fails_when),
            ("reference", self.reference),
        ):
            if text:
                lines.append(f"  {word:<11} {text}")
        return "\n".join(lines)


_STRATEGIES: dict[str, tuple[Strategy, Description]] = {}


def register(
    name: str,
    strategy: Strategy,
    *,
    sentence: str = "",
    reference: str = "",
    use_when: str = "",
    fails_when: str = "",
    replace: bool = False,
) -> None:
    """Make a strategy known by `name`.

    Parameters
    ----------
    name : str
    strategy : Strategy
        An object with ``select(snapshot, n)``; the fields of a frozen dataclass become
        parameters of :func:`get`.
    sentence, reference, use_when, fails_when : str
        For :func:`describe`.
    replace : bool
        Take over a name that is in use.

    Raises
    ------
    StrategyError
        The name is in use, or the object has no ``select``.
    """
    if isinstance(strategy, type) or not callable(getattr(strategy, "select", None)):
        raise StrategyError(
            f"register({name!r}, ...) takes an object with select(snapshot, n), "
            f"not {strategy!r}; make an instance of a class first."
        )
    if not name or not isinstance(name, str):
        raise StrategyError("A strategy needs a name.")
    if name in _STRATEGIES and not replace:
        raise StrategyError(
            f"There is a strategy {name!r} already; pass replace=True to change it."
        )
    if isinstance(strategy, Composition) and not strategy.called:
        sentence = sentence or strategy.name
        strategy = dataclasses.replace(strategy, called=name)
    sentence = sentence or str(getattr(strategy, "name", ""))
    if isinstance(strategy, BaseStrategy) and strategy.name != name:
        strategy = Called(strategy, name)
    _STRATEGIES[name] = strategy, Description(name, sentence, reference, use_when, fails_when)


def names() -> tuple[str, ...]:
    """Return the names of all strategies, the ones of this package first."""
    return tuple(_STRATEGIES)


def get(name: str, **parameters: Any) -> Strategy:
    """Return the strategy `name`, with other hyper-parameters where some are given.

    Raises
    ------
    StrategyError
        Unknown name or parameter; the message names the nearest one.
    """
    strategy, _ = _entry(name)
    if parameters and isinstance(_itself(strategy), Composition):
        raise StrategyError(
            f"{name!r} has no parameters: it is a sentence of score, filters and spread. Compose "
            "another one: al.strategies.score('margin').keep(0.1).spread('d2')."
        )
    if isinstance(strategy, Called):
        return Called(changed(strategy.inner, name, parameters), name)
    return changed(strategy, name, parameters)


def describe(name: str) -> Description:
    """Return what is known about the strategy `name`.

    Raises
    ------
    StrategyError
        Unknown name.
    """
    strategy, known = _entry(name)
    strategy = _itself(strategy)
    settings: dict[str, Any] = {}
    if not isinstance(strategy, Composition) and dataclasses.is_dataclass(type(strategy)):
        settings = parameters_of(strategy)
    needs = tuple(sorted(getattr(strategy, "needs", ())))
    return dataclasses.replace(known, needs=needs, parameters=settings)


def _itself(strategy: Strategy) -> Strategy:
    return strategy.inner if isinstance(strategy, Called) else strategy


def _entry(name: str) -> tuple[Strategy, Description]:
    if not isinstance(name, str) or name not in _STRATEGIES:
        raise StrategyError(f"Unknown strategy {name!r}{nearest(name, _STRATEGIES)}")
    return _STRATEGIES[name]
