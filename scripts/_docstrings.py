"""The parts of a class's numpydoc docstring, in Markdown."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass, field

__all__ = ["Doc", "notes_of", "parameters_of", "read"]


@dataclass(frozen=True)
class Doc:
    """What one docstring says; the parts that it lacks are empty."""

    summary: str = ""
    more: tuple[str, ...] = ()  # paragraphs
    parameters: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)  # by their first word: Formula, Cost


def read(kind: type) -> Doc:
    """Return the docstring of the class itself, not of those it inherits from."""
    text = kind.__dict__.get("__doc__") or ""
    if text.startswith(f"{kind.__name__}("):
        return Doc()  # the signature that a dataclass writes for itself
    sections = _sections(_markdown(inspect.cleandoc(text)))
    said = _paragraphs(sections.get("", []))
    return Doc(
        summary=said[0] if said else "",
        more=tuple(said[1:]),
        parameters=_parameters(sections.get("Parameters", [])),
        notes=_notes(_paragraphs(sections.get("Notes", []))),
    )


def parameters_of(kind: type) -> dict[str, str]:
    """Return what is said about each parameter, by the class or those it inherits from."""
    found: dict[str, str] = {}
    for one in kind.__mro__:
        for name, text in read(one).parameters.items():
            if text and not text.startswith("As in "):  # then a word of the sentence says it
                found.setdefault(name, text)
    return found


def notes_of(kind: type) -> dict[str, str]:
    """Return the notes of the class; those it does not have are inherited."""
    found: dict[str, str] = {}
    for one in kind.__mro__:
        found = {**read(one).notes, **found}
    return found


def _markdown(text: str) -> str:
    text = re.sub(r":(?:class|func|meth|mod|data|attr):`~?(?:[\w.]*\.)?(\w+)`", r"`\1`", text)
    return text.replace("``", "`")


def _sections(text: str) -> dict[str, list[str]]:
    lines = text.splitlines()
    found: dict[str, list[str]] = {"": []}
    current = found[""]
    for place, line in enumerate(lines):
        below = lines[place + 1] if place + 1 < len(lines) else ""
        if line and set(below) == {"-"}:
            current = found.setdefault(line, [])
        elif not (line and set(line) == {"-"}):
            current.append(line)
    return found


def _paragraphs(lines: list[str]) -> list[str]:
    blocks = re.split(r"\n\n|\n(?=\* )", "\n".join(lines))  # an item of a list is one too
    return [" ".join(block.split()) for block in blocks if block.strip()]


def _parameters(lines: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    names: list[str] = []
    for line in lines:
        if line and not line.startswith(" "):
            names = [name.strip() for name in line.partition(" : ")[0].split(",")]
            found.update(dict.fromkeys(names, ""))
        elif line.strip():
            for name in names:
                found[name] = f"{found[name]} {line.strip()}".strip()
    return found


def _notes(paragraphs: list[str]) -> dict[str, str]:
    found = {}
    for text in paragraphs:
        word, colon, rest = text.partition(": ")
        if colon and word.isalpha():
            found[word] = rest
    return found
