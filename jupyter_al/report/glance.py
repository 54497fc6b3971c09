"""The label itself: the few numbers that a reader wants first."""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_al.evaluation.cost import minutes
from jupyter_al.evaluation.words import percent
from jupyter_al.report.facts import Facts
from jupyter_al.report.markup import Markup, h
from jupyter_al.report.words import count, days, ends, number, share

__all__ = ["glance"]


def glance(facts: Facts) -> Markup:
    """Return names, numbers, and what each is made of."""
    return h(
        "dl",
        [
            h("div", h("dt", name), h("dd", _big(value), " ", h("span", rest)))
            for name, value, rest in _rows(facts)
        ],
        class_="glance",
    )


def _big(value: str) -> Markup:
    # what is not a number is said in the size of the text
    return h("b", value, class_=None if value[:1].isdigit() or value[:1] == "-" else "said")


def _rows(facts: Facts) -> Iterator[tuple[str, str, str]]:
    found = facts.evaluation
    of = f"of {count(facts.items)} items, {share(facts.labelled, facts.items)}"
    yield "Labelled", count(facts.labelled), of
    held = facts.counts["audit"] + facts.counts["test"]
    yield "Never trained on", count(held), "of these labels, kept to measure with"
    yield "Classes", count(len(facts.classes)), ""
    if found is None:
        yield "Accuracy", "not measured", facts.reason
    elif found.enough:
        interval = found.interval
        kind = "test" if facts.source == "test" else "held-out"
        rest = f"({ends(interval)}) from {count(interval.n)} {kind} labels"
        yield "Accuracy", number(interval.estimate), rest
    else:
        yield "Accuracy", "not known yet", found.accuracy.sentence
    if found is not None:
        yield "Labels saved", *_saved(facts)
    seconds = [s for each in facts.annotators for s in each.seconds]
    if seconds:
        rest = f"active, {count(len(seconds))} of {count(facts.labelled)} labels timed"
        yield "Label time", minutes(sum(seconds)), rest
    else:
        yield "Label time", "not known", "no label was timed"
    if facts.annotators:
        first = min(each.first for each in facts.annotators)
        last = max(each.last for each in facts.annotators)
        word = "annotator" if len(facts.annotators) == 1 else "annotators"
        yield "Labelled by", count(len(facts.annotators)), f"{word}, {days(first, last)}"


def _saved(facts: Facts) -> tuple[str, str]:
    """Return the labels saved against random labelling, as far as they are known."""
    assert facts.evaluation is not None
    gain = facts.evaluation.gain
    saved = gain.labels_saved
    if saved is None:
        return "not known yet", gain.reason
    if saved.low < 0 < saved.high:
        return "not clear", gain.sentence.removeprefix("not clear yet: ")
    first, _, rest = percent(saved.estimate, saved.low, saved.high).partition(" (")
    return first, f"({rest} against random labelling, {count(saved.n)} audited"
