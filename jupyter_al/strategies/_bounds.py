"""The bounds of hyper-parameters, refused in one kind of sentence."""

from __future__ import annotations

import math

import numpy as np

from jupyter_al.errors import StrategyError

__all__ = ["above_zero", "whole_numbers"]


def whole_numbers(owner: object, *fields: str, least: int = 1) -> None:
    """Raise `StrategyError` where a field is not a whole number from `least` up."""
    for field in fields:
        value = getattr(owner, field)
        whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
        if not whole or value < least:
            raise StrategyError(f"{field} must be a whole number from {least}, not {value!r}.")


def above_zero(owner: object, *fields: str) -> None:
    """Raise `StrategyError` where a field is not a positive, finite number."""
    for field in fields:
        value = getattr(owner, field)
        number = isinstance(value, (int, float, np.number)) and not isinstance(value, bool)
        if not number or not 0 < value < math.inf:
            raise StrategyError(f"{field} must be a number above zero, not {value!r}.")
