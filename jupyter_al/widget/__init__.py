"""The view of a session: one anywidget model, one ES module, three panes."""

from __future__ import annotations

from jupyter_al.widget.dashboard import Dashboard, show

__all__ = ["Dashboard", "show"]
