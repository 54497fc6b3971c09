"""Write ``docs/measured.md`` and ``docs/trust.md`` from the JSON files of the results."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from benchmarks import _record
from benchmarks._trust import page as trust_page

PAGE = Path(__file__).parents[1] / "docs" / "measured.md"
HEAD = """# Measured

Written by `python -m benchmarks.report` from `benchmarks/results/*.json`; do not edit. What
missed its aim is listed like what met it. Every JSON file holds the settings, the machine, its
load before and after, and more numbers than this page.
"""
VERDICTS = {None: "", True: "met", False: "**missed**"}


def main() -> int:
    results = [json.loads(path.read_text()) for path in sorted(_record.RESULTS.glob("*.json"))
               if not path.name.endswith(".quick.json")]  # fmt: skip
    results = [result for result in results if "claims" in result]
    PAGE.write_text("\n".join([HEAD, _summary(results), *map(_section, results)]))
    print(f"{PAGE.name}: {len(results)} results")
    for result in results:
        if result["name"] == "trust":
            trust_page.PAGE.write_text(trust_page.page(result))
    return 0


def _summary(results: list[dict[str, Any]]) -> str:
    claims = [claim for result in results for claim in result["claims"]]
    met = [claim["met"] for claim in claims if claim["met"] is not None]
    missed = [f"- {c['what']}: {_figure(c)}, {_aim(c)}" for c in claims if c["met"] is False]
    lines = [f"{sum(met)} of {len(met)} aims are met."]
    return "\n".join([*lines, *(["", "Missed:", "", *missed] if missed else []), ""])


def _section(result: dict[str, Any]) -> str:
    machine = result["machine"]
    load = " → ".join(str(result[key][0]) for key in ("load_before", "load_after") if result[key])
    stolen = result.get("stolen", 0.0)  # younger than some of the files
    lines = [
        f"## {result['title']}",
        "",
        f"`{result['command']}`, {result['date']}, {result['seconds']:.0f} s. {machine['cpu']}, "
        f"{machine['cores']} cores, Python {machine['python']}, load {load} (1 min)"
        + (f", {stolen:.0%} of the processors given to other machines." if stolen >= 0.01 else "."),
        "",
        "| claim | figure | aim | | how |",
        "| --- | ---: | ---: | --- | --- |",
    ]
    for claim in result["claims"]:
        cells = [claim["what"], _figure(claim), _aim(claim), VERDICTS[claim["met"]], claim["how"]]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    lines += [""] + [f"{note}\n" for note in result["notes"]]
    return "\n".join(lines)


def _figure(claim: dict[str, Any]) -> str:
    value = claim["value"]
    return "not measured" if value is None else f"{value} {claim['unit']}".strip()


def _aim(claim: dict[str, Any]) -> str:
    sign = "≥" if claim.get("least") else "≤"
    return "" if claim["limit"] is None else f"{sign} {claim['limit']:g} {claim['unit']}".strip()


if __name__ == "__main__":
    sys.exit(main())
