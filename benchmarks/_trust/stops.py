"""Whether the stop signals came too early, and what that cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

__all__ = ["EARLY", "bound", "table"]

EARLY = 0.01
"""Accuracy still to come, from which a signal came too early."""


def table(found: Sequence[tuple[Any, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return for the advice and each signal when it first came, and what came after it."""
    names = sorted({name for _, one in found for r in one["rounds"] for name in r["signals"]})
    return [_row(found, name) for name in ("all together", *names)]


def _row(found: Sequence[tuple[Any, dict[str, Any]]], name: str) -> dict[str, Any]:
    costs, shares, able = [], [], 0
    for _, one in found:
        rounds = one["rounds"]
        said = [r["stop"] if name == "all together" else r["signals"].get(name) for r in rounds]
        able += any(each is not None for each in said)
        if True not in said:
            continue
        at = rounds[said.index(True)]
        where = "new" if "new" in at["is"] else "rest"
        costs.append(rounds[-1]["is"][where] - at["is"][where])
        shares.append(at["labels"] / rounds[-1]["labels"])
    row: dict[str, Any] = {"signal": name, "sessions": able, "came": len(costs)}
    if costs:
        row |= {
            "too early": round(float(np.mean(np.array(costs) > EARLY)), 4),
            "mean cost": round(float(np.mean(costs)), 4),
            "p95 of the cost": round(float(np.quantile(costs, 0.95)), 4),
            "median share of the labels": round(float(np.median(shares)), 3),
        }
    return row


def bound(found: Sequence[tuple[Any, dict[str, Any]]]) -> dict[str, Any]:
    """Return how often accuracy on the whole pool moved by no more than was said."""
    held, room = [], []
    for _, one in found:
        for before, now in zip(one["rounds"], one["rounds"][1:], strict=False):
            if now["bound"] is not None:
                moved = abs(now["pool"] - before["pool"])
                held.append(moved <= now["bound"] + 1e-4)
                room.append(now["bound"] - moved)
    if not held:
        return {"rounds": 0}
    return {
        "rounds": len(held),
        "held": round(float(np.mean(held)), 4),
        "median of what was too much": round(float(np.median(room)), 4),
    }
