"""Hyper-parameters by name: an unknown one is refused, naming the nearest."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, TypeVar

from jupyter_al.errors import StrategyError, nearest

__all__ = ["changed", "make", "parameters_of"]

T = TypeVar("T")


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


def make(kind: type[T], name: str, parameters: Mapping[str, Any]) -> T:
    """Return ``kind(**parameters)``."""
    _check(kind, name, parameters)
    return kind(**parameters)


def changed(instance: T, name: str, parameters: Mapping[str, Any]) -> T:
    """Return `instance` with other `parameters`."""
    if not parameters:
        return instance
    _check(instance, name, parameters)
    return dataclasses.replace(instance, **parameters)  # type: ignore[type-var]  # checked above
