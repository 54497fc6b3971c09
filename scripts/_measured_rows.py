"""What the benchmarks have measured of one strategy, as tables in Markdown."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from scripts._markdown import table, wrapped

__all__ = ["Measured"]

RESULTS = Path(__file__).resolve().parents[1] / "benchmarks" / "results"
FEWEST_SEEDS = 5


class Measured:
    """The results of the benchmarks of speed and of accuracy; either may not be there.

    Parameters
    ----------
    speed, accuracy : dict
        What ``strategies.json`` and ``label_efficiency.json`` hold.
    """

    def __init__(self, speed: dict[str, Any], accuracy: dict[str, Any]) -> None:
        self._speed, self._accuracy = speed, accuracy

    @classmethod
    def kept(cls, folder: Path = RESULTS) -> Measured:
        """Return what lies in `folder`."""
        paths = (folder / "strategies.json", folder / "label_efficiency.json")
        return cls(*(json.loads(p.read_text()) if p.exists() else {} for p in paths))

    def speed(self, name: str) -> list[str]:
        """Return the lines of the section on time and memory; none where nothing was measured."""
        found = self._speed.get("details", {}).get(name, {})
        if not found:
            return []
        rows = []
        for case, one in found.items():
            size = dict(re.findall(r"(\w)=(\d+)", case))
            rows.append([f"{int(size['N']):,}", size["D"], size["C"], *_timed(one)])
        settings = self._speed["settings"]
        head = ["pool", "features", "classes", "first, s", "again, s", "memory, MB", ""]
        return [
            "## Time and memory",
            "",
            *wrapped(
                f"A batch of {settings['batch']} with {settings['labels']} labels, on one thread "
                f"({self._speed['machine']['cpu']}, {self._speed['date']}). *First* is the first "
                "choice on these features, *again* the next one, a batch of labels later."
            ),
            "",
            *table(head, rows, "rrrrrr"),
            "",
        ]

    def accuracy(self, name: str) -> list[str]:
        """Return the lines of the section on accuracy; a loss against random is said in words."""
        runs = self._runs(name)
        if not runs and self.has_accuracy:
            return ["## Accuracy", "", "Not compared with random samples yet.", ""]
        if not runs:
            return []
        rows = []
        for place, one in runs.items():
            data, budget = place.rsplit(" ", 1)
            labels = self._accuracy["details"][place]["settings"].get("budget", "")
            outcome = "" if name == "random" else f"{one['wins']}/{one['ties']}/{one['losses']}"
            rows.append([data, budget, str(labels), _percent(one["area"]), _percent(one["final"]),
                         *_gain(one, name), outcome])  # fmt: skip
        head = ["data", "budget", "labels", "area, %", "final, %", "gain, points",
                "interval", "won/tied/lost"]  # fmt: skip
        return [
            "## Accuracy",
            "",
            *_verdicts(runs, name, self._seeds),
            *wrapped(
                "The same learner, first labels and test sets for all strategies, "
                f"{self._seeds} seeds ({self._accuracy['date']}). *Area* is the mean accuracy "
                "along the curve, *gain* how many points of it are won over random samples, with "
                "a 95 % interval over the seeds."
            ),
            "",
            *table(head, rows, "llrrrrrr"),
            "",
        ]

    def mean_gain(self, name: str, budget: str) -> str:
        """Return the mean gain over the sets of a budget, in points; empty where unknown.

        Where it did not run on all sets, with the number of those that it ran on.
        """
        gains = [one["gain"] for place, one in self._runs(name).items()
                 if place.endswith(f" {budget}") and one["gain"] is not None]  # fmt: skip
        if not gains or name == "random":
            return ""
        mean = f"{100 * sum(gains) / len(gains):+.1f}"
        return mean if len(gains) == self.sets(budget) else f"{mean} ({len(gains)})"

    def sets(self, budget: str) -> int:
        """Return on how many sets strategies were compared with a budget."""
        return sum(p.endswith(f" {budget}") for p in self._accuracy.get("details", {}))

    def loses(self, name: str) -> list[str]:
        """Return the sets and budgets on which the strategy is worse than random."""
        if name == "random" or self._seeds < FEWEST_SEEDS:
            return []
        return _where(self._runs(name), "worse")

    @property
    def has_accuracy(self) -> bool:
        """Whether accuracies were measured."""
        return bool(self._accuracy.get("details"))

    @property
    def _seeds(self) -> int:
        return int(self._accuracy.get("settings", {}).get("seeds", 0))

    def _runs(self, name: str) -> dict[str, dict[str, Any]]:
        details = self._accuracy.get("details", {})
        return {place: found["strategies"][name] for place, found in details.items()
                if name in found["strategies"]}  # fmt: skip


def _timed(one: dict[str, Any]) -> list[str]:
    figures = [str(one.get(key, "")) for key in ("first", "again", "memory_mb")]
    said = [str(one["error"])] if "error" in one else [str(note) for note in one.get("notes", ())]
    return [*figures, " ".join(said)]


def _gain(one: dict[str, Any], name: str) -> list[str]:
    if name == "random" or one["gain"] is None:
        return ["", ""]
    low, high = (one[key] for key in ("gain_low", "gain_high"))
    interval = "" if low is None or high is None else f"{100 * low:+.1f} to {100 * high:+.1f}"
    return [f"{100 * one['gain']:+.1f}", interval]


def _percent(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.1f}"


def _verdict(one: dict[str, Any]) -> str:
    low, high = (one[key] for key in ("gain_low", "gain_high"))
    if high is not None and high < 0:
        return "worse"
    return "better" if low is not None and low > 0 else "open"


def _where(runs: dict[str, dict[str, Any]], verdict: str) -> list[str]:
    found: dict[str, list[str]] = {}
    for place, one in runs.items():
        if _verdict(one) == verdict:
            data, budget = place.rsplit(" ", 1)
            found.setdefault(data, []).append(budget)
    return [f"{data} ({' and '.join(budgets)} budget)" for data, budgets in found.items()]


def _verdicts(runs: dict[str, dict[str, Any]], name: str, seeds: int) -> list[str]:
    if name == "random":
        return ["This is what all others are compared with.", ""]
    if seeds < FEWEST_SEEDS:
        return [f"{seeds} seeds are too few to tell strategies apart.", ""]
    lines = []
    sentences = {
        "worse": "**It loses to random samples** on",
        "better": "It is better than random samples on",
        "open": "No difference from random samples could be shown on",
    }
    for verdict, sentence in sentences.items():
        where = _where(runs, verdict)
        if where:
            lines += [*wrapped(f"{sentence} {', '.join(where)}."), ""]
    return lines
