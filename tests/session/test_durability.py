"""kill -9 while labelling: what was acknowledged is there, once, and the session goes on."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ._labelling_child import make_session

KILLS = 20
CHILD = "tests.session._labelling_child"
ROOT = Path(__file__).parents[2]


@pytest.mark.timeout(240)
def test_killed_while_labelling(tmp_path: Path) -> None:
    moments = random.Random(0)
    store = tmp_path / "killed.db"
    acknowledged: list[str] = []
    mother = subprocess.Popen(
        [sys.executable, "-m", CHILD, str(store)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    assert mother.stdin is not None
    assert mother.stdout is not None
    for kill in range(KILLS):
        mother.stdin.write(f"kill{kill:03d}\n")
        lines: list[str] = []
        while not (line := mother.stdout.readline().strip()).startswith("started"):
            lines.append(line)
        child = int(line.split()[1])
        time.sleep(moments.uniform(0, 1.5))
        os.kill(child, signal.SIGKILL)
        while (line := mother.stdout.readline().strip()) != "ended":
            lines.append(line)
        acknowledged += lines
    mother.stdin.close()
    mother.wait(20)
    assert len(acknowledged) > KILLS

    session, _ = make_session(str(store))
    events = session.events
    kept = events["event_id"].tolist()
    assert len(kept) == len(set(kept)), "an answer is there twice"
    assert set(acknowledged) <= set(kept), "an acknowledged answer is lost"
    assert len(kept) <= len(acknowledged) + KILLS  # at most the one in flight
    assert session.labels["item_id"].is_unique

    # the same place: as a session that got the same answers without ever being killed
    fresh, _ = make_session(str(tmp_path / "fresh.db"))
    fresh.query(1)
    for row in events.itertuples():
        fresh.annotate([int(row.item_id)], [row.answer])
    assert session.query(5).indices.tolist() == fresh.query(5).indices.tolist()
    session.close()
    fresh.close()
