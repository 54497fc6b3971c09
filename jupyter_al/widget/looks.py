"""What the strip under the map shows: neighbours, search, more of a kind, one label for many.

A look is asked for by the page, found by the worker, and built as cards when it is sent.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from jupyter_al.errors import AlError, SessionError
from jupyter_al.numerics.arrays import Ints
from jupyter_al.session.answers.recorder import Recorded
from jupyter_al.session.asking.asked import Asked
from jupyter_al.session.asking.queue import asked_from_query
from jupyter_al.session.loop import Loop
from jupyter_al.session.map import bulk, looking
from jupyter_al.session.map.bulk import BulkPlan
from jupyter_al.session.worker import Task
from jupyter_al.widget.cards import Buffers, card
from jupyter_al.widget.handlers import error_reply
from jupyter_al.widget.messages import EventMessage

__all__ = ["Looks"]

NEAR, FOUND, ALIKE = 24, 48, 12  # cards of each look
HELD = 24  # of those held back
PLANS = 8  # plans that are remembered
BOUNDS = 6  # numbers of wrong ones for which the bound is sent along
AT_ONCE = bulk.AT_ONCE
WHY_HELD = {
    "label": "labelled otherwise",
    "duplicate": "copy of another label",
    "predicted": "predicted otherwise",
    "far": "far from the rest",
    "mixed": "neighbours outside",
}

Reply = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class _Shown:
    """Items with a caption each, and what else the reply says."""

    samples: list[Asked]
    captions: list[str]
    more: Mapping[str, Any]


class Looks:
    """The looks of one page.

    Parameters
    ----------
    loop : Loop
    reply : callable
        Sends a reply soon, from any thread.
    """

    def __init__(self, loop: Loop, reply: Reply) -> None:
        self._loop = loop
        self._reply = reply
        self._plans: dict[str, BulkPlan] = {}
        self._writing: set[str] = set()
        self._lock = threading.Lock()

    def ask(self, body: Mapping[str, Any]) -> None:
        """Begin to look; the reply follows."""
        about = {"type": "look", "what": body["what"], "serial": body["serial"]}
        selection = self._loop.selection.copy()  # as it is now, whatever is drawn meanwhile
        self._loop.inquiries.ask(
            (id(self), "look"),
            lambda task: self._looked(body, selection, task),
            lambda shown: self._reply({**about, "shown": shown}),
            lambda error: self._reply({**about, "error": str(error)}),
        )

    def built(self, reply: Mapping[str, Any], buffers: Buffers) -> dict[str, Any]:
        """Return the message of a look, with the media of its cards."""
        about = {key: reply[key] for key in ("type", "what", "serial")}
        if "error" in reply:
            return {**about, "error": reply["error"], "cards": [], "captions": []}
        shown: _Shown = reply["shown"]
        now = self._loop.trainer.snapshot
        cards = [card(self._loop, sample, buffers, now) for sample in shown.samples]
        return {**about, "error": None, "cards": cards, "captions": shown.captions, **shown.more}

    def commit(self, event: EventMessage) -> Recorded | None:
        """Write the plan that an event names.

        Returns
        -------
        Recorded or None
            None while a large one is being written: the acknowledgement follows.

        Raises
        ------
        SessionError
            The plan is not known any more, or nothing is left of it.
        """
        with self._lock:
            made = self._plans.get(str(event.value))
            busy = event.id in self._writing
        if busy:
            return None
        recorder = self._loop.recorder
        if recorder.is_known(event.id):
            return Recorded(saved=recorder.is_saved(event.id), duplicate=True)
        if made is None:
            raise SessionError("This region is not known any more: check it again.")
        if len(made.accepted) <= AT_ONCE:
            return bulk.commit(self._loop, made, event_id=event.id)
        with self._lock:
            self._writing.add(event.id)
        self._loop.inquiries.ask(
            event.id,
            lambda task: bulk.commit(self._loop, made, event_id=event.id, task=task),
            lambda recorded: self._written(event.id, None),
            lambda error: self._written(event.id, error),
        )
        return None

    def _written(self, event_id: str, error: AlError | None) -> None:
        with self._lock:
            self._writing.discard(event_id)
        if error is not None:
            self._reply(error_reply(event_id, "class", str(error)))
        elif self._loop.recorder.is_saved(event_id):
            self._reply({"type": "ack", "id": event_id, "duplicate": False})
        else:
            trouble = self._loop.recorder.journal.trouble or "The store could not be written."
            self._reply(error_reply(event_id, "store", trouble, keep=True))

    # -- the looks -------------------------------------------------------------------------

    def _looked(self, body: Mapping[str, Any], selection: Ints, task: Task) -> _Shown:
        what = body["what"]
        if what == "neighbours":
            return self._neighbours(body, task)
        if what == "find":
            found = looking.find(self._loop, body["text"] or "", FOUND + 1, task)
            return _Shown(
                [self._loop.sample(int(i)) for i in found[:FOUND]],
                [""] * min(FOUND, len(found)),
                {"more": len(found) > FOUND},
            )
        if what == "similar":
            return self._similar(body, selection, task)
        if what == "split":
            return self._split(body, task)
        return self._planned(
            bulk.plan(self._loop, selection, body["text"], body["tolerance"], task)
        )

    def _neighbours(self, body: Mapping[str, Any], task: Task) -> _Shown:
        if not body["items"]:
            raise SessionError("Point at an item first: its neighbours are looked for.")
        item = body["items"][0]
        near, far = looking.neighbours(self._loop, item, NEAR, task)
        return _Shown(
            [self._loop.sample(int(i)) for i in near],
            [f"{distance:.3g}" for distance in far],
            {"item": item},
        )

    def _similar(self, body: Mapping[str, Any], selection: Ints, task: Task) -> _Shown:
        query = looking.more_like(
            self._loop,
            selection,
            ALIKE,
            confirmed=body["items"],
            refused=body["refused"],
            task=task,
        )
        now = self._loop.trainer.snapshot
        samples = asked_from_query(query, now.round, now.version)
        return _Shown(samples, [""] * len(samples), {"items": selection[:1].tolist()})

    def _split(self, body: Mapping[str, Any], task: Task) -> _Shown:
        with self._lock:
            made = self._plans.get(str(body["text"]))
        if made is None:
            raise SessionError("This region is not known any more: select it again.")
        first, second = bulk.split(self._loop, made, body["items"], task)
        self._loop.select(first.region)
        return self._planned(first, other=second)

    def _planned(self, made: BulkPlan, other: BulkPlan | None = None) -> _Shown:
        with self._lock:
            self._plans[made.id] = made
            while len(self._plans) > PLANS:
                del self._plans[next(iter(self._plans))]
        held = made.held[:HELD].tolist()
        samples = [Asked(int(i), "chosen") for i in (*made.checks, *held)]
        captions = [""] * len(made.checks) + [WHY_HELD[r] for r in made.reasons[: len(held)]]
        bounds = [made.most_wrong(k) for k in range(min(BOUNDS, len(made.checks)) + 1)]
        return _Shown(
            samples,
            captions,
            {
                "plan": {
                    "id": made.id,
                    "answer": made.answer,
                    "tolerance": made.tolerance,
                    "selected": len(made.region),
                    "accepted": len(made.accepted),
                    "checks": len(made.checks),
                    "bounds": bounds,
                    "held": {
                        WHY_HELD[r]: made.reasons.count(r) for r in dict.fromkeys(made.reasons)
                    },
                    "audit": made.audit,
                    "done": made.done,
                    "aside": made.aside,
                    "unusable": made.unusable,
                    "other": 0 if other is None else len(other.region),
                }
            },
        )
