"""Measured beside a session, in its own process: a kernel's, or a plain one.

Imported by notebook cells; so it needs nothing but jupyter_al.
"""

from __future__ import annotations

import threading
import time
import uuid
from typing import Any

import numpy as np

import jupyter_al as al

__all__ = ["Busy", "handling", "headless_updates", "load", "picture", "quiet", "start", "updates"]

NAMES = [f"class {c}" for c in range(10)]


def picture(i: int) -> Any:
    """Return a small colour picture made of the position alone."""
    return np.random.default_rng(i).integers(0, 256, (64, 64, 3), dtype=np.uint8)


def load(path: str, **settings: Any) -> tuple[al.Session, dict[str, float]]:
    """Open a feature file as a session; also return the seconds that each step took."""
    started = time.perf_counter()
    pool = al.Pool(np.load(path, mmap_mode="r"), show=picture)
    made = time.perf_counter()
    session = al.Session(pool, NAMES, projection="pca", **settings)
    ready = time.perf_counter()
    return session, {"pool": round(made - started, 3), "session": round(ready - made, 3)}


def start(session: al.Session, truth: Any, labels: int) -> None:
    """Answer what is asked until that many labels train the model; the first ones are given."""
    rows = np.unique(np.linspace(0, len(session.pool) - 1, labels // 4).astype(np.int64))
    while len(session.loop.recorder.labels.training()[0]) < labels:
        session.annotate(rows, [NAMES[c] for c in truth[rows]])
        rows = session.query(labels // 4).indices
    quiet(session)


def quiet(session: al.Session) -> None:
    """Return when the model and the queue follow the labels and nothing runs."""
    session.loop.refresh()
    session.loop.worker.finish()


class Busy:
    """Context in which fit, ranking and recolouring follow one another without a pause."""

    def __init__(self, session: al.Session) -> None:
        self._worker = session.loop.worker
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        while not self._stop.is_set():
            self._worker.request("fit")
            self._worker.finish("fit")

    def __enter__(self) -> Busy:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()


def message(sample: Any, value: str) -> dict[str, Any]:
    """Return the message that the page sends for a key press on this sample."""
    now = time.time()
    return {
        "v": 1,
        "type": "event",
        "id": uuid.uuid4().hex,
        "kind": "label",
        "items": [sample.item],
        "value": value,
        "shown_at": now - 1,
        "answered_at": now,
        "active_seconds": 1.0,
        "options": NAMES,
        "asked": [{"strategy": sample.strategy, "slice": sample.slice}],
    }


def next_sample(session: al.Session, *, audit: bool = True) -> Any:
    """Wait for the next sample to ask (not of the audit slice, where that would train nothing)."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for sample in session.loop.queue_now()[0]:
            if audit or sample.slice != "audit":
                return sample
        time.sleep(0.01)
    raise TimeoutError("the queue stayed empty for a minute")


def handling(session: al.Session, truth: Any, n: int, pause: float) -> dict[str, list[float]]:
    """Answer `n` samples by the widget's own handler; return milliseconds of each.

    ``disk``: from the message until the journal has returned; ``handled``: until the handler has
    returned, which sends the acknowledgement where the rate limit lets it; ``sent``: until the
    acknowledgement was handed to the host.
    """
    view, journal = session.widget(), session.loop.recorder.journal
    append, send = journal.append, view.send
    written: dict[str, float] = {}
    acknowledged: dict[str, float] = {}

    def timed_append(events: Any) -> Any:
        safe = append(events)
        written.update(dict.fromkeys(safe, time.perf_counter()))
        return safe

    def timed_send(content: Any, *more: Any, **named: Any) -> None:
        send(content, *more, **named)
        now = time.perf_counter()
        acknowledged.update({m["id"]: now for m in content["messages"] if m["type"] == "ack"})

    out: dict[str, list[float]] = {"disk": [], "handled": [], "sent": []}
    journal.append, view.send = timed_append, timed_send
    try:
        for _ in range(n):
            sample = next_sample(session)
            sent = message(sample, NAMES[truth[sample.item]])
            began = time.perf_counter()
            view._receive(view, sent, [])
            handled = time.perf_counter()
            deadline = time.monotonic() + 10
            while sent["id"] not in acknowledged and time.monotonic() < deadline:
                time.sleep(0.001)
            out["disk"].append(1e3 * (written[sent["id"]] - began))
            out["handled"].append(1e3 * (handled - began))
            out["sent"].append(1e3 * (acknowledged[sent["id"]] - began))
            time.sleep(pause)
    finally:
        del journal.append, view.send
    return out


def updates(session: al.Session, truth: Any, n: int) -> dict[str, list[float]]:
    """Return milliseconds from the message of a label to what follows it, `n` times.

    ``fit``: the fit alone; ``colours``, ``queue``: until the message with them was handed to the
    host; ``sent``: until both were.
    """
    view, trainer = session.widget(), session.loop.trainer
    send = view.send
    seen: dict[str, float] = {}
    before = 0

    def timed(content: Any, *more: Any, **named: Any) -> None:
        send(content, *more, **named)
        if trainer.trained_on > before:
            for sent in content["messages"]:
                seen.setdefault(sent.get("name", sent["type"]), time.perf_counter())

    out: dict[str, list[float]] = {"fit": [], "colours": [], "queue": [], "sent": []}
    view.send = timed
    try:
        for _ in range(n):
            quiet(session)
            time.sleep(0.2)  # past the rate limit of the last update
            sample = next_sample(session, audit=False)
            seen.clear()
            before = trainer.trained_on
            began = time.perf_counter()
            view._receive(view, message(sample, NAMES[truth[sample.item]]), [])
            deadline = time.monotonic() + 120
            while not {"uncertainty", "queue"} <= seen.keys() and time.monotonic() < deadline:
                time.sleep(0.001)
            out["fit"].append(1e3 * trainer.fits[0].seconds)
            out["colours"].append(1e3 * (seen["uncertainty"] - began))
            out["queue"].append(1e3 * (seen["queue"] - began))
            out["sent"].append(max(out["colours"][-1], out["queue"][-1]))
    finally:
        del view.send
    return out


def headless_updates(session: al.Session, truth: Any, n: int) -> dict[str, list[float]]:
    """Return the same times without a widget: it ends when the columns of the map are computed."""
    loop = session.loop
    out: dict[str, list[float]] = {"fit": [], "ready": []}
    quiet(session)
    for _ in range(n):
        sample = next_sample(session, audit=False)
        began = time.perf_counter()
        session.annotate(sample.item, NAMES[truth[sample.item]])
        loop.refresh()
        snapshot = session.snapshot
        np.rint(snapshot.uncertainty * np.float32(254)).astype(np.uint8)
        snapshot.predicted.astype(np.uint8)
        out["ready"].append(1e3 * (time.perf_counter() - began))
        out["fit"].append(1e3 * loop.trainer.fits[0].seconds)
    return out
