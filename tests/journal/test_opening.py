"""Every way a store can refuse, and that each sentence names the fix."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy

from jupyter_al.errors import StoreError
from jupyter_al.journal import MemoryJournal, _engine, open_journal
from jupyter_al.journal import sql as sql_module
from jupyter_al.journal.sql import SqlJournal

from .conftest import POOL, Make


def refused(store: object, **changes: Any) -> StoreError:
    with pytest.raises(StoreError) as caught:
        open_journal(store, **{**POOL, **changes}).close()  # type: ignore[arg-type]  # wrong on purpose
    return caught.value


@pytest.fixture
def store(tmp_path: Path, make: Make) -> Path:
    """A file with 400 events."""
    path = tmp_path / "pets.db"
    journal = open_journal(path, **POOL)
    journal.append([make(note="x" * 200) for _ in range(400)])
    journal.close()
    return path


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_engine, "LOCK_SECONDS", 0.05)


@pytest.mark.parametrize("name", [None, ":memory:", "sqlite://", "sqlite:///:memory:"])
def test_memory(name: str | None) -> None:
    journal = open_journal(name, **POOL)
    assert isinstance(journal, MemoryJournal)
    assert journal.where == "memory"
    assert repr(journal) == "MemoryJournal('memory')"


def test_a_file_by_name_path_or_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    names: list[Any] = ["a.db", tmp_path / "a.db", "sqlite:///a.db", "~/a.db"]
    opened = [open_journal(name, **POOL) for name in names]
    assert len({journal.session_id for journal in opened}) == 1
    assert {journal.where for journal in opened} == {"a.db"}
    assert [p.name for p in tmp_path.glob("*.db")] == ["a.db"]
    for journal in opened:
        journal.close()


@pytest.mark.parametrize("url", ["sqlite:///a.db?mode=ro", "sqlite+aiosqlite:///a.db"])
def test_options_that_would_not_be_kept_are_refused(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "store='a.db'" in str(refused(url))
    assert list(tmp_path.iterdir()) == []


def test_odd_file_names(tmp_path: Path) -> None:
    for name in ("my pets?.db", "50% #1.db", "köttur"):
        open_journal(tmp_path / name, **POOL).close()
        assert (tmp_path / name).is_file()


def test_missing_folder_is_not_made(tmp_path: Path) -> None:
    error = refused(tmp_path / "none" / "a.db")
    assert error.code == "missing"
    assert "make the folder" in str(error)
    assert not (tmp_path / "none").exists()


def test_missing_file_is_not_made_when_it_should_be_there(tmp_path: Path) -> None:
    error = refused(tmp_path / "a.db", create=False)
    assert error.code == "missing"
    assert "check the name" in str(error)
    assert list(tmp_path.iterdir()) == []


def test_folder_and_empty_name(tmp_path: Path) -> None:
    assert "name of a file in it" in str(refused(tmp_path))
    assert refused(tmp_path).code == "missing"
    assert refused(" ").code == "missing"


def test_an_empty_file_is_a_new_store_but_holds_no_answers(tmp_path: Path) -> None:
    (tmp_path / "a.db").touch()
    assert refused(tmp_path / "a.db", create=False).code == "missing"
    open_journal(tmp_path / "a.db", **POOL).close()
    open_journal(tmp_path / "a.db", **POOL, create=False).close()


def test_another_pool_says_both_sizes(store: Path) -> None:
    error = refused(store, fingerprint="f2", pool_size=7)
    assert error.code == "other_pool"
    assert "10 items" in str(error)
    assert "7" in str(error)
    assert "new file name" in str(error)
    same_size = refused(store, fingerprint="f2")
    assert "ids or features differ" in str(same_size)


def test_newer_schema(store: Path) -> None:
    with sqlite3.connect(store) as connection:
        connection.execute("UPDATE al_meta SET value = '99' WHERE key = 'schema_version'")
    connection.close()
    error = refused(store, fingerprint="another one")  # said first: the rest may mean nothing
    assert error.code == "newer_schema"
    assert "pip install --upgrade jupyter-al" in str(error)


def _no_database(path: Path) -> None:
    path.write_text("item,label\n1,cat\n" * 100)


def _cut_to_header(path: Path) -> None:
    os.truncate(path, 100)


def _cut_in_half(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2 // 4096 * 4096)


def _overwrite_a_page(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(5 * 4096)
        file.write(b"\xa5" * 4096)


def _lose_a_table(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE al_events")
    connection.close()


def _lose_meta(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM al_meta WHERE key = 'session_id'")
    connection.close()


@pytest.mark.parametrize(
    "damage",
    [_no_database, _cut_to_header, _cut_in_half, _overwrite_a_page, _lose_a_table, _lose_meta],
)
def test_damage_is_found_at_opening(store: Path, damage: Any) -> None:
    damage(store)
    before = store.read_bytes()
    error = refused(store)
    assert error.code == "damaged"
    assert "backup" in str(error)
    assert store.read_bytes() == before, "a damaged file is evidence: leave it"


def test_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "places.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    connection.close()
    error = refused(path)
    assert error.code == "damaged"
    assert "another program" in str(error)
    with sqlite3.connect(path) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master")]
    connection.close()
    assert tables == ["bookmarks"]


def test_a_row_that_is_no_event_is_damage(store: Path) -> None:
    with sqlite3.connect(store) as connection:
        connection.execute("UPDATE al_events SET answer_kind = 'lable' WHERE seq = 7")
    connection.close()
    journal = open_journal(store, **POOL)
    with pytest.raises(StoreError, match="lable") as caught:
        journal.events()
    assert caught.value.code == "damaged"
    journal.close()


@pytest.mark.usefixtures("impatient")
def test_locked_at_opening_and_at_writing_and_free_again(store: Path, make: Make) -> None:
    journal = open_journal(store, **POOL)
    other = sqlite3.connect(store, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert refused(store).code == "locked"
    with pytest.raises(StoreError, match="Close the other notebook") as caught:
        journal.append([make(event_id="late")])
    assert caught.value.code == "locked"
    assert len(journal.events()) == 400  # reading goes on
    other.execute("ROLLBACK")
    assert journal.append([make(event_id="late")]) == [True]
    other.close()
    journal.close()


def _set_pragma(journal: object, pragma: str) -> None:
    assert isinstance(journal, SqlJournal)
    with journal._transaction(write=False) as connection:
        connection.exec_driver_sql(f"PRAGMA {pragma}")


def test_full_and_room_again(store: Path, make: Make) -> None:
    journal = open_journal(store, **POOL)
    _set_pragma(journal, "max_page_count = 1")  # SQLite takes the present size instead
    events = [make(note="y" * 1000) for _ in range(100)]
    with pytest.raises(StoreError, match="disk is full") as caught:
        journal.append(events)
    assert caught.value.code == "full"
    assert len(journal.events()) == 400
    _set_pragma(journal, "max_page_count = 100000")
    assert journal.append(events) == [True] * 100
    journal.close()


@pytest.mark.skipif(sys.platform == "win32", reason="no file size limits there")
def test_full_as_the_system_says_it(tmp_path: Path) -> None:
    program = textwrap.dedent(
        """
        import resource, sys
        from jupyter_al.journal import Event, open_journal
        journal = open_journal(sys.argv[1], fingerprint="f1", pool_size=10)
        events = [Event(f"e{i}", "a", "me", 1.0, "label", "x" * 1000) for i in range(300)]
        journal.append(events[:1])
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
        try:
            journal.append(events)
        except OSError as error:
            print(error.code)
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        print(sum(journal.append(events)), len(journal.events()))
        """
    )
    arguments = [sys.executable, "-c", program, str(tmp_path / "a.db")]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["full", "299", "300"], done.stderr


def test_read_only_at_writing(store: Path, make: Make) -> None:
    journal = open_journal(store, **POOL)
    _set_pragma(journal, "query_only = ON")
    with pytest.raises(StoreError, match="no right to change it") as caught:
        journal.append([make()])
    assert caught.value.code == "read_only"
    _set_pragma(journal, "query_only = OFF")
    assert journal.append([make(event_id="later")]) == [True]
    journal.close()


@pytest.fixture
def nobody(store: Path) -> Iterator[Path]:
    """A folder with a store, seen by a user who owns neither."""
    if sys.platform == "win32":
        pytest.skip("other rights there")
    folder = Path(tempfile.mkdtemp())
    shutil.copy(store, folder / "pets.db")
    folder.chmod(0o755)
    (folder / "pets.db").chmod(0o644)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    else:
        folder.chmod(0o555)
        (folder / "pets.db").chmod(0o444)
    try:
        yield folder
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_read_only_file_and_folder(nobody: Path) -> None:
    for name in ("pets.db", "new.db"):
        error = refused(nobody / name)
        assert error.code == "read_only"
        assert "a folder of your own" in str(error)
    assert [path.name for path in nobody.iterdir()] == ["pets.db"]


@pytest.mark.parametrize(
    "url",
    ["nosuch+thing://ann:s3cret@host/db", "postgresql://ann:s3cret@host:port/db", "://s3cret"],
)
def test_urls_that_cannot_be_read(url: str) -> None:
    error = refused(url)
    assert error.code == "unreachable"
    assert "postgresql+psycopg://user" in str(error)
    assert "s3cret" not in "".join(traceback.format_exception(error))


def test_missing_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    for scheme in ("postgresql", "postgres", "postgresql+psycopg"):
        error = refused(f"{scheme}://ann:s3cret@host/labels")
        assert error.code == "unreachable"
        assert "pip install 'psycopg[binary]'" in str(error)
        assert "s3cret" not in "".join(traceback.format_exception(error))


def test_server_away_and_password_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def connect() -> Any:
        raise sqlite3.OperationalError("no route to ann:p%40ss%20w%C3%B6rd@db (p@ss wörd, t0ken)")

    def engine(url: sqlalchemy.URL) -> sqlalchemy.Engine:
        return sqlalchemy.create_engine("sqlite://", creator=connect)

    monkeypatch.setattr(sql_module, "url_engine", engine)
    error = refused("postgresql://ann:p%40ss w%C3%B6rd@db/labels?sslpassword=t0ken")
    said = "".join(traceback.format_exception(error))
    assert error.code == "unreachable"
    assert "postgresql+psycopg://ann@db/labels" in said
    assert "Check that the server runs" in said
    assert "no route to" in said
    for secret in ("p@ss wörd", "p%40ss%20w", "t0ken"):
        assert secret not in said


def test_name_of_a_url_has_no_password() -> None:
    url = _engine.read_url("postgresql://ann:s3cret@db:5433/labels?sslpassword=t0ken")
    assert _engine.name_of(url) == "postgresql+psycopg://ann@db:5433/labels"


def test_without_sqlalchemy_memory_works_and_files_say_what_to_install(tmp_path: Path) -> None:
    program = textwrap.dedent(
        """
        import sys
        sys.modules["sqlalchemy"] = None
        from jupyter_al.journal import Event, open_journal
        journal = open_journal(None, fingerprint="f", pool_size=1)
        print(journal.append([Event("e", "a", "me", 1.0, "label", "cat")]))
        try:
            open_journal("a.db", fingerprint="f", pool_size=1)
        except OSError as error:
            print(error.code, error)
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert done.stdout.startswith("[True]\nunreachable A store needs SQLAlchemy"), done.stderr
