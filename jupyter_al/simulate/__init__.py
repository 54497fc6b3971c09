"""Try query strategies on a pool whose labels are known, before anybody labels a new one.

``al.simulate(pool, y, strategies=["badge"])`` lets each strategy label the pool from scratch,
several times, with the labels at hand as the annotator.
"""

from __future__ import annotations

import sys
import types
from typing import Any

from jupyter_al.simulate.result import Simulation
from jupyter_al.simulate.simulation import simulate

__all__ = ["Simulation", "simulate"]


class _Callable(types.ModuleType):
    """A package that has the name of its function, and is called like it."""

    def __call__(self, *arguments: Any, **settings: Any) -> Simulation:
        return simulate(*arguments, **settings)


sys.modules[__name__].__class__ = _Callable
