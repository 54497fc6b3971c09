"""The strategy menu and the comparison, as the page hears of them."""

from __future__ import annotations

import json
from typing import Any

import jupyter_al as al
from jupyter_al import strategies

from .conftest import Page


def rows_of(page: Page) -> dict[str, dict[str, Any]]:
    before = len(page.replies("strategies"))
    page.say(type="strategies")
    reply = page.wait("strategies", before + 1)[-1]
    return {row["name"]: row for row in reply["rows"]}


def test_the_menu_tells_all_of_every_strategy(page: Page) -> None:
    rows = rows_of(page)
    assert tuple(rows) == strategies.names()
    assert all(row["sentence"] for row in rows.values())
    assert rows["margin"]["needs"] == ["a fitted model"]
    assert "needs a fitted model" in rows["margin"]["why_not"]
    assert rows["margin"]["later"]
    assert rows["typiclust"]["why_not"] is None
    assert len(json.dumps(list(rows.values()))) < 60_000


def test_the_menu_follows_the_learner(page: Page, session: al.Session, blobs: Any) -> None:
    """A forest has no linear last layer: what needs one says which learner has."""
    from sklearn.ensemble import RandomForestClassifier

    session.annotate(range(30), blobs[1][:30])
    session.fit()
    assert rows_of(page)["ldm-s"]["why_not"] is None
    session.learner = RandomForestClassifier(5)
    session.fit()
    row = rows_of(page)["ldm-s"]
    assert "use a learner with a linear last layer" in row["why_not"]
    assert not row["later"]


def test_comparison_follows_the_model_until_it_is_stopped(
    page: Page, session: al.Session, blobs: Any
) -> None:
    session.annotate(range(30), blobs[1][:30])
    session.fit()
    page.settle()
    before = len(page.replies("comparison"))
    page.say(type="compare", names=["margin", "k-center"])
    first = page.wait("comparison", before + 1)[-1]
    assert [side["name"] for side in first["sides"]] == ["margin", "k-center"]
    sides = [set(side["items"]) for side in first["sides"]]
    assert all(len(side) == 12 for side in sides)
    assert first["common"] == len(sides[0] & sides[1])
    session.annotate(sorted(sides[0]), blobs[1][sorted(sides[0])])
    page.settle()
    again = page.replies("comparison")[-1]
    assert not set(again["sides"][0]["items"]) & sides[0]  # those have labels now
    page.say(type="compare", names=[])
    page.settle()
    assert page.replies("comparison")[-1]["sides"] == []
    session.annotate(range(30, 40), blobs[1][30:40])
    page.settle()
    assert page.replies("comparison")[-1]["sides"] == []


def test_bad_comparisons_are_refused_in_words(page: Page) -> None:
    page.say(type="compare", names=["margin"])
    assert "must be a list of 2 strategies" in page.wait("error", 1)[-1]["text"]
    page.say(type="compare", names=["margin", "marginn"])
    assert "margin" in page.wait("error", 2)[-1]["text"]
