"""Write the label of a session's data to a file."""

from __future__ import annotations

import os
from os import PathLike
from pathlib import Path
from typing import Any

from jupyter_al.errors import SessionError
from jupyter_al.report.facts import gathered
from jupyter_al.report.page import page
from jupyter_al.session import Session
from jupyter_al.session.headless import whole

__all__ = ["write"]

_MOST_EXAMPLES = 20


def write(
    session: Session,
    path: str | PathLike[str],
    *,
    overwrite: bool,
    title: str | None,
    about: str,
    examples: int,
    patience: float,
) -> Path:
    """Write the report; see :meth:`jupyter_al.Session.report`."""
    target = _checked(path, overwrite)
    if whole("report(..., examples=n)", examples, 0) > _MOST_EXAMPLES:
        raise SessionError(f"A report shows at most {_MOST_EXAMPLES} examples of each class.")
    for name, text in (("title", title), ("about", about)):
        if text is not None and not isinstance(text, str):
            raise SessionError(f"{name!r} is a text, not {type(text).__name__}.")
    facts = gathered(session, title=title, about=about, examples=examples, patience=patience)
    text = page(facts)
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8")
        if target.exists() and not overwrite:  # somebody wrote one meanwhile
            raise _there(target)
        beside.replace(target)
    except OSError as error:
        raise SessionError(f"{target} cannot be written: {error.strerror or error}.") from error
    finally:
        beside.unlink(missing_ok=True)
    return target


def _checked(path: Any, overwrite: bool) -> Path:
    """Return where to write, or say in words why not, before anything is computed."""
    if isinstance(path, bytes) or not isinstance(path, (str, PathLike)):
        raise SessionError(f"report(path) takes the name of a file, not {type(path).__name__}.")
    target = Path(path).expanduser()
    if not target.name or "\x00" in str(target):
        raise SessionError(f"{str(path)!r} names no file: session.report('report.html').")
    if target.is_dir():
        raise SessionError(
            f"{target} is a folder: name a file in it, such as {target / 'report.html'}."
        )
    if target.suffix.lower() not in (".html", ".htm"):
        raise SessionError(
            f"A report is a page: give it a name that ends in .html, such as {target.stem}.html."
        )
    if not target.parent.is_dir():
        raise SessionError(
            f"There is no folder {target.parent}: make it first, or write the report elsewhere."
        )
    if target.exists() and not overwrite:
        raise _there(target)
    return target


def _there(target: Path) -> SessionError:
    return SessionError(
        f"{target} is there already: session.report({target.name!r}, overwrite=True) replaces it."
    )
