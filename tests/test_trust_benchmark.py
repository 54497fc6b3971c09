"""The benchmark of the numbers: what it counts, and that its page is the one of its result."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest

from benchmarks._record import RESULTS
from benchmarks._trust import handed_in, long, lure, stops, tables
from benchmarks._trust import page as trust_page
from benchmarks._trust.more_page import more
from benchmarks._trust.random_curve import RandomCurve
from benchmarks._trust.session import Case, simulate
from benchmarks._trust.worlds import World
from jupyter_al.evaluation.cost import Target


def numbers(held: list[bool]) -> list[list[Any]]:
    return [
        ["audit", "end", 0.5, 0.4, 0.6, 50, True, {"new": 0.55 if each else 0.61}] for each in held
    ]


def test_the_page_is_that_of_the_result() -> None:
    result = json.loads((RESULTS / "trust.json").read_text())
    assert trust_page.PAGE.read_text() == trust_page.page(result), (
        "write it anew: python -m benchmarks.report"
    )


def test_coverage_is_counted_and_its_chance_is_that_of_sessions() -> None:
    given = numbers([True] * 95 + [False] * 5)
    row = tables.coverage(given, range(100), "new", 0.95)
    assert row["coverage"] == 0.95
    assert (row["too low"], row["too high"]) == (0.05, 0.0)
    # Wilson for 95 of 100
    assert (row["coverage_low"], row["coverage_high"]) == (0.8882, 0.9785)
    assert row["bias"] == pytest.approx(0.5 - 0.553)
    # ten numbers of each of ten sessions that hold or miss together say less
    alike = numbers([True] * 90 + [False] * 10)
    together = tables.coverage(alike, np.repeat(range(10), 10).tolist(), "new", 0.95)
    apart = tables.coverage(alike, range(100), "new", 0.95)
    assert together["coverage_low"] < apart["coverage_low"] - 0.1


@pytest.mark.parametrize(
    ("share", "low", "high", "words"),
    [
        (0.95, 0.9, 0.97, "as wanted"),
        (0.93, 0.92, 0.94, "as wanted"),
        (0.92, 0.90, 0.94, "as wanted, within chance"),
        (0.90, 0.88, 0.92, "too narrow"),
        (0.99, 0.98, 1.0, "wider than needed"),
        (0.98, 0.96, 0.99, "as wanted, within chance"),
    ],
)
def test_verdicts(share: float, low: float, high: float, words: str) -> None:
    assert tables.verdict(share, low, high, 0.95) == words


def test_a_signal_is_too_early_where_accuracy_was_still_to_come() -> None:
    def one(*said: tuple[bool, float]) -> tuple[None, dict[str, Any]]:
        rounds = [
            {"stop": stop, "signals": {}, "is": {"new": is_}, "labels": 10 * at, "bound": None}
            for at, (stop, is_) in enumerate(said, 1)
        ]
        return None, {"rounds": rounds}

    found = [
        one((False, 0.5), (True, 0.7), (False, 0.8), (True, 0.8)),
        one((False, 0.5), (False, 0.6), (True, 0.795), (True, 0.8)),
        one((False, 0.5), (False, 0.6)),
    ]
    (row,) = stops.table(found)
    assert (row["sessions"], row["came"], row["too early"]) == (3, 2, 0.5)
    assert row["mean cost"] == pytest.approx((0.1 + 0.005) / 2, abs=1e-4)


def test_a_random_curve_is_read_both_ways() -> None:
    curve = RandomCurve((10, 100), (0.5, 0.7))
    assert curve.at(10) == 0.5
    assert curve.labels_for(curve.at(30)) == pytest.approx(30)
    assert curve.labels_for(0.71) == float("inf")


def test_lure_is_held_against_what_is_known() -> None:
    row = lure.simulate(0.15, 400, 50, "useless", runs=60)
    assert row["coverage"] >= 0.85
    assert abs(row["bias"]) < 0.03


def made(rng: np.random.Generator) -> World:
    codes = np.arange(900) % 3
    points = (rng.normal(size=(900, 4)) + 1.5 * np.eye(4)[codes]).astype(np.float32)
    said = np.where(rng.random(900) < 0.1, (codes + 1) % 3, codes)
    mine = slice(0, 450)
    rest = slice(450, 900)
    return World(
        points[mine], codes[mine], said[mine], points[rest], codes[rest], said[rest],
        ("a", "b", "c"),
    )  # fmt: skip


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    curve = RandomCurve((10, 1000), (0.5, 0.9))
    return simulate(Case("made", "margin", 0.1, 1), made(np.random.default_rng(0)), curve)


def test_a_session_says_what_is_said_and_what_is_true(told: dict[str, Any]) -> None:
    assert len(told["rounds"]) == 8
    last = told["rounds"][-1]
    assert last["drawn"] == 40
    assert 0 < last["is"]["true"] - last["is"]["rest"] < 0.2  # a tenth of the answers is wrong
    assert last["now"][1] < last["now"][0] < last["now"][2]
    assert last["always"][1] < last["now"][1]
    kinds = {number[0] for number in told["numbers"]}
    assert {"audit", "LURE", "audit, as many labels", "recall", "belief", "class share"} <= kinds
    json.dumps(told)


def test_tables_and_page_of_a_few_sessions(told: dict[str, Any]) -> None:
    found = [(Case("made", "margin", 0.1, at), told | {"commit": "x"}) for at in range(3)]
    details = tables.tables(found)
    rows = {(r["interval"], r["population"]): r for r in details["intervals"]}
    audit = rows["LURE", "rest"]
    assert audit["sessions"] == 3
    assert ("LURE", "new") not in rows  # 450 new items would be a truth with chance of its own
    details["synthetic"] = [lure.simulate(0.15, 400, 50, "good", runs=5)]
    settings = {
        "sessions": 3, "sets": ["made"], "strategies": ["margin"], "pool": 450, "columns": 4,
        "answers": 150, "measured": 40, "commits": ["x"],
    }  # fmt: skip
    text = trust_page.page(
        {"details": details, "settings": settings, "date": "2026-11-21", "notes": ["a note"]}
    )
    assert "| LURE | rest | 95 % |" in text
    assert text.count("None") == 0
    assert text.endswith("a note\n")
    claims = tables.claims(details)
    assert any(claim.what.startswith("LURE, against the rest") for claim in claims)


def test_the_labels_that_a_target_took_are_read_from_a_rising_line() -> None:
    path = [(10, 0.5), (20, 0.4), (40, 0.8)]  # 0.45, 0.45, 0.8 without the fall
    assert long.crossing(path, 0.45) == 10
    assert long.crossing(path, 0.6) == pytest.approx(20 * 2 ** (0.15 / 0.35), abs=0.1)
    assert long.crossing(path, 0.81) is None


@pytest.mark.parametrize(
    ("high", "kind"),
    [(math.inf, "target not reached"), (200.0, "target not reached"), (90.0, "labels to a target")],
)
def test_what_was_not_reached_is_a_miss_only_where_it_was_ruled_out(high: float, kind: str) -> None:
    said = Target(0.9, 60.0, 50.0, high, 40, None)
    row = long.target_row("after 4", said, [(40, 0.5), (100, 0.8)])
    assert row[0] == kind
    if kind == "labels to a target":
        assert row[7] == {"new": 101.0}  # more than the 100 there were: above 90


def test_a_session_with_models_handed_in_tells_them_apart() -> None:
    case = Case("made", "random", 0.1, 2000)
    told = handed_in.simulate(case, made(np.random.default_rng(0)))
    kinds = [number[0] for number in told["numbers"]]
    assert kinds.count("model handed in") == 8  # four models, before and after 60 labels
    assert kinds.count("difference from the leader") == 6
    before, after = told["best"]
    assert after["labels"] > before["labels"]
    details = tables.tables([], [], [(case, told)])
    assert [row["look"] for row in details["leaders"]] == ["audit", "asked"]
    text = "\n".join(more(details))
    assert "## Which of several models" in text
    assert "## Drift" not in text  # 450 further items say too little
