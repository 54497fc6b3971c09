"""The rate limit: at most 20 messages in any second, nothing lost, acknowledgements first."""

from __future__ import annotations

import threading
import time

from jupyter_al.widget.outbox import Outbox


class Wire:
    def __init__(self) -> None:
        self.state = 0
        self.sent: list[tuple[float, int]] = []
        self.outbox = Outbox(lambda: self.sent.append((time.monotonic(), self.state)))

    def wait_for(self, state: int) -> None:
        deadline = time.monotonic() + 10
        while not self.sent or self.sent[-1][1] != state:
            assert time.monotonic() < deadline, "the last state was never sent"
            time.sleep(0.005)


def test_at_most_twenty_in_any_second_and_the_last_state_arrives() -> None:
    wire = Wire()

    def change() -> None:
        for _ in range(150):
            wire.state += 1
            wire.outbox.mark()
            with wire.outbox.held():
                wire.state += 1
            time.sleep(0.01)

    threads = [threading.Thread(target=change) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wire.wait_for(wire.state)
    wire.outbox.close()
    times = [at for at, _ in wire.sent]
    assert max(sum(start <= at < start + 1 for at in times) for start in times) <= 20


def test_an_acknowledgement_goes_at_once_where_other_news_must_wait() -> None:
    wire = Wire()
    for state in range(20):  # news until they have to wait
        wire.state = state
        wire.outbox.mark()
    before = len(wire.sent)
    assert before < 20
    with wire.outbox.held():
        wire.state = 100
        wire.outbox.mark()
        assert len(wire.sent) == before  # held
    assert wire.sent[-1][1] == 100
    wire.outbox.close()


def test_an_acknowledgement_that_meets_a_sender_at_work_follows_it_at_once() -> None:
    at_work, go_on = threading.Event(), threading.Event()
    sent: list[float] = []

    def send() -> None:
        if not sent:
            at_work.set()
            go_on.wait(10)
        sent.append(time.monotonic())

    outbox = Outbox(send)
    outbox._last_news = time.monotonic() + 60  # other news would wait for a minute
    first = threading.Thread(target=lambda: outbox.mark(urgent=True))
    first.start()
    assert at_work.wait(10)
    outbox.mark(urgent=True)
    go_on.set()
    first.join()
    deadline = time.monotonic() + 10
    while len(sent) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.005)
    outbox.close()


def test_a_message_that_cannot_be_sent_does_not_stop_the_next_one() -> None:
    sent: list[int] = []

    def send() -> None:
        sent.append(1)
        if len(sent) == 1:
            raise RuntimeError("the comm is closed")

    outbox = Outbox(send)
    outbox.mark()
    outbox.mark(urgent=True)
    assert len(sent) == 2
    outbox.close()


def test_nothing_is_sent_after_the_end() -> None:
    wire = Wire()
    wire.outbox.close()
    wire.outbox.mark()
    assert wire.sent == []
