"""Write ``docs/trust.md`` from ``benchmarks/results/trust.json``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks._trust.more_page import more
from benchmarks._trust.words import HEAD, MEANING, POPULATION, SAVED, STOPS, TRUE, why

__all__ = ["PAGE", "page"]

PAGE = Path(__file__).parents[2] / "docs" / "trust.md"

Row = dict[str, Any]


def page(result: dict[str, Any]) -> str:
    """Return the page."""
    found, own = result["details"], result["settings"]
    rows = found["intervals"]
    parts = [
        HEAD.format(
            sessions=own["sessions"],
            sets=", ".join(own["sets"]),
            n_sets=len(own["sets"]),
            strategies=", ".join(own["strategies"]),
            pool=own["pool"],
            columns=own["columns"],
            answers=own["answers"],
            measured=own["measured"],
            long=own.get("long sessions", 0),
            long_pool=own.get("pool of a long session", 0),
            given=own.get("sessions with models handed in", 0),
            date=result["date"],
            commits=", ".join(own["commits"]),
        ),
        _short(rows, found["groups"]),
        "## Every interval\n",
        POPULATION,
        _intervals([r for r in rows if r["population"] != "true"]),
        "What each is about:\n",
        *[f"- **{name}**: {MEANING[name]}" for name in dict.fromkeys(r["interval"] for r in rows)],
        "",
        "## Against the true classes\n",
        TRUE,
        _intervals([r for r in rows if r["population"] == "true"]),
        "## Where: by look, by data, by strategy\n",
        _groups(found),
        "## Labels drawn to measure (LURE)\n",
        _lure(found),
        "## Labels saved\n",
        _saved(found["labels saved"]),
        *more(found),
        "## Stop signals\n",
        _stops(found),
        *[f"{note}\n" for note in result["notes"]],
    ]
    return "\n".join(parts).rstrip() + "\n"


def _short(rows: list[Row], groups: list[Row]) -> str:
    asked = [r for r in rows if r["population"] != "true"]
    good = [r for r in asked if r["verdict"].startswith("as wanted")]
    lines = [f"{len(good)} of {len(asked)} rows of the table below are as wanted. The others:\n"]
    lines += [_other(row, row["interval"]) for row in asked if row not in good]
    apart = [r for r in groups if not r["verdict"].startswith("as wanted")]
    if apart:
        lines.append("\nWithin rows that are as wanted on the whole, these parts are not:\n")
        lines += [_other(row, f"{row['interval']}, {row['group']}") for row in apart]
    return "\n".join([*lines, ""])


def _other(row: Row, name: str) -> str:
    reason = why(row["interval"], row["population"], row["verdict"])
    return f"- {name} ({row['population']}): {_percent(row)}, {row['verdict']}. {reason}".rstrip()


def _percent(row: Row) -> str:
    return (
        f"{100 * row['coverage']:.1f} % "
        f"({100 * row['coverage_low']:.1f} to {100 * row['coverage_high']:.1f})"
    )


def _intervals(rows: list[Row]) -> str:
    lines = [
        "| interval | against | states | holds the truth | verdict | truth below, above | bias "
        "| median width | n |",
        "| --- | --- | ---: | ---: | --- | ---: | ---: | ---: | --- |",
    ]
    for row in rows:
        sides = bias = ""
        if "bias" in row:
            sides = f"{100 * row['too high']:.1f}, {100 * row['too low']:.1f} %"
            bias = f"{row['bias']:+.3f} ± {2 * row['bias_error']:.3f}"
        width = row.get("width")
        cells = [
            row["interval"],
            row["population"],
            f"{100 * row['nominal']:.0f} %",
            _percent(row),
            row["verdict"] if row["verdict"].startswith("as wanted") else f"**{row['verdict']}**",
            sides,
            bias,
            "" if width is None else f"{width:.3f}",
            f"{row['intervals']} of {row['sessions']} sessions",
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join([*lines, ""])


def _groups(found: dict[str, Any]) -> str:
    lines = [
        "| interval | where | against | holds the truth | verdict | bias | n |",
        "| --- | --- | --- | ---: | --- | ---: | ---: |",
    ]
    for row in found["groups"]:
        bias = f"{row['bias']:+.3f} ± {2 * row['bias_error']:.3f}"
        cells = [row["interval"], row["group"], row["population"], _percent(row)]
        cells += [row["verdict"], bias]
        lines.append("| " + " | ".join([*cells, str(row["intervals"])]) + " |")
    gap = found["pool as it is"]
    said = (
        "\nA model is better on the whole pool than on what does not train it, for it has seen a "
        f"part: by {gap['p50']:.3f} (median), {gap['p95']:.3f} at most in 95 of 100 sessions. The "
        "audit is about what the model has not seen.\n"
    )
    return "\n".join([*lines, said])


def _lure(found: dict[str, Any]) -> str:
    pairs = found["LURE against an even audit"]
    lines = []
    if pairs:
        ratio = pairs["width, of that of an even audit"]
        lines.append(
            f"In {pairs['sessions']} sessions the interval was {ratio['p50']:.2f} times as wide "
            f"(median) as that of an even audit with as many labels, narrower in "
            f"{100 * pairs['narrower in']:.0f} % of them; root mean square error "
            f"{pairs['rms error']:.4f} against {pairs['rms error of an even audit']:.4f}.\n"
        )
    lines += [
        "Where every error is known because it is made up, each row over both pools (400 and 2000 "
        "items) and both numbers of labels (50 and 100):\n",
        "| error rate | surrogate | holds the truth (lowest, mean) | bias | width, even audit |",
        "| ---: | --- | ---: | ---: | ---: |",
    ]
    cells: dict[tuple[float, str], list[Row]] = {}
    for row in found["synthetic"]:
        cells.setdefault((row["error rate"], row["surrogate"]), []).append(row)
    for (error, surrogate), rows in cells.items():
        held = [100 * row["coverage"] for row in rows]
        mean = [sum(row[k] for row in rows) / len(rows) for k in ("bias", "width")]
        even = sum(row["width of an even audit"] for row in rows) / len(rows)
        lines.append(
            f"| {100 * error:g} % | {surrogate} | {min(held):.1f}, {sum(held) / len(held):.1f} % "
            f"| {mean[0]:+.4f} | {mean[1]:.3f}, {even:.3f} |"
        )
    runs = found["synthetic"][0]["runs"]
    lines.append(
        f"\n{runs} runs a cell: one cell is known to ± {98 / runs**0.5 * 0.44:.1f} points.\n"
    )
    return "\n".join(lines)


def _saved(found: dict[str, Any]) -> str:
    lines = [
        SAVED,
        "| audit | looks | said | why not | truly saved (median) |",
        "| --- | ---: | ---: | --- | ---: |",
    ]  # fmt: skip
    for name, mine in sorted(found.items()):
        why = "; ".join(f"{k} ({n})" for k, n in sorted(mine["why"].items()) if k != "said")
        truth = mine["truth"].get("p50")
        cell = "" if truth is None else f"{100 * truth:.0f} %"
        said = mine["why"].get("said", 0)
        lines.append(f"| {name} | {mine['sessions']} | {said} | {why} | {cell} |")
    return "\n".join([*lines, ""])


def _stops(found: dict[str, Any]) -> str:
    lines = [
        STOPS,
        "| signal | sessions | came | at, of the labels | too early | mean cost | worst of 20 |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in found["stopping"]:
        cells = [row["signal"], str(row["sessions"]), str(row["came"])]
        if row["came"]:
            cells += [
                f"{100 * row['median share of the labels']:.0f} %",
                f"{100 * row['too early']:.0f} %",
                f"{row['mean cost']:+.3f}",
                f"{row['p95 of the cost']:+.3f}",
            ]
        lines.append("| " + " | ".join([*cells, *[""] * (7 - len(cells))]) + " |")
    bound = found["bound"]
    if bound["rounds"]:
        lines.append(
            f'\n"The last round can have moved accuracy by at most x" held in '
            f"{100 * bound['held']:.1f} % of {bound['rounds']} rounds; the true move was "
            f"{bound['median of what was too much']:.3f} smaller (median).\n"
        )
    return "\n".join(lines)
