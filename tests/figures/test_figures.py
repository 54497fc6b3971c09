"""Figures of what a session knows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import jupyter_al as al
from jupyter_al.errors import AlError
from jupyter_al.evaluation.evaluation import Evaluation

RNG = np.random.default_rng(0)
Y = np.arange(900) % 3
X = RNG.normal(size=(900, 5)) + 1.2 * np.eye(5)[Y]


def labelled(n: int, **more: Any) -> al.Session:
    session = al.Session(al.Pool(X), ["<i>a</i>", "b", "c"], projection="pca", **more)
    for _ in range(0, n, 10):
        query = session.query(10)
        session.annotate(query.indices, Y[query.indices])
    return session


@pytest.fixture(scope="module")
def known() -> Evaluation:
    return labelled(300, audit=0.4, strategy="margin").evaluate()


@pytest.fixture(scope="module")
def early() -> al.Session:
    return labelled(20)


NAMES = ["learning_curve", "reliability", "class_shares", "savings"]


def words(figure: Any) -> str:
    return " ".join(note.text or "" for note in figure.layout.annotations)


def test_the_learning_curve_ends_where_nothing_is_known(known: Evaluation) -> None:
    figure = al.figures.learning_curve(known, target=0.9)
    traces = {trace.name: trace for trace in figure.data}
    assert known.active_arm is not None
    assert list(traces["this session"].x) == known.active_arm.sizes.tolist()
    assert np.allclose(traces["this session"].y, known.active_arm.accuracies)
    arm = known.random_arm
    assert arm is not None
    assert list(traces["random labels"].x) == arm.sizes.tolist()
    farthest = max(max(trace.x) for trace in figure.data)
    assert farthest <= 3 * max(arm.sizes.max(), known.active_arm.sizes.max())
    assert figure.layout.title.text == known.accuracy.sentence


def test_reliability_has_the_intervals_of_its_bins(known: Evaluation) -> None:
    figure = al.figures.reliability(known)
    drawn = figure.data[-1]
    bins = [each for each in known.reliability.bins if each.n]
    assert list(drawn.customdata) == [each.n for each in bins]
    assert np.allclose(np.array(drawn.y) + drawn.error_y.array, [b.accuracy.high for b in bins])


def test_class_shares_stand_side_by_side(known: Evaluation) -> None:
    figure = al.figures.class_shares(known)
    assert len(figure.data) == 2
    assert figure.data[0].x[0] == "&lt;i&gt;a&lt;/i&gt;"
    assert np.isclose(sum(figure.data[0].y), 1)
    assert np.allclose(figure.data[1].y, known.skew.labelled)


def test_savings_agree_with_the_evaluation(known: Evaluation) -> None:
    figure = al.figures.savings(known)
    saved = known.gain.labels_saved
    if saved is None:
        assert known.gain.sentence in words(figure) or len(figure.data)
    else:
        assert np.isclose(figure.data[-1].y[-1], saved.estimate)
    if len(figure.data):
        assert known.random_arm is not None
        saved_now = np.array(figure.data[-1].y)
        n_random = np.array(figure.data[-1].x) / (1 - saved_now)
        assert (n_random >= known.random_arm.curve.smallest - 1).all()


@pytest.mark.parametrize("name", NAMES)
def test_without_evidence_there_are_words_in_place_of_a_picture(
    early: al.Session, name: str
) -> None:
    figure = getattr(al.figures, name)(early)
    if name != "class_shares":
        assert "not enough evidence yet" in words(figure)
        assert not figure.data


def test_a_curve_of_a_test_set_is_drawn_without_an_audit() -> None:
    session = labelled(60, audit=0, test=(X[:200], Y[:200]))
    figure = al.figures.learning_curve(session)
    points = session.loop.trainer.curve.points
    drawn = next(trace for trace in figure.data if trace.mode == "lines+markers")
    assert list(drawn.x) == [point.n_labels for point in points]
    assert np.allclose(drawn.y, [point.accuracy for point in points])


def test_a_long_title_has_several_lines(known: Evaluation) -> None:
    lines = al.figures.reliability(known).layout.title.text.split("<br>")
    assert " ".join(lines) == known.reliability.sentence
    assert max(map(len, lines)) <= 90


@pytest.mark.parametrize("name", NAMES)
def test_only_sessions_and_evaluations_are_drawn(name: str) -> None:
    with pytest.raises(AlError, match="session"):
        getattr(al.figures, name)([1, 2])
