"""Database engines for a file and for a URL, set up so that a commit is really on disk."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from jupyter_al.errors import StoreError

LOCK_SECONDS = 1.0
"""How long to wait for another writer before saying so."""
CONNECT_SECONDS = 5
_DRIVERS = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg"}
_TIMED = ("psycopg", "psycopg2", "pymysql", "mysqldb")
WRITE = "al_write"
"""Execution option of a connection that is going to write."""


def file_engine(path: Path) -> Engine:
    """Return an engine on a SQLite file: write-ahead log, every commit synchronous."""
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"timeout": LOCK_SECONDS, "check_same_thread": False},
        pool_size=1,
        max_overflow=0,
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver must not begin transactions of its own
        _write_ahead(connection)
        connection.execute("PRAGMA synchronous=FULL")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # a writer takes its lock at once: a later upgrade from reading could not wait for it
        writes = connection.get_execution_options().get(WRITE)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _write_ahead(connection: Any) -> None:
    """Switch to the write-ahead log; SQLite does not wait here when another switches too."""
    deadline = time.monotonic() + LOCK_SECONDS
    while not _try_write_ahead(connection, last=time.monotonic() > deadline):
        time.sleep(0.02)


def _try_write_ahead(connection: Any, *, last: bool) -> bool:
    try:
        connection.execute("PRAGMA journal_mode=WAL")
    except connection.OperationalError as error:
        if last or "locked" not in str(error):
            raise
        return False
    return True


def read_url(text: str) -> URL:
    """Return the parsed URL, or a sentence that never repeats it (it may hold a password)."""
    try:
        url = make_url(text)
        url = url.set(drivername=_DRIVERS.get(url.drivername, url.drivername))
        url.get_dialect()
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise StoreError(
            "The URL given as store= cannot be read. Write it like "
            "'postgresql+psycopg://user:password@host:5432/database', or give a file name.",
            code="unreachable",
        ) from None
    return url


def url_engine(url: URL) -> Engine:
    """Return an engine on a database server."""
    arguments = {"connect_timeout": CONNECT_SECONDS} if url.get_driver_name() in _TIMED else {}
    try:
        engine = create_engine(
            url, connect_args=arguments, pool_size=1, pool_pre_ping=True, hide_parameters=True
        )
    except ImportError as error:
        package = {"psycopg": "'psycopg[binary]'"}.get(error.name or "", error.name)
        raise StoreError(
            f"The store {name_of(url)!r} needs a package that is not here: pip install {package}",
            code="unreachable",
        ) from None
    if engine.dialect.name == "postgresql":

        @event.listens_for(engine, "connect")
        def _connect(connection: Any, _record: Any) -> None:
            cursor = connection.cursor()
            cursor.execute(f"SET lock_timeout = '{LOCK_SECONDS:g}s'")
            cursor.close()
            connection.commit()

    return engine


def name_of(url: URL) -> str:
    """Return the URL for people: no password, no options."""
    return url._replace(password=None, query={}).render_as_string()  # type: ignore[arg-type]  # SQLAlchemy types a frozen dict


def hide_secrets(text: str, url: URL) -> str:
    """Replace every password of the URL in a text."""
    options = [v for k, v in url.query.items() if "pass" in k.lower() or "secret" in k.lower()]
    for secret in [url.password, *options]:
        for form in {str(secret), quote(str(secret)), quote_plus(str(secret))} if secret else ():
            text = text.replace(form, "***")
    return text
