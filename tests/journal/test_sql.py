"""What holds for a store in a file."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from sqlalchemy import event as listening
from sqlalchemy.dialects import postgresql

from jupyter_al.errors import StoreError
from jupyter_al.journal import open_journal
from jupyter_al.journal import sql as sql_module
from jupyter_al.journal._tables import EVENTS, META, TABLES
from jupyter_al.journal.event import FIELDS
from jupyter_al.journal.sql import SqlJournal

from .conftest import POOL, Make

WRITER = textwrap.dedent(
    """
    import sys
    from jupyter_al.journal import Event, open_journal
    store, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    print("ready", flush=True)
    sys.stdin.readline()
    journal = open_journal(store, fingerprint="f1", pool_size=10)
    for i in range(count):
        own = Event(f"{name}-{i}", "a", name, 1.0, "label", "cat")
        both = Event(f"both-{i}", "a", name, 1.0, "label", "cat")
        for attempt in range(20):
            try:
                own_new, _ = journal.append([own, both])
                break
            except OSError as error:
                assert error.code == "locked", error
        assert own_new
    print(journal.session_id)
    """
)


def _sql(journal: object) -> SqlJournal:
    assert isinstance(journal, SqlJournal)
    return journal


def test_tables_hold_every_field_of_an_event() -> None:
    assert tuple(c.name for c in EVENTS.c) == ("seq", *FIELDS)


def test_commits_are_synchronous_in_a_write_ahead_log(tmp_path: Path) -> None:
    journal = _sql(open_journal(tmp_path / "labels.db", **POOL))
    with journal._transaction(write=False) as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    journal.close()


def test_one_transaction_for_each_append(tmp_path: Path, make: Make) -> None:
    journal = _sql(open_journal(tmp_path / "labels.db", **POOL))
    said: list[str] = []
    listening.listen(
        journal._engine, "before_cursor_execute", lambda *a: said.append(a[2].split()[0])
    )
    journal.append([make(), make(), make()])
    assert said == ["BEGIN", "SELECT", "INSERT"]
    journal.close()


def test_all_or_nothing(tmp_path: Path, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = open_journal(tmp_path / "labels.db", **POOL)
    bad = make(item="bad")
    row = sql_module.to_row
    monkeypatch.setattr(
        sql_module, "to_row", lambda e: {**row(e), "annotator": None if e is bad else "ann"}
    )
    with pytest.raises(StoreError):
        journal.append([make(item="good"), bad])
    assert journal.events() == []
    journal.close()


def test_two_processes_make_and_fill_one_store(tmp_path: Path) -> None:
    store = tmp_path / "labels.db"
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(store), name, "15"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for name in ("one", "two")
    ]  # fmt: skip
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:  # both open the missing file now
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    said = [writer.communicate(timeout=60) for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0], said
    journal = open_journal(store, **POOL)
    ids = [event.event_id for event in journal.events()]
    assert sorted(ids) == sorted(f"{n}-{i}" for n in ("one", "two", "both") for i in range(15))
    assert {out.strip() for out, _ in said} == {journal.session_id}
    journal.close()


def test_a_second_opener_sees_what_the_first_wrote(tmp_path: Path, make: Make) -> None:
    first = open_journal(tmp_path / "labels.db", **POOL)
    second = open_journal(tmp_path / "labels.db", **POOL)
    first.append([make(event_id="x")])
    assert second.append([make(event_id="x"), make(event_id="y")]) == [False, True]
    assert [e.event_id for e in first.events()] == ["x", "y"]
    assert first.session_id == second.session_id
    first.close()
    second.close()


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be moved there")
def test_a_file_that_is_moved_away_while_open_is_noticed(tmp_path: Path, make: Make) -> None:
    store, aside = tmp_path / "labels.db", tmp_path / "aside.db"
    journal = open_journal(store, **POOL)
    journal.append([make(event_id="x")])
    store.rename(aside)
    with pytest.raises(StoreError, match="moved or replaced") as caught:
        journal.append([make(event_id="y")])
    assert caught.value.code == "missing"
    shutil.copy(aside, store)  # another file of the same name is not good enough
    with pytest.raises(StoreError, match="moved or replaced"):
        journal.append([make(event_id="y")])
    store.unlink()
    aside.rename(store)
    assert journal.append([make(event_id="y")]) == [True]
    journal.close()


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be deleted there")
def test_a_deleted_write_ahead_log_takes_no_answers_with_it(tmp_path: Path) -> None:
    program = textwrap.dedent(
        """
        import os, signal, sys
        from jupyter_al.journal import Event, open_journal
        journal = open_journal(sys.argv[1], fingerprint="f1", pool_size=10)
        for i in range(6):
            journal.append([Event(f"e{i}", "a", "me", 1.0, "label", "cat")])
            if i == 2:
                os.unlink(sys.argv[1] + "-wal")
                os.unlink(sys.argv[1] + "-shm")
        os.kill(os.getpid(), signal.SIGKILL)
        """
    )
    store = tmp_path / "labels.db"
    done = subprocess.run([sys.executable, "-c", program, str(store)], check=False)
    assert done.returncode == -signal.SIGKILL
    journal = open_journal(store, **POOL)
    assert [e.event_id for e in journal.events()] == [f"e{i}" for i in range(6)]
    journal.close()


def test_statements_are_postgres_too() -> None:
    from sqlalchemy import select
    from sqlalchemy.schema import CreateTable

    dialect = postgresql.dialect()
    made = " ".join(str(CreateTable(t).compile(dialect=dialect)) for t in TABLES.sorted_tables)
    assert "seq BIGSERIAL NOT NULL" in made
    assert "answered_at DOUBLE PRECISION NOT NULL" in made
    assert "UNIQUE (event_id)" in made
    lock = select(META.c.value).with_for_update()
    assert str(lock.compile(dialect=dialect)).endswith("FOR UPDATE")
    assert "event_id IN (" in str(sql_module._KNOWN.compile(dialect=dialect))
