"""The loop: ask, answer, learn, ask again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jupyter_al.session.session import Session

__all__ = ["Session"]


def __getattr__(name: str) -> Any:
    if name == "Session":
        from jupyter_al.session.session import Session

        return Session
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
