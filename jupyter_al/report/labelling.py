"""What was labelled, how it was chosen, by whom and in what time."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Iterator
from statistics import median
from typing import Any

from jupyter_al.evaluation.cost import minutes
from jupyter_al.report.facts import Example, Facts
from jupyter_al.report.markup import Markup, h
from jupyter_al.report.tables import facts as listed
from jupyter_al.report.tables import table
from jupyter_al.report.words import SLICES, asked, count, days, share

__all__ = ["chosen", "labelled", "people"]

_LONGEST = 400
_LARGEST = 60_000
"""Bytes of an example that is a picture: a larger one is left out."""


def labelled(facts: Facts) -> Iterator[Markup]:
    """Say what the pool is, and what became of its items."""
    counts = facts.counts
    shape = " × ".join(str(n) for n in facts.shape) or "1"
    yield listed(
        "The pool",
        [
            ("Pool", f"{count(facts.items)} {facts.kind}"),
            ("Features", f"{shape} of {facts.dtype}, for each item"),
            (
                "Cannot be asked",
                _some(facts.items - facts.usable, "their row or file is not usable"),
            ),
            ("Classes", ", ".join(facts.classes)),
            ("Labelled", f"{count(facts.labelled)} items"),
            ("Skipped", _some(counts["skipped"], "left without an answer")),
            ("Unsure", _some(counts["unsure"], "nobody could tell")),
            ("Flagged", _some(counts["flagged"], "marked by an annotator")),
            ("Left", f"{count(counts['left'])} items can still be asked"),
            ("Notes", [h("p", note) for note in facts.pool_notes] or None),
        ],
    )
    if facts.examples:
        yield table(
            "Examples of what has each label: the first in the pool, not chosen for being typical",
            ("class", "item", "content"),
            [(each.name, each.id, _content(each)) for each in facts.examples],
        )


def chosen(facts: Facts) -> Iterator[Markup]:
    """Say how the samples were chosen, and which labels train the model."""
    drawn = (
        f"{100 * facts.audit_share:.0f} % of the questions, drawn evenly; {count(facts.reserved)} "
        "items are reserved for it and are never chosen"
    )
    yield listed(
        "Settings",
        [
            ("Query strategy", f"{facts.strategy}, now"),
            ("Learner", f"{facts.learner}, now"),
            ("Audit", drawn if facts.audit_share else "none"),
            ("Test set", "handed in by the user" if facts.source == "test" else None),
            ("Models so far", count(facts.models)),
        ],
    )
    slices: Counter[str] = Counter()
    known: Counter[str] = Counter()
    for each in facts.askings:
        slices[each.slice] += each.labels
        known[each.slice] += each.known
    total = sum(slices.values())
    rows = [
        (
            name,
            count(slices[name]),
            share(slices[name], total),
            *said,
            _of(known[name], slices[name]),
        )
        for name, said in SLICES.items()
        if slices[name]
    ]
    head = ("slice", "labels", "share", "trains", "how its items came about", "probability known")
    yield table("Slices, and whether their labels train the model", head, rows, numbers=(1, 2))
    bulk = any(each.bulk for each in facts.askings)
    yield table(
        "Ways of asking",
        ("how the item came to be labelled", "slice", "labels", "share", *["in bulk"][:bulk]),
        [
            (
                asked(each.strategy),
                each.slice,
                count(each.labels),
                share(each.labels, total),
                *[count(each.bulk)][:bulk],
            )
            for each in facts.askings
        ],
        numbers=(2, 3, 4),
    )
    if bulk:
        said = "Labels in bulk were given to a whole region; a sample of it was looked at."
        yield h("p", said, class_="note")


def people(facts: Facts) -> Iterator[Markup]:
    """Say who labelled, when, how long it took, and whether they agree."""
    rows = []
    for each in facts.annotators:
        typical = median(each.seconds) if each.seconds else None
        rows.append(
            (
                each.name,
                count(each.labels),
                days(each.first, each.last),
                minutes(sum(each.seconds)) if each.seconds else "–",
                "–" if typical is None else f"{typical:.1f} s",
                count(len(each.seconds)),
            )
        )
    yield table(
        "Annotators",
        ("annotator", "labels", "days (UTC)", "active time", "median a label", "labels timed"),
        rows,
        numbers=(1, 3, 4, 5),
    )
    both, same = facts.agreeing
    agreement = f"{count(same)} of {count(both)} items that two or more labelled" if both else ""
    cost = facts.evaluation.cost.sentence if facts.evaluation is not None else ""
    yield listed(
        "Time and changes",
        [
            ("Time", cost),
            ("Agreement", agreement),
            ("Corrected", _some(facts.changed, "by the annotator who had labelled them", "label")),
            ("Taken back", _some(facts.undone, "by undo", "step")),
        ],
    )


def _some(n: int, words: str, what: str = "item") -> str:
    return f"{count(n)} {what}{'' if n == 1 else 's'}, {words}" if n else ""


def _of(part: int, whole: int) -> str:
    return "all" if part == whole else "none" if not part else f"{count(part)} of {count(whole)}"


def _content(example: Example) -> Any:
    """Return an item as the page shows it: its text as text, its picture inside the page."""
    media = example.media
    if media.kind == "image" and len(media.data) <= _LARGEST:
        data = base64.b64encode(media.data).decode()
        return h("img", src=f"data:{media.mime};base64,{data}", alt=f"item {example.id}")
    if media.kind == "row":
        said = ", ".join(f"{column}: {value}" for column, value in media.rows)
    else:
        said = media.text or f"a {media.kind} that is too large for this page"
    return said if len(said) <= _LONGEST else said[: _LONGEST - 1] + "…"
