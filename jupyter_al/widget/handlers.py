"""What each message of the page does to the session. Returns in milliseconds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from jupyter_al.errors import AlError, SessionError
from jupyter_al.session.answers.recorder import Answer, Recorded
from jupyter_al.session.loop import Loop
from jupyter_al.session.opening import resolve_strategy
from jupyter_al.session.trust.measuring import BATCH
from jupyter_al.widget.messages import EventMessage, Request

__all__ = ["apply_command", "apply_event", "error_reply"]


def error_reply(
    event_id: str | None, code: str, text: str, *, keep: bool = False
) -> dict[str, Any]:
    """Return an error reply; with `keep` the page holds the answer and sends it again."""
    return {"type": "error", "id": event_id, "code": code, "text": text, "keep": keep}


def apply_event(
    loop: Loop, event: EventMessage, bulk: Callable[[EventMessage], Recorded | None]
) -> dict[str, Any] | None:
    """Record one answer and return its acknowledgement, or an error.

    `bulk` writes the label of a region; what it returns None for is acknowledged later.

    An answer that is not on disk yet is not acknowledged: the page keeps showing it as
    pending, and sends it again, which tries the store again.
    """
    try:
        recorded = bulk(event) if event.kind == "bulk" else _record(loop, event)
    except SessionError as error:
        code = event.kind if event.kind in ("undo", "redo") else "class"
        code = f"nothing_to_{code}" if code in ("undo", "redo") else code
        return error_reply(event.id, code, str(error))
    if recorded is None:
        return None
    if not recorded.saved and recorded.duplicate:
        loop.retry_store()
        saved = loop.recorder.is_saved(event.id)
    else:
        saved = recorded.saved
    if not saved:
        trouble = loop.recorder.journal.trouble or "The store could not be written."
        return error_reply(event.id, "store", trouble, keep=True)
    return {"type": "ack", "id": event.id, "duplicate": recorded.duplicate}


def _record(loop: Loop, event: EventMessage) -> Recorded:
    recorder = loop.recorder
    if recorder.is_known(event.id):
        return Recorded(saved=recorder.is_saved(event.id), duplicate=True)
    if event.kind == "undo":
        return loop.undo(event.id)
    if event.kind == "redo":
        return loop.redo(event.id)
    if event.kind == "class_add":
        return loop.change_classes(lambda: recorder.add_class(str(event.value), event.id))
    if event.kind == "class_rename":
        return loop.change_classes(
            lambda: recorder.rename_class(str(event.old), str(event.value), event.id)
        )
    answer = Answer(
        kind=event.kind,
        items=event.items,
        value=event.value,
        event_id=event.id,
        answered_at=event.answered_at,
        shown_at=event.shown_at,
        active_seconds=event.active_seconds,
        options=event.options,
        query_type="grid" if len(event.items) > 1 else "classify",
    )
    return loop.answer([answer], told=event.asked)


def apply_command(loop: Loop, request: Request) -> dict[str, Any] | None:
    """Carry out a setting, a command, a question about an item or a selection."""
    body = request.body
    try:
        if request.type == "ask":
            for item in reversed(body["items"]):  # the first is shown now, the rest wait
                loop.ask(int(item))
        elif request.type == "select":
            loop.select(np.asarray(body["items"], dtype=np.int64))
        elif request.type == "layers":
            loop.landscape.want(body["names"])
        elif request.type == "region":
            loop.select(loop.landscape.members(body["index"]))
        elif request.type == "compare":
            loop.comparing.show({name: resolve_strategy(name) for name in body["names"]})
        elif request.type == "colour":
            loop.scoring.want(body["by"])
        elif request.type == "ask_in":
            loop.ask_in(loop.selection if body["on"] else None)
        elif request.type == "set":
            _set(loop, body)
        elif request.type == "command":
            _COMMANDS[body["name"]](loop)
    except AlError as error:
        return error_reply(None, "item" if request.type == "ask" else "busy", str(error))
    return None


def _set(loop: Loop, body: Mapping[str, Any]) -> None:
    from jupyter_al import learners

    if body["name"] == "strategy":
        loop.set_strategy(resolve_strategy(body["value"]), body["value"])
    elif body["name"] == "projection":
        _project(loop, body["value"])
    elif body["value"] != loop.trainer.learner.name:
        loop.set_learner(learners.resolve(body["value"]), body["value"])


def _dismiss(loop: Loop) -> None:
    loop.notes.clear()
    loop.worker.failure = None
    loop.updates.emit("notes", "phase")


def _project(loop: Loop, name: str) -> None:
    if (why := loop.projector.refusal(name)) is not None:
        raise SessionError(why)
    loop.projector.want(name)
    loop.worker.request("project")


def _measure(loop: Loop) -> None:
    loop.measuring.want(BATCH)
    loop.worker.request("measure")


_COMMANDS: dict[str, Callable[[Loop], object]] = {
    "fit": lambda loop: loop.worker.request("fit"),
    "cancel": lambda loop: loop.worker.cancel(),
    "retry_store": Loop.retry_store,
    "dismiss": _dismiss,
    "cancel_projection": lambda loop: loop.projector.stop(),
    "stop_history": lambda loop: loop.rebuilding.stop(),
    "measure": _measure,
}
