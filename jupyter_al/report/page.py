"""The page: one file that needs nothing else, and may run nothing."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any

from jupyter_al.report.classes import classes
from jupyter_al.report.facts import Facts
from jupyter_al.report.glance import glance
from jupyter_al.report.labelling import chosen, labelled, people
from jupyter_al.report.markup import Markup, h, join
from jupyter_al.report.origin import made_with, unknown
from jupyter_al.report.quality import doubts, measured
from jupyter_al.report.words import count, day

__all__ = ["page"]

SECTIONS: tuple[tuple[str, Callable[[Facts], Iterator[Any]]], ...] = (
    ("How good it is", measured),
    ("Classes", classes),
    ("How sure it is, and whether to stop", doubts),
    ("What was labelled", labelled),
    ("How it was chosen", chosen),
    ("By whom", people),
    ("Not known yet", unknown),
    ("Versions and seeds", made_with),
)


def page(facts: Facts) -> str:
    """Return the whole document.

    Nothing in it comes from elsewhere, nothing in it runs: the policy in its head allows this one
    style and pictures inside the page. Names and items are text.
    """
    style = Markup(files("jupyter_al.report").joinpath("report.css").read_text("utf-8"))
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; "
        "form-action 'none'"
    )
    head = [
        h("meta", charset="utf-8"),
        h("meta", http_equiv="Content-Security-Policy", content=policy),
        h("meta", name="viewport", content="width=device-width, initial-scale=1"),
        h("meta", name="color-scheme", content="light dark"),
        h("meta", name="referrer", content="no-referrer"),
        h("title", f"{facts.title}: the data's label"),
        h("style", style),
    ]
    body = [
        h(
            "header",
            h("p", "The data's label", class_="kicker"),
            h("h1", facts.title),
            h("p", facts.about, class_="about") if facts.about else None,
            glance(facts),
        ),
        h("main", [_section(name, make(facts)) for name, make in SECTIONS]),
        h("footer", h("p", _last(facts))),
    ]
    whole = h("html", h("head", head), h("body", body), lang="en")
    return join(Markup("<!doctype html>\n"), whole, "\n")


def _section(name: str, parts: Iterator[Any]) -> Markup:
    return h("section", h("h2", name), list(parts))


def _last(facts: Facts) -> str:
    return (
        f"Made {day(facts.made_at, clock=True)} by jupyter_al from {count(facts.events)} events of "
        "the journal. Intervals hold 95 of 100 times when looked at once; every number says what "
        "it is made of."
    )
