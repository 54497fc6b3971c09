"""Where a session's view comes from: told from above, so that no import points up."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jupyter_al.session.showing import Showing

_source: list[tuple[str, str]] = []


def use(module: str, function: str) -> None:
    """Name the function ``f(session, panes) -> widget`` that shows a session."""
    _source[:] = [(module, function)]


def view(session: Showing, panes: tuple[str, ...]) -> Any:
    """Return the widget of a session, importing what it needs now.

    Raises
    ------
    ImportError
        When the widget's packages are missing, with the command that installs them.
    """
    if not _source:
        raise ImportError("No view is set; import jupyter_al to have one.")
    module, function = _source[0]
    try:
        return getattr(importlib.import_module(module), function)(session, panes)
    except ModuleNotFoundError as error:
        raise ImportError(
            f"Showing a session needs the package {error.name!r}: pip install anywidget ipywidgets"
        ) from error
