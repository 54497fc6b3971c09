"""A journal in a database: a SQLite file, or a server that a team shares."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, bindparam, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from jupyter_al.errors import SessionError, StoreError
from jupyter_al.journal._engine import WRITE, file_engine, hide_secrets, name_of, url_engine
from jupyter_al.journal._refusals import code_of, refusal
from jupyter_al.journal._tables import EVENTS, META, TABLES, from_row, to_row
from jupyter_al.journal.event import Event
from jupyter_al.journal.journal import Journal
from jupyter_al.journal.migrations import SCHEMA_VERSION, steps_from

CHECKED_BYTES = 64 * 2**20
"""Files up to this size are read through for damage when they are opened (0.1 s)."""
_AT_ONCE = 500
# made once: building a statement takes longer than running it
_INSERT = EVENTS.insert()
_KNOWN = select(EVENTS.c.event_id).where(EVENTS.c.event_id.in_(bindparam("ids", expanding=True)))


class SqlJournal(Journal):
    """Journal in a database, by way of SQLAlchemy Core.

    Parameters
    ----------
    place : pathlib.Path or sqlalchemy.URL
        A SQLite file, made when it is not there; or a database on a server.
    fingerprint : str
        Of the pool; a store is opened only with the pool it was made for.
    pool_size : int
        Number of items, told when the pool is another one.
    create : bool
        Make a new store when there is none.

    Raises
    ------
    StoreError
        With the reason in `code` and the fix in the sentence.
    """

    def __init__(self, place: Path | URL, *, fingerprint: str, pool_size: int, create: bool):
        self._lock = threading.Lock()
        self._closed = False
        self._inode: tuple[int, int] | None = None
        self._url: URL | None = None
        self.file: Path | None = None
        if isinstance(place, Path):
            self.file, self.where, self._engine = place, place.name, file_engine(place)
        else:
            self._url, self.where, self._engine = place, name_of(place), url_engine(place)
        try:
            self.session_id = self._open(fingerprint, pool_size, create)
            if self.file is not None:
                self._inode = _inode(self.file)
        except BaseException:
            self.close()
            raise

    def append(self, events: Sequence[Event]) -> list[bool]:
        """Write the events in one transaction; see :meth:`Journal.append`."""
        rows = {event.event_id: to_row(event) for event in reversed(events)}
        if not rows:
            return []
        with self._transaction(write=True) as connection:
            _line_up(connection)
            known = _known(connection, list(rows))
            written = []
            for event in events:
                written.append(event.event_id not in known)
                known.add(event.event_id)
            new = [rows[e.event_id] for e, is_new in zip(events, written, strict=True) if is_new]
            if new:
                connection.execute(_INSERT, new)
        return written

    def events(self) -> list[Event]:
        """Return all events in the order of writing."""
        with self._transaction(write=False) as connection:
            columns = [c for c in EVENTS.c if c.name != "seq"]
            rows = connection.execute(select(*columns).order_by(EVENTS.c.seq)).all()
        try:
            return [from_row(row) for row in rows]
        except (SessionError, TypeError, ValueError) as error:
            raise refusal("damaged", self.where, str(error)) from error

    def meta(self, key: str) -> str | None:
        """Return what was kept under this key, or None."""
        with self._transaction(write=False) as connection:
            found = connection.execute(select(META.c.value).where(META.c.key == key)).scalar()
        return None if found is None else str(found)

    def set_meta(self, key: str, value: str) -> None:
        """Keep a small text beside the events, on disk when this returns."""
        with self._transaction(write=True) as connection:
            _line_up(connection)
            _set(connection, key, value)

    def close(self) -> None:
        """Let go of the file or the server; a second call does nothing."""
        with self._lock:
            self._closed = True
            self._engine.dispose()

    @contextmanager
    def _transaction(self, *, write: bool) -> Iterator[Connection]:
        """Give one thread a transaction; whatever the database refuses becomes a sentence."""
        with self._lock:
            if self._closed:
                raise StoreError(
                    f"The store {self.where!r} was closed: open the session again.",
                    code="unreachable",
                )
            self._check_place()
            try:
                with self._engine.connect() as connection:
                    connection = connection.execution_options(**{WRITE: write})
                    with connection.begin():
                        yield connection
            except (SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error) as error:
                raise self._refusal(error) from (error if self._url is None else None)

    def _refusal(self, error: BaseException) -> StoreError:
        original = getattr(error, "orig", None) or error
        detail = str(original).strip().partition("\n")[0]
        if self._url is not None:
            detail = hide_secrets(detail, self._url)
        return refusal(code_of(original), self.where, detail)

    def _check_place(self) -> None:
        """Notice that the open file is no longer the one at this path: SQLite would not.

        Without it, answers would go on into a file that nobody can open again.
        """
        if self.file is None or self._inode is None:
            return
        if _inode(self.file) != self._inode:
            raise refusal("missing", self.where)
        if not self.file.with_name(self.file.name + "-wal").exists():
            # somebody tidied up the write-ahead log: closing writes it into the file itself
            self._engine.dispose()

    def _open(self, fingerprint: str, pool_size: int, create: bool) -> str:
        """Make or check the tables; return the session id."""
        made = {
            "schema_version": str(SCHEMA_VERSION),
            "session_id": str(uuid.uuid4()),
            "fingerprint": fingerprint,
            "pool_size": str(pool_size),
        }
        with self._transaction(write=True) as connection:
            tables = inspect(connection).get_table_names()
            if META.name in tables:
                self._check_health(connection, tables)
                return self._check_meta(connection, fingerprint, pool_size)
            if not create:
                raise StoreError(
                    f"{self.where!r} holds no answers yet: check the name, "
                    "or start with al.Session(pool, classes, store=...).",
                    code="missing",
                )
            if tables and self.file is not None:
                raise StoreError(
                    f"{self.where!r} is the database of another program: "
                    "give store= another file name.",
                    code="damaged",
                )
            TABLES.create_all(connection)
            connection.execute(META.insert(), [{"key": k, "value": v} for k, v in made.items()])
            return made["session_id"]

    def _check_health(self, connection: Connection, tables: list[str]) -> None:
        if EVENTS.name not in tables:
            raise refusal("damaged", self.where, f"the table {EVENTS.name} is missing")
        if self.file is not None and self.file.stat().st_size <= CHECKED_BYTES:
            found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
            if found != "ok":
                raise refusal("damaged", self.where, str(found))

    def _check_meta(self, connection: Connection, fingerprint: str, pool_size: int) -> str:
        _line_up(connection)
        meta = {row.key: row.value for row in connection.execute(select(META))}
        try:
            version, size = int(meta["schema_version"]), int(meta["pool_size"])
            session_id, kept = str(meta["session_id"]), str(meta["fingerprint"])
        except (KeyError, ValueError) as error:
            raise refusal("damaged", self.where, f"al_meta: {error}") from error
        if version > SCHEMA_VERSION:
            raise StoreError(
                f"{self.where!r} was written by a newer jupyter_al (format {version}, this one "
                f"reads up to {SCHEMA_VERSION}): pip install --upgrade jupyter-al",
                code="newer_schema",
            )
        if kept != fingerprint:
            why = (
                f"both have {size} items, but their ids or features differ"
                if size == pool_size
                else f"that pool has {size} items, this one has {pool_size}"
            )
            raise StoreError(
                f"{self.where!r} holds the answers for another pool ({why}). "
                "Open it with the pool it was made for, or give store= a new file name.",
                code="other_pool",
            )
        for statement in steps_from(version):
            connection.execute(text(statement))
        if version < SCHEMA_VERSION:
            _set(connection, "schema_version", str(SCHEMA_VERSION))
        return session_id


def _inode(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _line_up(connection: Connection) -> None:
    """Let writers take turns, so that `seq` follows the order of commits.

    SQLite does so by itself (and SQLAlchemy leaves FOR UPDATE out there).
    """
    if connection.dialect.name != "sqlite":
        row = select(META.c.value).where(META.c.key == "schema_version").with_for_update()
        connection.execute(row)


def _known(connection: Connection, ids: list[str]) -> set[str]:
    known: set[str] = set()
    for start in range(0, len(ids), _AT_ONCE):
        found = connection.execute(_KNOWN, {"ids": ids[start : start + _AT_ONCE]})
        known.update(found.scalars())
    return known


def _set(connection: Connection, key: str, value: str) -> None:
    done = connection.execute(META.update().where(META.c.key == key).values(value=value))
    if done.rowcount == 0:
        connection.execute(META.insert().values(key=key, value=value))
