"""The page of one strategy, in Markdown."""

from __future__ import annotations

import inspect
from dataclasses import replace
from typing import Any

from jupyter_al import strategies
from jupyter_al.strategies.composition import Composition
from scripts import _docstrings
from scripts._markdown import anchor, table, wrapped
from scripts._measured_rows import Measured

__all__ = ["LETTERS", "needs_in_words", "page"]

LETTERS = "What the letters mean"

NEEDS = {  # the last of each group says what those before it say
    "labels": ("labels", ()),
    "probabilities": ("a model", ("head", "committee")),
    "head": ("a model with a linear last layer", ()),
    "committee": ("several models", ()),
}
EXAMPLE = {"n": 100, "n_rows": 10_000}  # where a sentence depends on the question


def needs_in_words(needs: tuple[str, ...]) -> str:
    """Return what a strategy needs; features and embedding are always there."""
    words = [
        text for name, (text, by) in NEEDS.items() if name in needs and not set(by) & set(needs)
    ]
    return " and ".join(words) if words else "nothing"


def page(name: str, family: str, measured: Measured) -> str:
    """Return the page of the strategy `name`."""
    known = strategies.describe(name)
    strategy = strategies.get(name)
    sentence = _sentence(strategy)
    lines = [
        f"# {name}",
        "",
        *wrapped(f"**{known.sentence}**"),
        "",
        *wrapped(f"Use it when {known.use_when}"),
        "",
        *wrapped(f"It fails when {known.fails_when}"),
        "",
        *_lost(measured.loses(name)),
        f"* Needs: {needs_in_words(known.needs).replace('nothing', 'neither labels nor a model')}",
        f"* Source: {known.reference}",
        f"* Family: [{family}](README.md#{anchor(family)})",
        "",
        "```python",
        f'session = al.Session(pool, classes, strategy="{name}")',
        *_with_parameter(name, known.parameters),
        "```",
        "",
        *_how(strategy, sentence),
        *_notes(strategy, sentence),
        *_parameters(strategy, known.parameters, sentence),
        *measured.accuracy(name),
        *measured.speed(name),
        f"[All strategies](README.md) · [what the letters mean](README.md#{anchor(LETTERS)})",
    ]
    return "\n".join(lines) + "\n"


def _lost(where: list[str]) -> list[str]:
    if not where:
        return []
    return [*wrapped(f"**It lost to random samples here** on {', '.join(where)}: see below."), ""]


def _with_parameter(name: str, parameters: Any) -> list[str]:
    for word, value in parameters.items():
        said = f'al.strategies.get("{name}", {word}={_value(value)})'
        return [f"session.strategy = {said}  # parameters by name"]
    return []


def _sentence(strategy: Any) -> tuple[Composition, str] | None:
    """Return the strategy in words, and for which question where that matters."""
    if isinstance(strategy, Composition):
        return strategy, ""
    make = getattr(strategy, "sentence", None)
    if make is None:
        return None
    asked = {word: EXAMPLE[word] for word in inspect.signature(make).parameters}
    what = {"n": "a batch of 100", "n_rows": "a pool of 10,000"}
    # the words hang on the question only where another question gives others
    other = make(**{word: 3 * value for word, value in asked.items()})
    hangs = asked and _text(other) != _text(make(**asked))
    where = f", for {' out of '.join(what[word] for word in asked)}" if hangs else ""
    return make(**asked), where


def _text(sentence: Composition) -> str:
    return replace(sentence, called="").name


def _words(sentence: Composition) -> list[tuple[str, Any]]:
    scorer = [] if sentence.scorer is None else [(sentence.scorer.name, sentence.scorer)]
    filters = [(str(step), step) for step in sentence.filters]
    spread = [] if sentence.spreading.name == "top" else [(sentence.spreading.name,
                                                           sentence.spreading)]  # fmt: skip
    return [*scorer, *filters, *spread]


def _how(strategy: Any, sentence: tuple[Composition, str] | None) -> list[str]:
    lines = ["## How it works", ""]
    if not isinstance(strategy, Composition):
        doc = _docstrings.read(type(strategy))
        for text in (doc.summary, *doc.more):
            lines += [*wrapped(text), ""]
    if sentence is not None:
        lines += [f"As a sentence of score, filters and spread{sentence[1]}:", ""]
        lines += [f"    {_text(sentence[0])}", ""]
        for word, step in _words(sentence[0]):
            doc = _docstrings.read(type(step))
            said = " ".join(part.removeprefix("* ") for part in (doc.summary, *doc.more))
            lines += wrapped(f"* `{word}`: {said}", indent="  ")
        lines.append("")
    return lines


def _notes(strategy: Any, sentence: tuple[Composition, str] | None) -> list[str]:
    notes = _docstrings.notes_of(type(strategy))
    lines = []
    for title in ("Formula", "Cost"):
        said = [notes[title]] if title in notes else _of_words(sentence, title)
        if said:
            lines += [f"## {title}", ""]
            for text in said:
                lines += [*wrapped(text[0].upper() + text[1:]), ""]
    return lines


def _of_words(sentence: tuple[Composition, str] | None, title: str) -> list[str]:
    if sentence is None:
        return []
    found = []
    for word, step in _words(sentence[0]):
        notes = _docstrings.notes_of(type(step))
        if title in notes:
            found.append(f"`{word}`: {notes[title]}")
    return found


def _parameters(
    strategy: Any, parameters: Any, sentence: tuple[Composition, str] | None
) -> list[str]:
    if not parameters:
        return []
    said = _docstrings.parameters_of(type(strategy))
    for _, step in [] if sentence is None else _words(sentence[0]):
        said = {**_docstrings.parameters_of(type(step)), **said}
    rows = [[f"`{word}`", f"`{_value(value)}`", said.get(word, "")]
            for word, value in parameters.items()]  # fmt: skip
    return ["## Parameters", "", *table(["name", "default", "meaning"], rows), ""]


def _value(value: Any) -> str:
    """Return a default as one writes it; a strategy inside by its name."""
    if isinstance(value, tuple):
        inside = ", ".join(map(_value, value))
        return f"({inside},)" if len(value) == 1 else f"({inside})"
    if isinstance(value, int) and not isinstance(value, bool) and value >= 10_000:
        return f"{value:_}"
    if callable(getattr(value, "select", None)):
        return f'"{value.name}"'
    return f'"{value}"' if isinstance(value, str) else repr(value)
