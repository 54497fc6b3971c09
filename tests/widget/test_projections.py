"""The projection in the page: what it is told, and what it may ask for."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest

import jupyter_al as al
from jupyter_al.projection import Projection

from .conftest import Page


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    names: list[str] = []

    def computed(features: Any, name: str, seed: int, **more: Any) -> Projection:
        names.append(name)
        places = np.random.default_rng(0).uniform(-1, 1, (len(features), 2))
        return Projection(name, places.astype(np.float32), seed, 0.94, 2000, placed=9000)

    monkeypatch.setattr("jupyter_al.session.map.projector.computed", computed)
    return names


def _until(page: Page, name: str) -> dict[str, Any]:
    deadline = time.monotonic() + 20
    while (now := page.dashboard.status["projection"])["name"] != name or now["progress"]:
        assert time.monotonic() < deadline, now
        time.sleep(0.02)
    return now


def test_the_menu_says_what_each_costs_and_what_cannot_be_had(page: Page) -> None:
    rows = {row["name"]: row for row in page.dashboard.config["map"]["projections"]}
    assert list(rows) == ["pca", "umap", "umap-labels", "tsne", "pacmap"]
    assert all(row["title"] and row["sentence"] and row["cost"] for row in rows.values())
    assert rows["umap"]["why_not"] is None
    small = al.Session(al.Pool(np.eye(9)), ["a", "b"])
    rows = {r["name"]: r for r in small.widget("map").config["map"]["projections"]}
    assert "at least 50 items" in rows["tsne"]["why_not"]
    assert rows["pca"]["why_not"] is None
    small.close()


def test_another_projection_is_a_setting(page: Page, asked: list[str]) -> None:
    page.settle()
    now = _until(page, "PCA")
    assert now["quality"].startswith("keeps 0.")
    assert "Venna and Kaski" in now["about"]
    before = len(page.replies("column"))
    page.say(type="set", name="projection", value="umap")
    now = _until(page, "UMAP")
    assert now["quality"] == "keeps 0.94 of neighbourhoods (sample of 2,000)"
    assert now["wanted"] == "umap"
    assert asked == ["umap"]
    sent = [one["name"] for one in page.replies("column")[before:]]
    assert sent == ["coordinates"]


@pytest.mark.parametrize(
    ("value", "words"), [("umpa", "did you mean 'umap'"), ("umap-labels", "label some items")]
)
def test_what_cannot_be_had_is_refused_in_a_sentence(page: Page, value: str, words: str) -> None:
    page.settle()
    page.say(type="set", name="projection", value=value)
    assert words in page.wait("error")[-1]["text"]
    assert page.dashboard.status["projection"]["wanted"] == "pca"


def test_the_computation_can_be_cancelled_and_nothing_else_with_it(
    page: Page, session: al.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped: list[int] = []
    monkeypatch.setattr(session.loop.projector, "stop", lambda: stopped.append(1))
    page.say(type="command", name="cancel_projection")
    assert stopped == [1]


def test_a_cancel_that_comes_too_late_leaves_the_computation_alone(
    page: Page, session: al.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.settle()  # what the click meant has ended
    stopped: list[int] = []
    monkeypatch.setattr(session.loop.projector, "stop", lambda: stopped.append(1))
    page.say(type="command", name="cancel")
    assert stopped == []
