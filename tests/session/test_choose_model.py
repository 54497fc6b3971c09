"""Which of several models to take, from labels of the session."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import jupyter_al as al
from jupyter_al.errors import AlError, SessionError

RNG = np.random.default_rng(0)
N = 900
Y = np.arange(N) % 3
X = RNG.normal(size=(N, 5)) + 1.2 * np.eye(5)[Y]
CLASSES = ["a", "b", "<b>c</b>"]


def model(accuracy: float, seed: int) -> Any:
    """Return probabilities of a model that is right so often."""
    rng = np.random.default_rng(seed)
    guess = np.where(rng.random(N) < accuracy, Y, (Y + rng.integers(1, 3, N)) % 3)
    return np.full((N, 3), 0.1) + 0.7 * np.eye(3)[guess]


MODELS = {"poor": model(0.6, 1), "good <i>": model(0.9, 2), "fair": model(0.7, 3)}


def make(**more: Any) -> al.Session:
    return al.Session(al.Pool(X), CLASSES, **{"projection": "pca", "audit": 0.4, **more})


def label(session: al.Session, n: int) -> None:
    query = session.query(n)
    session.annotate(query.indices, Y[query.indices])


def test_before_the_first_label_the_models_are_ranked_by_how_they_agree() -> None:
    session = make()
    found = session.choose_model(MODELS)
    assert found.n == 0
    assert found.probabilities.sum() == pytest.approx(1)
    assert "not enough evidence yet: 0 of 20 labels" in found.sentence
    assert not found.clear
    assert "hardly by labels" in repr(found)


def test_the_best_is_found_with_labels_that_tell_them_apart() -> None:
    session = make()
    found = session.choose_model(MODELS, ask=200)
    assert len(found.asked) == 200
    session.annotate(found.asked, Y[found.asked])
    found = session.choose_model()
    assert found.n == 200
    assert found.best == "good <i>"
    assert found.clear
    assert found.probabilities[1] > 0.95
    assert found.sentence.startswith("take 'good <i>': the best in ")
    truth = [(p.argmax(axis=1) == Y).mean() for p in MODELS.values()]
    for each, real in zip(found.accuracies, truth, strict=True):
        assert each.low - 0.05 <= real <= each.high + 0.05
    assert found.differences[1] is None
    assert found.differences[0] is not None
    assert found.differences[0].low > 0


def test_what_is_asked_never_trains_and_has_its_chance_in_the_journal() -> None:
    session = make()
    asked = session.choose_model(MODELS, ask=12).asked
    session.annotate(asked, Y[asked])
    frame = session.events
    assert (frame["slice"] == "test").all()
    assert frame["selection_probability"].between(0, 1, inclusive="right").all()
    assert not set(session.snapshot.labelled.tolist()) & set(asked.tolist())
    label(session, 30)
    assert session.evaluate(patience=0).interval.n >= 12  # they measure the model in use as well
    reserve = session.loop.trainer.audit.reserved
    assert reserve[asked].all()


def test_items_on_which_the_models_differ_are_drawn_more_often() -> None:
    session = make()
    found = session.choose_model(MODELS, ask=100)
    guesses = np.array([p.argmax(axis=1) for p in MODELS.values()])
    apart = (guesses != guesses[0]).any(axis=0)
    reserve = session.loop.trainer.audit.reserved
    assert apart[found.asked].mean() > apart[reserve].mean() + 0.1
    assert found.apart == (apart & reserve).sum()


def test_the_audit_counts_too_and_the_session_goes_on_after_a_restart(tmp_path: Path) -> None:
    store = tmp_path / "a.db"
    with make(store=store) as session:
        label(session, 80)
        audited = session.loop.recorder.labels.counts()["audit"]
        before = session.choose_model(MODELS)
        assert before.n == audited
        assert before.accuracies[0].interval.n == audited
        assert f"from {audited} audited labels" in before.accuracies[0].sentence
    with make(store=store) as again:
        with pytest.raises(SessionError, match="No models were handed in"):
            again.choose_model()
        after = again.choose_model(MODELS)
        assert np.array_equal(after.probabilities, before.probabilities)


def test_it_can_be_read() -> None:
    session = make()
    found = session.choose_model(MODELS, ask=30)
    session.annotate(found.asked, Y[found.asked])
    found = session.choose_model()
    text = " ".join(repr(found).split())
    for name in MODELS:
        assert name in text
    assert "best with a probability of" in text
    assert str(found) == found.sentence
    page = found._repr_html_()
    assert "<i>" not in page
    assert "good &lt;i&gt;" in page


def test_one_model_and_equal_models() -> None:
    session = make()
    assert session.choose_model({"mine": MODELS["poor"]}).sentence == "'mine' is the only model"
    same = session.choose_model({"one": MODELS["poor"], "two": MODELS["poor"]}, ask=5)
    assert "indistinguishable" in same.sentence
    assert same.apart == 0
    assert len(same.asked) == 5


@pytest.mark.parametrize(
    ("models", "words"),
    [
        ({}, "predictions of several models by name"),
        ([MODELS["poor"]], "predictions of several models by name"),
        ({"a": MODELS["poor"][:10]}, r"\(10, 3\).*900 items and 3 classes"),
        ({"a": MODELS["poor"][:, :2]}, r"\(900, 2\)"),
        ({"a": MODELS["poor"].argmax(axis=1)}, r"\(900,\)"),
        ({"a": np.log(MODELS["poor"])}, "softmax"),
        ({"a": np.full((N, 3), np.nan)}, "fill NaN"),
        ({"a": np.full((N, 3), "x")}, "no numbers"),
        ({1: MODELS["poor"], "1": MODELS["fair"]}, "same name"),
    ],
)
def test_wrong_predictions_are_refused_in_words(models: Any, words: str) -> None:
    with pytest.raises(AlError, match=words):
        make().choose_model(models)


def test_without_a_reserve_there_is_nothing_to_compare_on() -> None:
    with pytest.raises(SessionError, match="'audit' is 0"):
        make(audit=0).choose_model(MODELS)
    with pytest.raises(SessionError, match="whole number"):
        make().choose_model(MODELS, ask=-1)


def test_a_new_class_asks_for_new_predictions() -> None:
    session = make()
    session.choose_model(MODELS)
    session.add_class("d")
    with pytest.raises(SessionError, match="other classes now"):
        session.choose_model()
