from __future__ import annotations

import itertools

import pytest

from jupyter_al.errors import Cancelled
from jupyter_al.learners import _progress
from jupyter_al.learners._progress import Heartbeat


def test_reports_at_most_ten_times_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [5.0]
    monkeypatch.setattr(_progress.time, "monotonic", lambda: now[0])
    seen: list[tuple[float, float]] = []
    beat = Heartbeat(lambda share, text: seen.append((now[0], share)), None)
    for i in range(100):
        now[0] = 5.0 + i * 0.01
        beat(i / 50, "x")
    times = [t for t, _ in seen]
    assert len(times) == 10
    assert min(b - a for a, b in itertools.pairwise(times)) >= 0.1 - 1e-9
    assert max(share for _, share in seen) == 1.0


def test_cancel_is_asked_every_time() -> None:
    answers = iter([False, False, True])
    beat = Heartbeat(None, lambda: next(answers))
    beat(0, "")
    beat(0, "")
    with pytest.raises(Cancelled, match="cancelled"):
        beat(0, "")
