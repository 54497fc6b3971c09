"""Where a session's view and report come from: told from above, so that no import points up."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jupyter_al.session.showing import Showing

_sources: dict[str, tuple[str, str]] = {}


def use(module: str, function: str, what: str = "view") -> None:
    """Name the function that makes `what` of a session.

    ``view`` is ``f(session, panes) -> widget``, ``report`` is ``f(session, path, **options)``.
    """
    _sources[what] = module, function


def maker(what: str) -> Callable[..., Any]:
    """Return the function named for `what`, importing what it needs now."""
    if what not in _sources:
        raise ImportError(f"No {what} is set; import jupyter_al to have one.")
    module, function = _sources[what]
    found: Callable[..., Any] = getattr(importlib.import_module(module), function)
    return found


def view(session: Showing, panes: tuple[str, ...]) -> Any:
    """Return the widget of a session, importing what it needs now.

    Raises
    ------
    ImportError
        When the widget's packages are missing, with the command that installs them.
    """
    try:
        return maker("view")(session, panes)
    except ModuleNotFoundError as error:
        raise ImportError(
            f"Showing a session needs the package {error.name!r}: pip install anywidget ipywidgets"
        ) from error
