"""The class list: names may be added and changed while labelling, codes never move."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from jupyter_al.errors import SessionError, nearest

__all__ = ["ClassTable"]


class ClassTable:
    """Class names and their codes.

    A code is the position in :attr:`names`. Renaming keeps the code; every name a class has
    had still leads to it, unless a newer class has taken that name.

    Parameters
    ----------
    names : sequence of str
        The classes declared when the session was made; a class may have no label yet.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.names: list[str] = []
        self._codes: dict[str, list[int]] = {}  # name -> the classes that took it, newest last
        for name in names:
            self.add(str(name))

    def __len__(self) -> int:
        return len(self.names)

    def check_new(self, name: str) -> str:
        """Return the cleaned name, or say why it cannot be a new class."""
        clean = " ".join(str(name).split())
        if not clean:
            raise SessionError("A class needs a name with at least one character.")
        if len(clean) > 200:
            raise SessionError("A class name may have at most 200 characters.")
        if "\x00" in clean or any("\ud800" <= sign <= "\udfff" for sign in clean):
            raise SessionError("A class name holds a character that cannot be stored.")
        if clean in self.names:
            raise SessionError(f"There is a class {clean!r} already; name each class once.")
        return clean

    def add(self, name: str) -> int:
        """Add a class and return its code; a name that is there keeps its code."""
        if name in self.names:
            return self.names.index(name)
        self.names.append(name)
        self._codes.setdefault(name, []).append(len(self.names) - 1)
        return len(self.names) - 1

    def knows(self, name: str) -> bool:
        """Whether a class has this name, or has had it."""
        return bool(self._codes.get(name))

    def rename(self, old: str, new: str) -> None:
        """Give a class another name; its labels stay with it."""
        code = self.code(old)
        self.names[code] = new
        self._codes.setdefault(new, []).append(code)

    def drop_last(self, name: str) -> bool:
        """Take back the newest class; False when a newer one stands after it."""
        if self.names and self.names[-1] == name:
            self.names.pop()
            for codes in self._codes.values():  # a name may lead to the class it had before
                while codes and codes[-1] >= len(self.names):
                    codes.pop()
            return True
        return False

    def code(self, name: str) -> int:
        """Return the code of a name, present or former.

        Raises
        ------
        SessionError
            Unknown class, with the nearest one.
        """
        codes = self._codes.get(name)
        if not codes:
            raise SessionError(
                f"There is no class {name!r}{nearest(name, self.names)} "
                f"Add it with session.add_class({name!r})."
            )
        return codes[-1]

    def resolve(self, answer: object) -> str:
        """Return the class name of an answer given as a name or as a position."""
        if isinstance(answer, str):
            return self.names[self.code(answer)]
        position = -1
        if isinstance(answer, (int, np.integer)) and not isinstance(answer, bool):
            position = int(answer)
        if not 0 <= position < len(self.names):
            raise SessionError(
                f"{answer!r} is neither a class name nor a position from 0 to "
                f"{len(self.names) - 1}."
            )
        return self.names[position]


def declared(classes: Sequence[object]) -> list[str]:
    """Check the classes a session is made with."""
    if isinstance(classes, str):
        raise SessionError("'classes' must be a list of names, such as ['cat', 'dog'].")
    for position, given in enumerate(classes):
        if isinstance(given, (int, np.integer)) and int(given) != position:
            raise SessionError(
                f"The class {given!r} stands at position {position}: answers may be positions, so "
                "whole numbers must be their own. Give the classes as texts, such as ['1', '2']."
            )
    table = ClassTable(())
    for name in classes:
        table.add(table.check_new(str(name)))
    return table.names
