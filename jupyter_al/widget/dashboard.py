"""The anywidget model on a session. It shows and passes on; it decides nothing."""

from __future__ import annotations

import html
import threading
import traceback
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import numpy as np
import numpy.typing as npt
import traitlets

from jupyter_al.errors import AlError, ProtocolError
from jupyter_al.session.answers.told import Told
from jupyter_al.widget import colours
from jupyter_al.widget.bitmap import pack_bitmap
from jupyter_al.widget.cards import Buffers, Known, card
from jupyter_al.widget.columns import ColumnsOut
from jupyter_al.widget.comm import keep_answering
from jupyter_al.widget.handlers import apply_command, apply_event, error_reply
from jupyter_al.widget.history import history, moment
from jupyter_al.widget.layers import layers
from jupyter_al.widget.looks import Looks
from jupyter_al.widget.messages import EventMessage, Request, parse
from jupyter_al.widget.outbox import Outbox
from jupyter_al.widget.past import past
from jupyter_al.widget.preview import preview
from jupyter_al.widget.protocol import COLUMNS, PROTOCOL
from jupyter_al.widget.status import config, curve, status
from jupyter_al.widget.strategies import comparison, menu

if TYPE_CHECKING:
    from jupyter_al.session.session import Session

__all__ = ["Dashboard", "show"]

# what of the page depends on which change of the session; the rest is in `status`
SHOWN_BY = {
    "classes": ("labels", "queue"),
    "comparison": ("comparison",),
    "contours": ("contours",),
    "curve": ("curve",),
    "field": ("field",),
    "model": ("prediction", "uncertainty"),
    "projection": ("coordinates",),
    "queue": ("queue",),
    "regions": ("regions",),
    "selection": ("selection",),
}
MANY = 5_000  # labels at once from which their whole column is sent
STATIC = Path(__file__).parent / "static"


def show(session: Session, panes: tuple[str, ...]) -> Dashboard:
    """Return a view of a session with these panes; the session starts working for it."""
    if not (STATIC / "widget.js").exists():
        raise AlError(
            "The widget's module is not built. In a clone run 'make build'; "
            "otherwise reinstall jupyter-al."
        )
    return Dashboard(session, panes)


