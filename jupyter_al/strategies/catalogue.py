"""Every strategy of this package, in the order in which a menu shows them."""

from __future__ import annotations

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
    """Register them, and their words; a second call changes nothing."""
    import_module("jupyter_al.strategies.baselines")
    for family in FAMILIES:
        import_module(f"jupyter_al.strategies.{family}.catalogue")
