"""Open the journal that a user names with ``store=``."""

from __future__ import annotations

import os
from pathlib import Path

from jupyter_al.errors import StoreError
from jupyter_al.journal.journal import Journal
from jupyter_al.journal.memory import MemoryJournal

_MEMORY = (":memory:", "sqlite://", "sqlite:///:memory:")


def open_journal(
    store: str | os.PathLike[str] | None,
    *,
    fingerprint: str,
    pool_size: int,
    create: bool = True,
) -> Journal:
    """Open a journal, or make a new one.

    Parameters
    ----------
    store : str, path or None
        None: in memory. A file name: a SQLite file. A text with ``://``: the URL of a
        database, as SQLAlchemy writes it, such as ``postgresql+psycopg://user@host/name``.
    fingerprint : str
        Of the pool; see :class:`jupyter_al.Pool`.
    pool_size : int
        Number of items of the pool.
    create : bool
        Make a new store when there is none; False refuses (code ``missing``).

    Returns
    -------
    Journal

    Raises
    ------
    StoreError
        Its `code` is one of ``read_only, full, locked, other_pool, newer_schema, damaged,
        missing, unreachable``; the sentence tells the fix and never shows a password.
    """
    if store is None or store in _MEMORY:
        return MemoryJournal()
    try:
        from jupyter_al.journal._engine import read_url
        from jupyter_al.journal.sql import SqlJournal
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "sqlalchemy":
            raise
        raise StoreError(
            "A store needs SQLAlchemy: pip install SQLAlchemy. With store=None the answers "
            "are kept in memory, and are lost when the kernel stops.",
            code="unreachable",
        ) from None
    place = os.fspath(store)
    if "://" in place:
        url = read_url(place)
        if url.get_backend_name() != "sqlite":
            return SqlJournal(url, fingerprint=fingerprint, pool_size=pool_size, create=create)
        if url.query or url.get_driver_name() != "pysqlite":
            raise StoreError(
                "A SQLite store is given by its file name, without options or another driver: "
                f"store={url.database!r}.",
                code="unreachable",
            )
        place = url.database or ""
    path = _file(place, create)
    return SqlJournal(path, fingerprint=fingerprint, pool_size=pool_size, create=create)


def _file(place: str, create: bool) -> Path:
    """Return the full path of a store's file, when a file can be there."""
    if not place.strip():
        raise StoreError("store= is empty: give a file name, or None for memory.", code="missing")
    path = Path(place).expanduser().absolute()
    if path.is_dir():
        raise StoreError(
            f"{place!r} is a folder: give the name of a file in it, such as "
            f"{os.path.join(place, 'labels.db')!r}.",
            code="missing",
        )
    if not path.parent.is_dir():
        raise StoreError(
            f"The folder of {place!r} is not there: make the folder first, or check the name.",
            code="missing",
        )
    if not create and not path.exists():
        raise StoreError(
            f"There is no file {place!r}: check the name and the folder, "
            "or start with al.Session(pool, classes, store=...).",
            code="missing",
        )
    return path
