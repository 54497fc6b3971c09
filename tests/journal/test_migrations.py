from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from jupyter_al.errors import StoreError
from jupyter_al.journal import migrations, open_journal
from jupyter_al.journal._tables import EVENTS

from .conftest import POOL, Make

# the columns of the first draft, written out: a test must not follow the program
VERSION_0 = """
CREATE TABLE al_events (
  seq INTEGER PRIMARY KEY, event_id VARCHAR(200) NOT NULL UNIQUE, item_id TEXT,
  annotator TEXT NOT NULL, answered_at DOUBLE NOT NULL, answer_kind TEXT NOT NULL, answer TEXT,
  shown_at DOUBLE, active_seconds DOUBLE, query_type TEXT NOT NULL, shown_options TEXT,
  strategy TEXT, round INTEGER, model_version INTEGER, selection_probability DOUBLE,
  slice TEXT NOT NULL, bulk_id TEXT, supersedes TEXT);
CREATE TABLE al_meta (key VARCHAR(200) PRIMARY KEY, value TEXT NOT NULL);
INSERT INTO al_meta VALUES ('schema_version', '0'), ('session_id', 'old-session'),
  ('fingerprint', 'f1'), ('pool_size', '10');
INSERT INTO al_events (event_id, item_id, annotator, answered_at, answer_kind, answer, query_type,
  slice) VALUES ('old', 'a', 'ann', 5.0, 'label', 'cat', 'classify', 'seed');
"""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    store = tmp_path / "old.db"
    with sqlite3.connect(store) as connection:
        connection.executescript(VERSION_0)
    connection.close()
    return store


def test_a_store_of_version_0_is_brought_to_today(old: Path, make: Make) -> None:
    journal = open_journal(old, **POOL)
    assert journal.session_id == "old-session"
    (event,) = journal.events()
    assert (event.event_id, event.answer, event.note) == ("old", "cat", None)
    journal.append([make("flag", note="blurred")])
    journal.close()
    journal = open_journal(old, **POOL)  # nothing is left to do
    assert [e.note for e in journal.events()] == [None, "blurred"]
    assert journal.meta("schema_version") == str(migrations.SCHEMA_VERSION)
    journal.close()


def test_migrated_and_new_stores_have_the_same_columns(old: Path, tmp_path: Path) -> None:
    open_journal(old, **POOL).close()
    open_journal(tmp_path / "new.db", **POOL).close()
    columns = []
    for store in (old, tmp_path / "new.db"):
        connection = sqlite3.connect(store)
        columns.append({row[1] for row in connection.execute("PRAGMA table_info(al_events)")})
        connection.close()
    assert columns[0] == columns[1] == {c.name for c in EVENTS.c}


def test_another_pool_does_not_migrate(old: Path) -> None:
    with pytest.raises(StoreError, match="another pool"):
        open_journal(old, fingerprint="f2", pool_size=10)
    connection = sqlite3.connect(old)
    version = connection.execute("SELECT value FROM al_meta WHERE key = 'schema_version'")
    assert version.fetchone() == ("0",)
    connection.close()


def test_a_failing_step_leaves_the_old_store(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "STEPS", ((*migrations.STEPS[0], "ALTER TABLE no_such x"),))
    with pytest.raises(StoreError):
        open_journal(old, **POOL)
    monkeypatch.undo()
    journal = open_journal(old, **POOL)
    assert len(journal.events()) == 1
    journal.close()


def test_steps_from_each_version() -> None:
    assert migrations.steps_from(migrations.SCHEMA_VERSION) == []
    assert len(migrations.steps_from(0)) >= migrations.SCHEMA_VERSION
