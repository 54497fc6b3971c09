"""Kill a process that labels through the widget, many times; reopen the session after each kill.

Each process is forked from one that has imported everything and computed nothing: forking after
a parallel computation could leave the child waiting for threads that it does not have.
"""

from __future__ import annotations

import json
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import jupyter_al as al
from benchmarks import _session_side as side

__all__ = ["SessionOutcome", "kill_sessions"]

ITEMS = 200


@dataclass
class SessionOutcome:
    """What the kills did. `unreported` were written but not yet acknowledged: allowed, not lost."""

    kills: int = 0
    stores: int = 0
    acknowledged: int = 0
    unreported: int = 0
    lost: int = 0
    doubled: int = 0
    refused: int = 0
    another_next_question: int = 0
    not_resumed: int = 0  # the session could not be opened, or said something wrong
    kills_before_the_first_answer: int = 0


def kill_sessions(
    folder: Path, kills: int, *, longest: float = 0.6, per_store: int = 5, seed: int = 0
) -> SessionOutcome:
    """Kill a labelling process at random moments, `per_store` times on each store.

    One in four is killed within `longest` seconds of its start, the others within `longest`
    seconds of their first acknowledged answer. Then another process opens the store again.
    """
    import sqlalchemy  # noqa: F401  # imported here once; every fork inherits it
    import torch

    from jupyter_al import widget  # noqa: F401  # the same

    torch.set_num_threads(1)
    moment = random.Random(seed)
    outcome = SessionOutcome()
    store, acknowledged = folder, []
    for kill in range(kills):
        if kill % per_store == 0:
            store, acknowledged = folder / f"session{kill}.db", []
            outcome.stores += 1
        early = moment.random() < 0.25
        heard = _killed(store, moment.uniform(0, longest), early=early)
        acknowledged += heard
        outcome.kills += 1
        outcome.acknowledged += len(heard)
        outcome.kills_before_the_first_answer += not heard
        _judge(outcome, store, acknowledged)
    return outcome


def _session(store: Path | None) -> al.Session:
    X = np.random.default_rng(0).normal(size=(ITEMS, 16)).astype(np.float32)
    X[:, 0] += np.arange(ITEMS) % 3 * 3
    names = side.NAMES[:3]
    return al.Session(al.Pool(X), names, store=store, projection="pca")


def _label(store: Path, report: Callable[[str], None]) -> None:
    """Answer every question by the widget's handler; report what it acknowledges, then go on."""
    session = _session(store)
    view = session.widget()
    heard = threading.Event()

    def send(content: Any, *_: Any, **__: Any) -> None:
        for reply in content["messages"]:
            if reply["type"] == "ack":
                report(reply["id"])
                heard.set()

    view.send = send
    while session.loop.left:
        sample = side.next_sample(session)
        heard.clear()
        view._receive(view, side.message(sample, side.NAMES[sample.item % 3]), [])
        heard.wait(10)
    time.sleep(3600)


def _reopened(store: Path, report: Callable[[str], None]) -> None:
    """Open the store as a user would, and tell what is in it and what is asked next."""
    session = _session(store)
    events = session.loop.recorder.events
    report(
        json.dumps(
            {
                "ids": [event.event_id for event in events],
                "items": [event.item_id for event in events],
                "labelled": len(session.labels),
                "next": _next(session),
                "anew": _anew(events),
            }
        )
    )


def _anew(events: Any) -> list[int]:
    """Return the next questions of a new session that is given the same answers."""
    from jupyter_al.session.answers.recorder import Answer

    fresh = _session(None)
    for event in events:
        item = fresh.pool.position(event.item_id)
        told = {"strategy": event.strategy, "slice": event.slice, "round": event.round}
        fresh.loop.answer([Answer(event.answer_kind, (item,), event.answer)], told=[told])
    return _next(fresh)


def _next(session: al.Session) -> list[int]:
    session.widget()  # only somebody who looks has a queue
    session.loop.worker.finish()
    return [sample.item for sample in session.loop.queue_now()[0]]


def _judge(outcome: SessionOutcome, store: Path, acknowledged: list[str]) -> None:
    found = _child(lambda report: _reopened(store, report), lambda ear: _all(ear, 60))
    if not found:
        outcome.refused += 1
        return
    told = json.loads("\n".join(found))
    counts = Counter(told["ids"])
    outcome.lost += len(set(acknowledged) - counts.keys())
    outcome.doubled += sum(n > 1 for n in counts.values())
    outcome.doubled += sum(n > 1 for n in Counter(told["items"]).values())
    outcome.unreported += len(counts.keys() - set(acknowledged))
    acknowledged += sorted(counts.keys() - set(acknowledged))  # from now on they must stay
    outcome.another_next_question += told["next"] != told["anew"]
    answered = set(map(int, told["items"]))
    outcome.not_resumed += bool(answered & set(told["next"])) or told["labelled"] != len(answered)


def _killed(store: Path, after: float, *, early: bool) -> list[str]:
    def listen(ear: int) -> bytes:
        heard = b"" if early else os.read(ear, 65536)  # waits for the first acknowledgement
        return heard + _all(ear, after)

    return _child(lambda report: _label(store, report), listen)


def _all(ear: int, seconds: float) -> bytes:
    """Listen until the other end is closed, or for so long."""
    heard, deadline = b"", time.monotonic() + seconds
    os.set_blocking(ear, False)
    while time.monotonic() < deadline:
        try:
            piece = os.read(ear, 65536)
        except BlockingIOError:
            time.sleep(0.001)
            continue
        if not piece:
            break
        heard += piece
    return heard


def _child(
    work: Callable[[Callable[[str], None]], None], listen: Callable[[int], bytes]
) -> list[str]:
    """Fork a process that works and reports lines; kill it after listening; return the lines."""
    ear, mouth = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ear)
        try:
            work(lambda line: os.write(mouth, f"{line}\n".encode()) and None)
        except BaseException:
            import traceback

            traceback.print_exc()
        finally:
            os._exit(1)
    os.close(mouth)
    heard = listen(ear)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    heard += _all(ear, 5)  # what it said before it died
    os.close(ear)
    return heard.decode().split("\n")[:-1]
