"""What a database says when it refuses, in sentences with the fix."""

from __future__ import annotations

from jupyter_al.errors import StoreError

# SQLite's words: Python 3.10 does not hand on its error numbers.
_SQLITE = (
    ("readonly database", "read_only"),
    ("unable to open database file", "read_only"),
    ("disk is full", "full"),
    ("disk i/o error", "full"),
    ("is locked", "locked"),
    ("locking protocol", "locked"),
    ("not a database", "damaged"),
    ("malformed", "damaged"),
    ("no such table", "damaged"),
    ("no such column", "damaged"),
)
# https://www.postgresql.org/docs/current/errcodes-appendix.html
_SQLSTATES = {
    "25006": "read_only",
    "42501": "read_only",
    "53100": "full",
    "55P03": "locked",
    "40P01": "locked",
    "42P01": "damaged",
    "42703": "damaged",
    "XX001": "damaged",
    "XX002": "damaged",
}
_SENTENCES = {
    "read_only": (
        "{where!r} cannot be written: you have no right to change it or its folder. "
        "Change the rights, or give store= a file in a folder of your own."
    ),
    "full": (
        "{where!r} cannot be written: the disk is full, or your quota is used up. "
        "Make room and try again; nothing that was written before is lost."
    ),
    "locked": (
        "{where!r} is locked by another program that is writing to it. "
        "Close the other notebook or program that has it open, then try again."
    ),
    "damaged": (
        "{where!r} is damaged, or not a store of jupyter_al. Give store= another file name, put a "
        'copy from a backup in its place, or rescue what can be read with: sqlite3 FILE ".recover"'
    ),
    "unreachable": (
        "{where!r} cannot be reached. Check that the server runs and that the host, the database, "
        "the user and the password in the URL are right."
    ),
    "missing": (
        "{where!r} was deleted, moved or replaced while it was open. Put the file back where it "
        "was; or save what you have with session.export(path) and open the session again."
    ),
}


def refusal(code: str, where: str, detail: str = "") -> StoreError:
    """Return the error of this code, with the words of the database in brackets."""
    sentence = _SENTENCES[code].format(where=where)
    helps = detail and code in ("damaged", "unreachable")  # elsewhere it says nothing new
    return StoreError(f"{sentence} ({detail})" if helps else sentence, code=code)


def code_of(error: BaseException) -> str:
    """Return the code for an error of a database driver; ``unreachable`` when unknown."""
    state = getattr(error, "sqlstate", None) or getattr(error, "pgcode", None)
    if state is not None:
        return _SQLSTATES.get(state, "unreachable")
    words = str(error).lower()
    return next((code for phrase, code in _SQLITE if phrase in words), "unreachable")
