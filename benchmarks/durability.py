"""Kill a process that writes answers, many times, and count what was lost.

A writer process appends events as fast as it can and reports each one when the call has
returned. It is killed (SIGKILL) at a random moment, from the opening of the store on. Then
every event it had reported must be in the store, once; at most the one in flight may be there
unreported; and the store must open without complaint.

The same is then done to a process that labels through the widget of a session, which is opened
again after each kill (:mod:`benchmarks._durable_session`).

Run: ``python -m benchmarks durability``, or ``python benchmarks/durability.py --kills 100`` for
the journal alone. Needs a system with ``fork``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import signal
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import _record
from jupyter_al.journal import Event, open_journal

RESULT = Path(__file__).parent / "results" / "durability.json"
POOL = {"fingerprint": "durability", "pool_size": 1000}

Writer = Callable[[Path, str, Callable[[str], None]], None]
"""Called in the process that will be killed: (store, prefix for event ids, report an id)."""
Reader = Callable[[Path], list[str]]
"""Called after the kill: opens the store and returns the ids of its events, in order."""


def write_journal(store: Path, prefix: str, report: Callable[[str], None]) -> None:
    """Append to a journal without end: single answers, every tenth time a bulk of five."""
    journal = open_journal(store, **POOL)
    number = 0
    while True:
        bulk = f"{prefix}-{number}" if number % 10 == 9 else None
        events = [
            Event(f"{prefix}-{number}-{i}", f"item{number}", "me", time.time(), "label", "cat",
                  bulk_id=bulk)
            for i in range(5 if bulk else 1)
        ]  # fmt: skip
        journal.append(events)
        for event in events:
            report(event.event_id)
        number += 1


def read_journal(store: Path) -> list[str]:
    """Open the store anew and return its event ids."""
    journal = open_journal(store, **POOL)
    try:
        return [event.event_id for event in journal.events()]
    finally:
        journal.close()


@dataclass
class Outcome:
    """What the kills did. `unreported` were written but not yet reported: allowed, not lost."""

    kills: int = 0
    stores: int = 0
    reported: int = 0
    unreported: int = 0
    lost: int = 0
    doubled: int = 0
    torn_bulks: int = 0
    refused: int = 0
    kills_before_the_first_event: int = 0


def kill_often(
    folder: Path,
    kills: int,
    *,
    writer: Writer = write_journal,
    reader: Reader = read_journal,
    longest: float = 0.08,
    kills_per_store: int = 5,
    seed: int = 0,
) -> Outcome:
    """Kill `writer` at random moments.

    One in four is killed up to `longest` seconds after its start, while it opens the store; the
    others up to `longest` seconds after the first event they report. Every `kills_per_store`
    kills a new store is begun, so that its making is hit as well.
    """
    random_moment = random.Random(seed)
    outcome = Outcome()
    reader(folder / "warm-up.db")  # imports what is imported late: a fork inherits it
    reported: list[str] = []
    store = folder
    for kill in range(kills):
        if kill % kills_per_store == 0:
            store, reported = folder / f"store{kill}.db", []
            outcome.stores += 1
        early = random_moment.random() < 0.25
        after = random_moment.uniform(0.0, longest)
        heard = _one_kill(writer, store, f"run{kill}", after, early=early)
        reported += heard
        outcome.kills += 1
        outcome.reported += len(heard)
        outcome.kills_before_the_first_event += not heard
        _judge(outcome, reader, store, reported, f"run{kill}-")
    return outcome


def _judge(outcome: Outcome, reader: Reader, store: Path, reported: list[str], run: str) -> None:
    try:
        found = reader(store)
    except OSError as error:
        print(f"{store.name} refused: {error}", file=sys.stderr)
        outcome.refused += 1
        return
    counts, known = Counter(found), set(reported)
    outcome.lost += len(known - counts.keys())
    outcome.doubled += sum(count > 1 for count in counts.values())
    # of this run, and not heard of: in flight when the kill came
    outcome.unreported += sum(i.startswith(run) and i not in known for i in found)
    bulks = Counter(i.rpartition("-")[0] for i in found if i.rpartition("-")[0].endswith("9"))
    outcome.torn_bulks += sum(count != 5 for count in bulks.values())


def _one_kill(writer: Writer, store: Path, prefix: str, after: float, *, early: bool) -> list[str]:
    """Fork a writer, kill it, return the ids it had reported in full."""
    ear, mouth = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ear)
        try:
            writer(store, prefix, lambda event_id: _say(mouth, event_id))
        finally:
            os._exit(1)  # a writer only ends by being killed
    os.close(mouth)
    heard = b"" if early else os.read(ear, 65536)  # waits for the first event
    deadline = time.monotonic() + after
    os.set_blocking(ear, False)
    while time.monotonic() < deadline:
        heard += _hear(ear) or b""  # a full pipe would stop the writer
        time.sleep(0.001)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        raise RuntimeError("The writer ended before it was killed: see its error above.")
    while piece := _hear(ear):
        heard += piece
    os.close(ear)
    return heard.decode().split("\n")[:-1]


def _say(mouth: int, event_id: str) -> None:
    os.write(mouth, f"{event_id}\n".encode())


def _hear(ear: int) -> bytes | None:
    try:
        return os.read(ear, 65536)
    except BlockingIOError:
        return None


def append_latency(folder: Path, events: int) -> dict[str, float]:
    """Milliseconds for one event to be on disk."""
    journal = open_journal(folder / "latency.db", **POOL)
    times = []
    for number in range(events):
        event = Event(f"e{number}", f"item{number}", "me", time.time(), "label", "cat")
        start = time.perf_counter()
        journal.append([event])
        times.append((time.perf_counter() - start) * 1e3)
    journal.close()
    times.sort()
    return {
        "events": events,
        "median_ms": round(statistics.median(times), 3),
        "p95_ms": round(times[int(0.95 * events)], 3),
    }


def machine() -> dict[str, Any]:
    """Describe the machine, without its name."""
    import sqlalchemy

    return {
        "cpus": os.cpu_count(),
        "load": [round(load, 1) for load in os.getloadavg()],
        "platform": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "sqlalchemy": sqlalchemy.__version__,
    }


def run(quick: bool) -> _record.Outcome:
    """Kill writers of a journal, then processes that label through a session."""
    from benchmarks._durable_session import kill_sessions  # after the journal's forks

    kills, longest, seed = (8 if quick else 100), 0.08, 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        journal = kill_often(folder, kills, longest=longest, seed=seed)
        append = append_latency(folder, 50 if quick else 500)
        session = kill_sessions(folder, kills, seed=seed)
    outcome = _record.Outcome(
        "Killed with SIGKILL at random moments",
        {"kills": kills, "seed": seed, "longest_s": longest},
    )
    outcome.top = {"journal": asdict(journal), "session": asdict(session), "append": append}
    wrong = {
        "session": ("lost", "doubled", "refused", "another_next_question", "not_resumed"),
        "journal": ("lost", "doubled", "torn_bulks", "refused"),
    }
    for what, counts in wrong.items():
        found = outcome.top[what]
        said = found.get("acknowledged", found.get("reported"))
        how = f"{found['kills']} kills, {said} answers acknowledged, {found['stores']} stores"
        for count in counts:
            words = count.replace("_", " ")
            outcome.claims.append(_record.Claim(f"{what}: {words}", found[count], "", 0, how))
    outcome.claims.append(
        _record.Claim("one event on disk, the journal alone", append["median_ms"], "ms", None,
                      f"median of {append['events']}, p95 {append['p95_ms']}")
    )  # fmt: skip
    return outcome


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--longest", type=float, default=0.08, help="seconds before a kill")
    parser.add_argument("--folder", type=Path, help="where the stores are made (for its disk)")
    parser.add_argument("--appends", type=int, default=500, help="for the latency")
    parser.add_argument("--out", type=Path, default=RESULT)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        start = time.perf_counter()
        outcome = kill_often(folder, options.kills, longest=options.longest, seed=options.seed)
        result = {
            "journal": asdict(outcome),
            "seconds": round(time.perf_counter() - start, 1),
            "append": append_latency(folder, options.appends),
            "machine": machine(),
        }
    text = json.dumps(result, indent=2)
    print(text)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(text + "\n")
    return int(bool(outcome.lost or outcome.doubled or outcome.torn_bulks or outcome.refused))


if __name__ == "__main__":
    sys.exit(main())
