"""LURE's interval where everything is known: made-up errors, surrogates good and bad."""

from __future__ import annotations

from typing import Any

import numpy as np

from jupyter_al.evaluation import active_accuracy, draw_items, wilson

__all__ = ["CELLS", "simulate"]

ERRORS = (0.005, 0.02, 0.05, 0.15)
SIZES = ((400, 50), (400, 100), (2000, 50), (2000, 100))
SURROGATES = ("good", "useless", "misleading")
CELLS = [(e, *size, s) for e in ERRORS for size in SIZES for s in SURROGATES]


def simulate(error: float, population: int, n: int, surrogate: str, runs: int) -> dict[str, Any]:
    """Return coverage, bias and width for an error rate, a pool, `n` labels and a surrogate."""
    rng = np.random.default_rng([round(1000 * error), population, n, SURROGATES.index(surrogate)])
    held, widths, even, off = 0, [], [], []
    for _ in range(runs):
        chance = rng.beta(0.5, 0.5 / error - 0.5, population)
        wrong = rng.random(population) < chance
        noise = np.exp(rng.normal(0, 0.5, population))
        scores = {
            "good": chance * noise,
            "useless": noise,
            "misleading": (1 - wrong) * noise + 0.05,
        }[surrogate]
        drawn = draw_items(np.maximum(scores, 0.05 * scores.max()), n, rng)
        right = ~wrong
        found = active_accuracy(right[drawn.items], drawn.probabilities, population)
        truth = float(right.mean())
        held += found.low - 1e-9 <= truth <= found.high + 1e-9
        widths.append(found.high - found.low)
        off.append((found.estimate or 0.0) - truth)
        rows = rng.choice(population, n, replace=False)
        alike = wilson(int(right[rows].sum()), n, population=population)
        even.append(alike.high - alike.low)
    return {
        "error rate": error, "pool": population, "labels": n, "surrogate": surrogate,
        "runs": runs, "coverage": round(held / runs, 4), "bias": round(float(np.mean(off)), 4),
        "width": round(float(np.mean(widths)), 4),
        "width of an even audit": round(float(np.mean(even)), 4),
    }  # fmt: skip
