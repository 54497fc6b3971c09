"""What a store keeps of a strategy or a learner: its name; and words for what it cannot keep."""

from __future__ import annotations

import json
from typing import Any

from jupyter_al import learners, strategies
from jupyter_al.journal import BufferedJournal

__all__ = ["not_kept", "remember"]

_LONGEST = 100


def remember(journal: BufferedJournal, key: str, spec: Any) -> None:
    """Keep the name of a ``strategy`` or ``learner``, and what is lost of it with the session."""
    name: Any = spec if isinstance(spec, str) else getattr(spec, "name", None)
    known = name in (strategies.names() if key == "strategy" else learners.names())
    if known:
        journal.set_meta(key, json.dumps(name))
    plain = spec
    if known and not isinstance(spec, str):
        plain = strategies.get(name) if key == "strategy" else learners.resolve(name)
    lost = not isinstance(spec, str) and not (known and repr(plain) == repr(spec))
    journal.set_meta(f"{key} as it was", json.dumps(_words(spec) if lost else ""))


def not_kept(journal: BufferedJournal, key: str) -> str:
    """Return the strategy or learner in words that its name does not bring back, else ""."""
    text = journal.meta(f"{key} as it was")
    return "" if text is None else str(json.loads(text))


def _words(spec: Any) -> str:
    text = " ".join(repr(spec).split())
    if " at 0x" in text:
        return type(spec).__name__
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
