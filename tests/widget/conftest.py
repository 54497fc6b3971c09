from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import jupyter_al as al
from jupyter_al.widget import Dashboard
from jupyter_al.widget.protocol import PROTOCOL

_ids = itertools.count()


class Page:
    """What a browser would be: sends messages to a dashboard, keeps what comes back."""

    def __init__(self, dashboard: Dashboard) -> None:
        self.dashboard = dashboard
        self.batches: list[dict[str, Any]] = []
        self.buffers: list[list[bytes]] = []
        dashboard.send = self._take  # type: ignore[method-assign]

    def _take(self, content: Any, buffers: Any = None) -> None:
        self.batches.append(content)
        self.buffers.append(list(buffers or []))

    def say(self, **message: Any) -> None:
        self.dashboard._handle_custom_msg({"v": PROTOCOL, **message}, [])

    def answer(self, kind: str, items: list[int], value: str | None = None, **more: Any) -> str:
        event_id = more.pop("id", f"event-{next(_ids):08d}")
        self.say(
            type="event",
            id=event_id,
            kind=kind,
            items=items,
            value=value,
            shown_at=1.0,
            answered_at=time.time(),
            active_seconds=0.5,
            options=None,
            asked=more.pop("asked", [None] * len(items)),
            **more,
        )
        return event_id

    def replies(self, kind: str) -> list[dict[str, Any]]:
        return [m for b in list(self.batches) for m in b["messages"] if m["type"] == kind]

    def wait(self, kind: str, count: int = 1, timeout: float = 20) -> list[dict[str, Any]]:
        """Return the replies of a kind once there are that many."""
        deadline = time.monotonic() + timeout
        while len(self.replies(kind)) < count:
            assert time.monotonic() < deadline, f"no {kind}: {self.batches[-3:]}"
            time.sleep(0.01)
        return self.replies(kind)

    def settle(self) -> None:
        """Return when the session has nothing left to do and all is sent."""
        self.dashboard._session.loop.worker.finish()
        outbox, deadline = self.dashboard._outbox, time.monotonic() + 20
        time.sleep(0.15)
        while outbox._marked.is_set() or outbox._sending.locked():
            assert time.monotonic() < deadline, "the outbox does not come to rest"
            time.sleep(0.01)


@pytest.fixture
def blobs() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    y = np.arange(300) % 3
    return rng.normal(size=(300, 5)) + 4 * np.eye(5)[y], y


@pytest.fixture
def session(blobs: tuple[np.ndarray, np.ndarray]) -> Iterator[al.Session]:
    made = al.Session(al.Pool(blobs[0]), ["a", "b", "c"], projection="pca")
    yield made
    made.close()


@pytest.fixture
def page(session: al.Session) -> Page:
    made = Page(Dashboard(session))
    made.say(type="hello", view="v1", base64=False, have={})
    return made
