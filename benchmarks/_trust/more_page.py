"""The sections of ``docs/trust.md`` on targets, models handed in, and drift."""

from __future__ import annotations

from typing import Any

from benchmarks._trust.words import ALARMS, LEADERS, TARGETS

__all__ = ["more"]


def more(found: dict[str, Any]) -> list[str]:
    """Return the sections for which there were sessions."""
    out = []
    targets = found.get("targets", {})
    if targets.get("said"):
        out += ["## Labels to a target\n", _targets(targets)]
    if found.get("leaders"):
        out += ["## Which of several models\n", _leaders(found["leaders"])]
    if found.get("alarms"):
        out += ["## Drift\n", _alarms(found["alarms"])]
    return out


def _targets(found: dict[str, Any]) -> str:
    ratio = found["said, of what it took"]
    text = TARGETS.format(
        asked=found["asked"],
        said=found["said"],
        open=found["not reached in the session, nor ruled out"],
        **(ratio or dict.fromkeys(("p5", "p50", "p95"), float("nan"))),
    )
    why = "; ".join(f"{words} ({n})" for words, n in sorted(found["why"].items()))
    return f"{text}\nWhy there was no number: {why}.\n" if why else text


def _leaders(rows: list[dict[str, Any]]) -> str:
    lines = [
        LEADERS,
        "| after | labels | said | the leader is the best | accuracy lost | clear | clear and the "
        "best |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in rows:
        right = row["clear and the best"]
        cells = [
            "the audit" if row["look"] == "audit" else "60 labels asked for",
            str(row["labels"]),
            f"{100 * row['said']:.0f} %",
            f"{100 * row['is the best']:.0f} % of {row['sessions']}",
            f"{row['accuracy lost']:.4f}",
            str(row["clear"]),
            "" if right is None else f"{100 * right:.0f} %",
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join([*lines, ""])


def _alarms(rows: list[dict[str, Any]]) -> str:
    lines = [
        ALARMS,
        "| added | sessions | alarm | true shift of the confidence (mean) |",
        "| --- | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {row['added']} | {row['sessions']} | {100 * row['alarm']:.1f} % "
        f"| {row['true shift']:.3f} |"
        for row in rows
    ]
    return "\n".join([*lines, ""])
