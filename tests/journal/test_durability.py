"""A process that is killed at any moment loses nothing it had reported."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parents[2] / "benchmarks" / "durability.py"


needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@needs_fork
def test_twenty_kills(tmp_path: Path) -> None:
    out = tmp_path / "result.json"
    arguments = ["--kills", "20", "--longest", "0.04", "--appends", "20", "--seed", "1"]
    arguments += ["--folder", str(tmp_path), "--out", str(out)]
    done = subprocess.run(
        [sys.executable, str(PROGRAM), *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads(out.read_text())["journal"]
    assert result["kills"] == 20
    assert result["reported"] > 20
    assert {result[k] for k in ("lost", "doubled", "torn_bulks", "refused")} == {0}


@needs_fork
def test_the_count_sees_what_is_lost_doubled_and_torn(tmp_path: Path) -> None:
    program = """
import json, sys, time
from dataclasses import asdict
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import durability

def liar(store, prefix, report):
    for number in range(3):
        report(f"{prefix}-{number}-0")
    while True:
        time.sleep(1)

def reader(store):
    return ["run0-1-0", "run0-2-0", "run0-2-0", "run0-3-0", "run0-9-0"]

outcome = durability.kill_often(Path(sys.argv[2]), 1, writer=liar, reader=reader, seed=2)
print(json.dumps(asdict(outcome)))
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(PROGRAM.parent), str(tmp_path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    outcome = json.loads(done.stdout)
    expected = {"reported": 3, "lost": 1, "doubled": 1, "unreported": 2, "torn_bulks": 1}
    assert {key: outcome[key] for key in expected} == expected
