"""What of a session is looked at: the widget, whole or one pane of it."""

from __future__ import annotations

from typing import Any

from jupyter_al.errors import SessionError
from jupyter_al.session import display

__all__ = ["PANES", "Showing"]

PANES = ("card", "map", "curve")


class Showing:
    """The half of a session that makes views of it."""

    def __init__(self) -> None:
        self._view: Any = None

    def widget(self, *panes: str) -> Any:
        """Return the widget with some panes (default: all); ``session`` alone shows it."""
        unknown = [pane for pane in panes if pane not in PANES]
        if unknown:
            raise SessionError(f"There is no pane {unknown[0]!r}; there are {', '.join(PANES)}.")
        if panes and panes != PANES:
            return display.view(self, panes)
        if self._view is not None and not self._view.alive:
            self._view.close()
            self._view = None
        if self._view is None:
            self._view = display.view(self, PANES)
        return self._view

    def card(self) -> Any:
        """Return the pane that asks."""
        return self.widget("card")

    def map(self) -> Any:
        """Return the pane with the pool in two dimensions."""
        return self.widget("map")

    def curve(self) -> Any:
        """Return the pane with the learning curve."""
        return self.widget("curve")

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self.widget()._repr_mimebundle_(**options)

    def _display_(self) -> Any:  # marimo asks for this
        return self.widget()
