"""Every strategy of this package, in the order in which a menu shows them."""

from __future__ import annotations

import pkgutil
from importlib import import_module

__all__ = ["FAMILIES", "load"]

FAMILIES = (
    "uncertainty",
    "committee",
    "expected",
    "influence",
    "gradient",
    "coverage",
    "hybrid",
    "learned",
    "search",
)


def load() -> None:
    """Register them, and their words; a second call changes nothing.

    A large family has several catalogues: ``catalogue`` first, then ``catalogue_...``.
    """
    import_module("jupyter_al.strategies.baselines")
    for family in FAMILIES:
        package = import_module(f"jupyter_al.strategies.{family}")
        for module in sorted(m.name for m in pkgutil.iter_modules(package.__path__)):
            if module.startswith("catalogue"):
                import_module(f"{package.__name__}.{module}")
