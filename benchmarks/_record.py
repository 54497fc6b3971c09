"""What a benchmark hands back, how it is kept as JSON, and the table that is printed."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import _machine

__all__ = ["RESULTS", "Claim", "Outcome", "keep", "main", "spread"]

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Claim:
    """One number and what it should be: at most `limit`, or just stated when that is None.

    With `least` it should be at least that.
    """

    what: str
    value: float | str | None
    unit: str = "ms"
    limit: float | None = None
    how: str = ""  # the statistic, and of how many
    least: bool = False

    @property
    def met(self) -> bool | None:
        """Whether the limit is kept; None without one. What is missing is a miss."""
        if self.limit is None:
            return None
        if not isinstance(self.value, (int, float)):
            return False
        return self.value >= self.limit if self.least else self.value <= self.limit


@dataclass
class Outcome:
    """Claims for the reader, details for whoever wants to know more, sentences where needed."""

    title: str
    settings: dict[str, Any]
    claims: list[Claim] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    top: dict[str, Any] = field(default_factory=dict)  # kept at the top of the JSON


def spread(values: Iterable[float | None], digits: int = 1) -> dict[str, Any]:
    """Return n, median, p95 and maximum; None among the values counts as ``missing``."""
    every = list(values)
    known = sorted(v for v in every if v is not None)
    out: dict[str, Any] = {"n": len(known), "missing": len(every) - len(known)}
    if known:
        out |= {name: round(_at(known, q), digits) for name, q in (("p50", 0.5), ("p95", 0.95))}
        out["max"] = round(known[-1], digits)
    return out


def _at(ordered: list[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def keep(
    name: str, run: Callable[[bool], Outcome], quick: bool, out: Path | None = None
) -> dict[str, Any]:
    """Run one benchmark, write its JSON, print its table; return what was written."""
    before, started, clock = _machine.load(), time.time(), _machine.processor_time()
    outcome = run(quick)
    result = {
        "name": name,
        "title": outcome.title,
        "date": time.strftime("%Y-%m-%d", time.gmtime(started)),
        "command": f"python -m benchmarks {name}" + (" --quick" if quick else ""),
        "seconds": round(time.time() - started, 1),
        "machine": _machine.describe(),
        "load_before": before,
        "load_after": _machine.load(),
        "stolen": _machine.stolen(clock),
        "settings": outcome.settings,
        "claims": [asdict(claim) | {"met": claim.met} for claim in outcome.claims],
        **outcome.top,
        "details": outcome.details,
        "notes": outcome.notes,
    }
    path = out or RESULTS / (f"{name}.quick.json" if quick else f"{name}.json")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(result, indent=1) + "\n")
    print(table(result), flush=True)
    return result


def table(result: dict[str, Any]) -> str:
    """Return the claims of one result as lines of text."""
    lines = [f"\n{result['title']} ({result['seconds']} s, load {result['load_before'][:1]})"]
    for claim in result["claims"]:
        verdict = {None: "     ", True: "met  ", False: "MISS "}[claim["met"]]
        sign = ">=" if claim.get("least") else "<="
        limit = "" if claim["limit"] is None else f" {sign} {claim['limit']:g}"
        figure = f"{claim['value']} {claim['unit']}{limit}"
        lines.append(f"  {verdict} {claim['what']:<64} {figure:<24} {claim['how']}")
    return "\n".join([*lines, *(f"  note: {note}" for note in result["notes"])])


def main(name: str, run: Callable[[bool], Outcome]) -> int:
    """Run one benchmark as a program of its own."""
    keep(name, run, "--quick" in sys.argv[1:])
    return 0
