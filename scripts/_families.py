"""Which family each strategy is registered in."""

from __future__ import annotations

import ast
from pathlib import Path

import jupyter_al.strategies as package
from jupyter_al.strategies.catalogue import FAMILIES

__all__ = ["TITLES", "families"]

TITLES = {
    "start": "Where to start",
    "uncertainty": "Where the model is unsure",
    "committee": "Where several models disagree",
    "expected": "What an answer is expected to improve",
    "influence": "What would lower the loss",
    "gradient": "What would move the last layer",
    "coverage": "What covers the pool",
    "hybrid": "Several ideas at once, and large pools",
    "learned": "Models trained to choose",
    "search": "Members of a rare class",
}
ROOT = Path(package.__file__).parent


def families() -> dict[str, list[str]]:
    """Return the names of the strategies of this package by family, in the order of the menu."""
    found: dict[str, list[str]] = {"start": _registered(ROOT / "baselines.py")}
    for family in FAMILIES:
        found[family] = []
        for path in sorted((ROOT / family).glob("catalogue*.py")):
            found[family] += _registered(path)
    return {family: names for family, names in found.items() if names}


def _registered(path: Path) -> list[str]:
    return [
        str(ast.literal_eval(node.args[0]))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "register"
    ]
