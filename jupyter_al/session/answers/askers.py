"""Who asked for each label: what the journal says of it, as strategies read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jupyter_al.journal import Event
from jupyter_al.session.answers.classes import ClassTable

__all__ = ["Askers", "with_arm"]

_NOBODY = ("audit", "chosen", "given", "measure", "unknown")
_BETWEEN = ": "  # "tailor: margin", "tailor: likely: cat", "auto: margin"


def with_arm(strategy: str, terms: Mapping[str, Any]) -> str:
    """Return the name of a strategy, and the arm where it chose one for this pick."""
    arm = terms.get("arm")
    return strategy if arm is None else f"{strategy}{_BETWEEN}{arm}"


class Askers:
    """The strategy, or the arm of a choice among strategies, behind each answer.

    An arm that is named after a class, such as ``likely: cat``, follows the class when it is
    renamed.

    Parameters
    ----------
    classes : ClassTable
        Names as they are when an answer is added, and when it is asked about.
    """

    def __init__(self, classes: ClassTable) -> None:
        self._classes = classes
        self._of: dict[str, tuple[str, int | None, int]] = {}

    def add(self, event: Event) -> None:
        """Take in an answer."""
        name, code = event.strategy or "", None
        chooser, _, arm = name.partition(_BETWEEN)
        name = "" if chooser in _NOBODY else arm or chooser
        word, between, of_class = name.partition(_BETWEEN)
        if between and self._classes.knows(of_class):
            name, code = word, self._classes.code(of_class)
        self._of[event.event_id] = name, code, event.round or 0

    def of(self, event_id: str) -> tuple[str, int]:
        """Return who asked ("" where nobody knows or nobody did), and in which round."""
        name, code, round_ = self._of[event_id]
        if code is not None and code < len(self._classes):
            name = f"{name}{_BETWEEN}{self._classes.names[code]}"
        return name, round_
