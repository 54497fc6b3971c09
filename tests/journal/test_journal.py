"""What holds for every journal: in memory, in a file, on a server."""

from __future__ import annotations

import os
import threading
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from jupyter_al.errors import StoreError
from jupyter_al.journal import Event, Journal, open_journal

from .conftest import POOL, Make

Open = Callable[[], Journal]


@pytest.fixture(params=["memory", "file", "postgres"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """A function that opens the same store again and again (memory: once)."""
    if request.param == "memory":
        journal = open_journal(None, **POOL)
        yield lambda: journal
    elif request.param == "file":
        yield lambda: open_journal(tmp_path / "labels.db", **POOL)
    else:
        url = os.environ.get("AL_TEST_POSTGRES")
        if not url:
            pytest.skip("set AL_TEST_POSTGRES to the URL of an empty database to run this")
        yield from _in_schema_of_its_own(url)


def _in_schema_of_its_own(url: str) -> Iterator[Open]:
    from sqlalchemy import create_engine, make_url, text

    from jupyter_al.journal._engine import read_url

    schema = f"al_{uuid.uuid4().hex}"
    engine = create_engine(read_url(url))
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    inside = make_url(url).update_query_dict({"options": f"-csearch_path={schema}"})
    place = inside.render_as_string(hide_password=False)
    yield lambda: open_journal(place, **POOL)
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


def _full() -> Event:
    return Event(
        "full", "ítem/1", "ann", 1234567890.123456, "label", "köttur 🐈",
        shown_at=1234567880.5, active_seconds=2.25, query_type="verify",
        shown_options=("köttur 🐈", 'a "quoted" one'), strategy="margin", round=3,
        model_version=12, selection_probability=1 / 3, slice="audit", bulk_id="b",
        supersedes="older", note="line one\nline two",
    )  # fmt: skip


def test_every_column_comes_back_as_it_was(opened: Open, make: Make) -> None:
    bare = make("skip")
    journal = opened()
    assert journal.append([_full(), bare]) == [True, True]
    assert journal.events() == [_full(), bare]
    journal.close()


def test_numpy_numbers_are_stored_as_numbers(opened: Open, make: Make) -> None:
    event = make(
        round=np.int64(4),
        model_version=np.int32(2),
        active_seconds=np.float32(0.5),
        selection_probability=np.float64(0.25),
    )
    journal = opened()
    journal.append([event])
    (back,) = journal.events()
    assert (back.round, back.model_version) == (4, 2)
    assert (back.active_seconds, back.selection_probability) == (0.5, 0.25)
    journal.close()


def test_same_id_counts_once_and_the_first_stands(opened: Open, make: Make) -> None:
    journal = opened()
    first = make(event_id="x", answer="cat")
    assert journal.append([first]) == [True]
    again = make(event_id="x", answer="dog")
    other = make(event_id="y")
    assert journal.append([again, other, other]) == [False, True, False]
    assert journal.append([again]) == [False]
    assert journal.events() == [first, other]
    assert journal.append([]) == []
    journal.close()


def test_a_long_bulk_keeps_its_order(opened: Open, make: Make) -> None:
    events = [make(item=f"i{i}", bulk_id="b") for i in range(1203)]
    journal = opened()
    journal.append([events[700], events[5]])
    assert journal.append(events).count(False) == 2
    expected = [events[700], events[5]] + [e for i, e in enumerate(events) if i not in (5, 700)]
    assert journal.events() == expected
    journal.close()


def test_meta_and_classes_stay(opened: Open) -> None:
    journal = opened()
    assert journal.meta("curve") is None
    assert journal.classes == ()
    journal.set_meta("curve", "[1]")
    journal.set_meta("curve", "[1, 2]")
    journal.set_classes(["cat", "köttur"])
    session_id = journal.session_id
    journal.close()
    journal = opened()
    assert journal.meta("curve") == "[1, 2]"
    assert journal.classes == ("cat", "köttur")
    assert journal.session_id == session_id
    journal.close()


def test_many_threads_write_and_read_at_once(opened: Open, make: Make) -> None:
    journal = opened()
    mine = {t: [make(event_id=f"{t}-{i}") for i in range(25)] for t in range(6)}
    shared = [make(event_id=f"shared-{i}") for i in range(25)]
    results: list[bool] = []
    failures: list[BaseException] = []

    def work(thread: int) -> None:
        try:
            for own, common in zip(mine[thread], shared, strict=True):
                assert journal.append([own]) == [True]
                results.extend(journal.append([common]))
                assert own in journal.events()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(t,)) for t in mine]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    ids = [event.event_id for event in journal.events()]
    assert len(ids) == len(set(ids)) == 6 * 25 + 25
    assert results.count(True) == 25
    for events in mine.values():
        places = [ids.index(event.event_id) for event in events]
        assert places == sorted(places)
    journal.close()


def test_a_closed_store_says_so(tmp_path: Path, make: Make) -> None:
    journal = open_journal(tmp_path / "labels.db", **POOL)
    journal.close()
    journal.close()
    with pytest.raises(StoreError, match="was closed: open the session again"):
        journal.append([make()])
