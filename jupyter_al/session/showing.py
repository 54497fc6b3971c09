"""What of a session is looked at: the widget, whole or one pane of it, and a page to keep."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
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

    def report(
        self,
        path: str | PathLike[str] = "report.html",
        *,
        overwrite: bool = False,
        title: str | None = None,
        about: str = "",
        examples: int = 0,
        patience: float = 20.0,
    ) -> Path:
        """Write the label of the data: one HTML file to keep, to print or to hand on.

        It says what was labelled, how it was chosen, by whom and in what time, how good the model
        is with every interval and n, what is not known yet, and with which versions and seeds. It
        opens without Jupyter, asks for nothing from the network and runs no script.

        Parameters
        ----------
        path : str or path
            Ends in ``.html``.
        overwrite : bool
            Replace a file of that name.
        title : str, optional
            Default the name of the pool.
        about : str
            Where the pool comes from, its licence, what it may be used for: in your words.
        examples : int
            Labelled items of each class to show. 0, because a pool is not handed on unasked.
        patience : float
            As of :meth:`evaluate`.

        Returns
        -------
        pathlib.Path
            The file.

        Raises
        ------
        SessionError
            The file is there already or cannot be written.

        References
        ----------
        Holland, Hosny, Newman, Joseph and Chmielinski. The Dataset Nutrition Label. 2018.
        """
        made: Path = display.maker("report")(
            self, path, overwrite=overwrite, title=title, about=about, examples=examples,
            patience=patience,
        )  # fmt: skip
        return made

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self.widget()._repr_mimebundle_(**options)

    def _display_(self) -> Any:  # marimo asks for this
        return self.widget()
