"""What is not known yet, and where all of this comes from."""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_al.report.facts import Facts
from jupyter_al.report.markup import Markup, h
from jupyter_al.report.tables import facts as listed
from jupyter_al.report.words import count, day

__all__ = ["made_with", "unknown"]

_NOT = ("not enough evidence yet", "not clear yet", "no examples yet", "unknown (")


def unknown(facts: Facts) -> Iterator[Markup]:
    """List what the labels do not say."""
    yield h("ul", [h("li", line) for line in _unknown(facts)])


def _unknown(facts: Facts) -> Iterator[str]:
    found = facts.evaluation
    if found is None:
        yield f"How good the model is. {facts.reason}"
    else:
        name, lacking = "", dict[str, list[str]]()
        for line in found.lines:
            name = line.name or name
            if any(word in line.text for word in _NOT) and not line.believed:
                lacking.setdefault(name.rstrip("?").capitalize(), []).append(line.text)
        for name, lines in lacking.items():
            yield f"{name}: {'; '.join(lines)}."
    if not facts.agreeing[0]:
        yield "How often two people agree: no item was labelled by two."
    bulk = sum(each.bulk for each in facts.askings)
    if bulk:
        yield f"Whether each of {count(bulk)} labels in bulk is right: a sample was looked at."
    timed = sum(len(each.seconds) for each in facts.annotators)
    untimed = sum(each.labels for each in facts.annotators) - timed
    if untimed:
        yield f"How long {count(untimed)} of the labels took."
    if facts.source == "test":
        yield "Where the test set comes from, and whether it is like the pool: you handed it in."
    if not facts.about:
        yield (
            "Where the pool comes from, its licence, and what it may be used for: nobody has "
            "said so; session.report(path, about=…) takes it."
        )
    yield "How good the model is on items that are unlike this pool."


def made_with(facts: Facts) -> Iterator[Markup]:
    """List seeds, versions and the journal, to do it again."""
    fitted = ""
    if facts.fit_seconds is not None:
        fitted = f"{facts.fit_seconds:.2g} s on {facts.device}"
    yield listed(
        "To do it again",
        [
            ("Made", day(facts.made_at, clock=True)),
            ("Journal", f"{count(facts.events)} events, {facts.store}"),
            ("Pool fingerprint", h("code", facts.fingerprint)),
            ("Seed", str(facts.seed)),
            ("Last fit", fitted),
            ("Versions", ", ".join(f"{name} {said}" for name, said in facts.versions)),
        ],
    )
