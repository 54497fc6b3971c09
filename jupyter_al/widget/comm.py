"""Keep a widget answering while a cell runs.

ipykernel >= 7 delivers widget messages on a thread of their own (a subshell), but sends the
page's messages to the shell from which the comm last *sent*. A widget made or touched in a
cell is then deaf until that cell ends. ipykernel has no public setting for it; this guarded
override lets the page's own choice of subshell stand. Without it the widget is only slower.
"""

from __future__ import annotations

from typing import Any

__all__ = ["keep_answering"]


def keep_answering(comm: Any) -> bool:
    """Let messages of the page go to the shell that the page names; False where not needed."""
    if not hasattr(comm, "_reply_subshell_for"):
        return False
    comm._reply_subshell_for = lambda data, default: default
    return True
