"""kill -9 while labelling: what was acknowledged is there, once, and the session goes on."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from jupyter_al.session.answers.recorder import Answer

from ._labelling_child import make_session

KILLS = 20
CHILD = "tests.session._labelling_child"
ROOT = Path(__file__).parents[2]


def collect(stream: Iterable[str], lines: list[str]) -> None:
    for line in stream:
        lines.append(line.strip())  # noqa: PERF401  (seen by the test while it grows)


def wait_for(lines: list[str], start: str, count: int, timeout: float = 60) -> str:
    """Return the last line that starts so, once there are that many."""
    deadline = time.monotonic() + timeout
    while len(found := [line for line in list(lines) if line.startswith(start)]) < count:
        assert time.monotonic() < deadline, f"no {start!r} in {lines[-5:]}"
        time.sleep(0.005)
    return found[-1]


@pytest.mark.timeout(300)
def test_killed_while_labelling(tmp_path: Path) -> None:
    moments = random.Random(0)
    store = tmp_path / "killed.db"
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
    lines: list[str] = []
    reader = threading.Thread(target=collect, args=(mother.stdout, lines), daemon=True)
    reader.start()
    for kill in range(KILLS):
        mother.stdin.write(f"kill{kill:03d}\n")
        child = int(wait_for(lines, "started", kill + 1).split()[1])
        if kill % 5:  # most die in the middle of labelling, every fifth while it opens the store
            wait_for(lines, f"kill{kill:03d}", 1)
        time.sleep(moments.uniform(0, 0.4))
        os.kill(child, signal.SIGKILL)
        wait_for(lines, "ended", kill + 1)
    mother.stdin.close()
    mother.wait(20)
    acknowledged = [line for line in lines if re.fullmatch(r"kill\d{3}-\d{6}", line)]
    assert len(acknowledged) > KILLS

    session, _ = make_session(str(store))
    events = session.events
    kept = events["event_id"].tolist()
    assert len(kept) == len(set(kept)), "an answer is there twice"
    assert set(acknowledged) <= set(kept), "an acknowledged answer is lost"
    assert session.labels["item_id"].is_unique

    # the same place: as a session that got the same answers without ever being killed
    fresh, _ = make_session(str(tmp_path / "fresh.db"))
    for row in events.itertuples():
        told = {"strategy": row.strategy, "slice": row.slice, "round": row.round}
        fresh.loop.answer([Answer("label", (int(row.item_id),), row.answer)], told=[told])
    assert session.query(5).indices.tolist() == fresh.query(5).indices.tolist()
    session.close()
    fresh.close()
