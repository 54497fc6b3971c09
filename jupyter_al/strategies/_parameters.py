"""Hyper-parameters by name: an unknown one is refused, naming the nearest; so is a wrong kind."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import numpy as np

from jupyter_al.errors import StrategyError, nearest

__all__ = ["changed", "make", "parameters_of"]

T = TypeVar("T")

_KINDS: dict[str, tuple[str, tuple[type, ...]]] = {
    "bool": ("True or False", (bool,)),
    "int": ("a whole number", (int,)),
    "float": ("a number", (int, float)),
    "str": ("a word", (str,)),
}


def parameters_of(kind: Any) -> dict[str, Any]:
    """Return the hyper-parameters of a dataclass or an instance of one, with their values."""
    found = {}
    for part in dataclasses.fields(kind):
        if not part.init:
            continue
        default = part.default
        if default is dataclasses.MISSING:
            factory = part.default_factory
            default = factory() if factory is not dataclasses.MISSING else None
        found[part.name] = default if isinstance(kind, type) else getattr(kind, part.name)
    return found


def _check(kind: Any, name: str, parameters: Mapping[str, Any]) -> None:
    known = parameters_of(kind) if dataclasses.is_dataclass(kind) else {}
    for word in parameters:
        if word not in known:
            have = ", ".join(known) or "no parameters"
            hint = nearest(word, known)
            raise StrategyError(
                f"{name!r} has no parameter {word!r}{hint} It has: {have}."
                if hint.endswith("?")
                else f"{name!r} has no parameter {word!r}; it has: {have}."
            )


def _misfit(part: dataclasses.Field[Any], value: Any) -> str | None:
    """Return what is wrong with the kind of a value, by the annotation of its field."""
    kind = part.type if isinstance(part.type, str) else getattr(part.type, "__name__", "")
    wanted, _, otherwise = kind.partition(" | ")
    if wanted not in _KINDS or otherwise not in ("", "None") or (otherwise and value is None):
        return None
    words, types = _KINDS[wanted]
    fits = isinstance(value, types) and (wanted == "bool" or not isinstance(value, bool))
    if fits and not (isinstance(value, float) and math.isnan(value)):
        return None
    return f"{part.name} must be {words}{' or None' if otherwise else ''}, not {value!r}."


def _made(build: Callable[[], T], kind: Any, name: str, parameters: Mapping[str, Any]) -> T:
    """Return ``build()``; a class says more of its own bounds, so that it speaks first."""
    _check(kind, name, parameters)
    parts = dataclasses.fields(kind) if dataclasses.is_dataclass(kind) else ()
    given = [part for part in parts if part.name in parameters]
    wrong = next((w for part in given if (w := _misfit(part, parameters[part.name]))), None)
    try:
        found = build()
    except StrategyError:
        raise
    except Exception as error:  # a comparison with text, an array of truth values
        said = wrong or f"the parameters {dict(parameters)!r} do not fit: {error}."
        raise StrategyError(f"{name!r}: {said}") from error
    if wrong:
        raise StrategyError(f"{name!r}: {wrong}")
    return found


def _plain(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return NumPy's scalars as Python's: 3 out of an array is 3, in a text of settings too."""
    return {k: v.item() if isinstance(v, np.generic) else v for k, v in parameters.items()}


def make(kind: type[T], name: str, parameters: Mapping[str, Any]) -> T:
    """Return ``kind(**parameters)``."""
    parameters = _plain(parameters)
    return _made(lambda: kind(**parameters), kind, name, parameters)


def changed(instance: T, name: str, parameters: Mapping[str, Any]) -> T:
    """Return `instance` with other `parameters`."""
    if not parameters:
        return instance
    fields: Any = instance  # a dataclass, which a type variable cannot say
    parameters = _plain(parameters)

    def replaced() -> T:
        found: T = dataclasses.replace(fields, **parameters)
        return found

    return _made(replaced, instance, name, parameters)