class Dashboard(anywidget.AnyWidget):
    """Three panes on one session.

    Traits are small and restorable; everything else travels as messages (see
    :mod:`jupyter_al.widget.protocol`). Closing it, opening two of it or reloading the page
    changes nothing in the session.

    Parameters
    ----------
    session : Session
        What is shown.
    panes : tuple of str
        Some of ``card, map, curve``.
    keys : dict, optional
        Own keys: action name to ``KeyboardEvent.code``.
    """

    _esm = STATIC / "widget.js"
    _css = STATIC / "widget.css"

    config = traitlets.Dict().tag(sync=True)
    status = traitlets.Dict().tag(sync=True)
    curve = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        session: Session,
        panes: tuple[str, ...] = ("card", "map", "curve"),
        keys: dict[str, str] | None = None,
    ) -> None:
        self._session = session
        self._loop = session.loop
        self._as_text = False
        self._sequence = 0
        self._marks = threading.Lock()  # guards what is marked to be sent
        self._replies: list[dict[str, Any]] = []
        self._dirty: set[str] = set()
        self._whole: set[str] = set()  # columns that the page does not have
        self._columns = ColumnsOut()
        self._labelled: dict[int, None] = {}
        self._waiting: dict[str, None] = {}  # answers to acknowledge once they are on disk
        self._revisions = dict.fromkeys(("queue", *COLUMNS), 0)
        self._shown = Known()
        self._looking_back: set[str] = set()  # views that show the history
        self._told = Told(self._loop.recorder)
        self._pointed: dict[str, Any] | None = None  # the last preview that somebody asked for
        self._looks = Looks(self._loop, self._reply_soon)
        self.errors: deque[str] = deque(maxlen=50)
        self._outbox = Outbox(self._publish)
        super().__init__(
            config=config(self._loop, panes, keys or {}),
            status=status(self._loop, self._revisions),
            curve=curve(self._loop),
        )
        keep_answering(self.comm)
        self.on_msg(self._receive)
        self._unsubscribe = self._loop.updates.subscribe(self._changed)
        self._loop.start()

    @property
    def alive(self) -> bool:
        """Whether the page can still be reached (marimo closes a view when its cell runs again)."""
        return self.comm is not None and not getattr(self.comm, "_closed", False)

    def close(self) -> None:
        """Take this view away; the session goes on."""
        self._unsubscribe()
        self._outbox.close()
        super().close()

    def _repr_mimebundle_(self, **options: Any) -> Any:
        bundle = super()._repr_mimebundle_(**options)
        if bundle is None:
            return None
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        # what a notebook without a kernel shows: counts only, nothing of the pool
        text = repr(self._session)
        return {**data, "text/plain": text, "text/html": f"<p>{html.escape(text)}</p>"}, metadata

    # -- from the session ------------------------------------------------------------------

    def _changed(self, kinds: tuple[str, ...], detail: Any) -> None:
        """Mark what the page must hear of. Called from any thread."""
        with self._marks:
            for kind in kinds:
                self._dirty.update(SHOWN_BY.get(kind, ()))
            if "history" in kinds and self._looking_back:
                self._dirty.add("history")
            if "scores" in kinds:
                self._dirty.add(f"score {detail}")
            if "labels" in kinds:
                self._labelled.update(dict.fromkeys(detail or ()))
            if "store" in kinds:
                self._acknowledge_saved()
        self._outbox.mark()

    def _acknowledge_saved(self) -> None:
        for event_id in [e for e in self._waiting if self._loop.recorder.is_saved(e)]:
            del self._waiting[event_id]
            self._replies.append({"type": "ack", "id": event_id, "duplicate": False})

    def _reply_soon(self, reply: dict[str, Any]) -> None:
        """Send what the page asked for a while ago. Called from any thread."""
        with self._marks:
            if reply["type"] == "error" and reply["keep"]:
                self._waiting[str(reply["id"])] = None
            self._replies.append(reply)
        self._outbox.mark()

    # -- from the page ---------------------------------------------------------------------

    def _receive(self, _widget: Any, content: Any, buffers: Any) -> None:
        """Handle one message. Called from the main thread or from a subshell's."""
        with self._outbox.held():
            reply = self._answer(content)
            if reply is not None:
                with self._marks:
                    if reply["type"] == "moment":  # who scrubs wants the last one only
                        self._replies = [r for r in self._replies if not _same_view(r, reply)]
                    if reply["type"] == "error" and reply["code"] == "store":
                        self._waiting[str(reply["id"])] = None
                    self._replies.append(reply)

    def _answer(self, content: Any) -> dict[str, Any] | None:
        event_id = content.get("id") if isinstance(content, dict) else None
        event_id = event_id if isinstance(event_id, str) else None
        try:
            return self._handle(parse(content, len(self._loop.recorder.pool)))
        except ProtocolError as error:
            wrong = isinstance(content, dict) and content.get("v") != PROTOCOL
            return error_reply(event_id, "version" if wrong else "protocol", str(error))
        except Exception as error:  # a handler must never take the kernel's channel down
            self.errors.append(traceback.format_exc())
            sentence = f"{type(error).__name__}: {error}"
            return error_reply(event_id, "internal", sentence, keep=event_id is not None)

    def _handle(self, message: EventMessage | Request) -> dict[str, Any] | None:
        if isinstance(message, EventMessage):
            return apply_event(self._loop, message, self._looks.commit)
        if message.type == "hello":
            self._as_text = self._as_text or message.body["base64"]
            self._shown.forget()
            self._loop.prefill()
            with self._marks:
                self._dirty.update(("queue", "selection", "curve", "comparison", "audited"))
                if "map" in self.config["panes"]:
                    self._dirty.update(COLUMNS)
                    self._whole.update(COLUMNS)
            return None
        if message.type == "look":
            self._looks.ask(message.body)
            return None
        if message.type == "columns":
            with self._marks:
                self._dirty.update(message.body["names"])
                self._whole.update(message.body["names"])
            return None
        if message.type in ("preview", "past", "strategies", "colours"):
            return {"type": message.type, "body": message.body}  # built when it is sent
        if message.type == "history":
            return self._look_back(**message.body)
        if message.type == "moment":
            return {"type": message.type, "body": message.body}
        return apply_command(self._loop, message)

    def _look_back(self, view: str, open: bool) -> dict[str, Any] | None:
        """Tell a view of every version, and have computed what a restart took; or stop that."""
        if not open:
            self._looking_back.discard(view)
            return None
        self._looking_back.add(view)
        self._loop.rebuilding.begin()
        return {"type": "history"}

    # -- to the page -----------------------------------------------------------------------

    def _publish(self) -> None:
        """Send everything that is marked, built from the state of this moment."""
        with self._marks:
            replies, self._replies = self._replies, []
            dirty, self._dirty = self._dirty, set()
            whole, self._whole = self._whole, set()
            labelled, self._labelled = list(self._labelled), {}
        if len(labelled) > MANY and "map" in self.config["panes"]:
            dirty, labelled = {*dirty, "labels", "audited"}, []  # smaller than the list
        buffers = Buffers(self._as_text)
        messages = [self._safely(reply, buffers) for reply in replies]
        if labelled:
            self._revisions["labels"] += 1
            codes = self._loop.recorder.labels.codes
            messages.append(
                {
                    "type": "labelled",
                    "rev": self._revisions["labels"],
                    "items": labelled,
                    "codes": [int(codes[i]) for i in labelled],
                    "audit": [i for i in labelled if self._loop.recorder.labels.audit[i]],
                }
            )
        names = dirty if "map" in self.config["panes"] else whole
        parts = (self._loop, names, whole, self._revisions, buffers)
        messages.extend(self._columns.messages(*parts))
        messages.extend(layers(self._loop, dirty, buffers))
        if "queue" in dirty:
            messages.append(self._queue(buffers))
        messages.extend(self._scores(dirty, buffers))
        if "history" in dirty:
            messages.append(history(self._loop))
        if "audited" in dirty:
            messages.append({"type": "audited", "b64": self._bits(self._loop.audited)})
        if "selection" in dirty:
            messages.append(self._selection())
        if "comparison" in dirty:
            messages.append(comparison(self._loop.comparing.found))
        if messages:
            self._sequence += 1
            batch = {"v": PROTOCOL, "type": "batch", "seq": self._sequence, "messages": messages}
            try:
                self.send(batch, buffers=buffers.parts)
            except Exception:  # nothing of it is lost: it goes with the next turn
                self._columns.forget()
                with self._marks:
                    self._replies[:0] = replies
                    self._dirty |= dirty
                    self._labelled = {**dict.fromkeys(labelled), **self._labelled}
                raise
        self.status = status(self._loop, self._revisions)
        if "curve" in dirty:
            self.curve = curve(self._loop)

    def _safely(self, reply: dict[str, Any], buffers: Buffers) -> dict[str, Any]:
        """Build a reply; what cannot be built is told, and holds nothing else up."""
        try:
            return self._built(reply, buffers)
        except Exception as error:
            self.errors.append(traceback.format_exc())
            return error_reply(None, "internal", f"{type(error).__name__}: {error}")

    def _built(self, reply: dict[str, Any], buffers: Buffers) -> dict[str, Any]:
        if reply["type"] == "look":
            return self._looks.built(reply, buffers)
        if reply["type"] == "past":
            return past(self._loop, reply["body"], buffers)
        if reply["type"] == "history":
            return history(self._loop)
        if reply["type"] == "moment":
            return moment(self._loop, reply["body"], buffers)
        if reply["type"] == "strategies":
            return menu(self._loop)
        if reply["type"] == "colours":
            return colours.menu(self._loop)
        if reply["type"] == "preview":
            body = reply["body"]
            items = body["items"][:50]
            alone = len(items) == 1
            how = (self._loop, self._told)
            cards = [preview(*how, item, body["by"], buffers, alone=alone) for item in items]
            self._pointed = body if alone and cards[0]["why"] is None else None
            return {"type": "items", "cards": cards}
        return reply

    def _scores(self, dirty: set[str], buffers: Buffers) -> list[dict[str, Any]]:
        """Return the numbers that were asked for, and again what depends on them."""
        names = [name.removeprefix("score ") for name in dirty if name.startswith("score ")]
        found = [self._loop.scoring.found.get(name) for name in names]
        out = [colours.score(one, buffers) for one in found if one is not None]
        if found and self._pointed is not None:
            again = {"type": "preview", "body": self._pointed}
            self._pointed = None
            out.append(self._safely(again, buffers))
        return out

    def _queue(self, buffers: Buffers) -> dict[str, Any]:
        samples, asked_now = self._loop.queue_now()
        believed = self._loop.trainer.ranked  # what the reasons were made from
        self._revisions["queue"] += 1
        return {
            "type": "queue",
            "rev": self._revisions["queue"],
            "cards": [card(self._loop, s, buffers, believed, self._shown) for s in samples],
            "asked": asked_now,
        }

    def _selection(self) -> dict[str, Any]:
        items = self._loop.selection
        return {"type": "selection", "count": len(items), "b64": self._bits(items)}

    def _bits(self, items: npt.NDArray[np.int64]) -> str | None:
        return pack_bitmap(items, len(self._loop.recorder.pool)) if len(items) else None


def _same_view(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return bool(one["type"] == "moment" and one["body"]["view"] == other["body"]["view"])
