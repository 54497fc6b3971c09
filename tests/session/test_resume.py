"""Faults once found by a reviewer: resuming, several notebooks on one store."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import jupyter_al as al
from jupyter_al.errors import AlError, SessionError
from jupyter_al.strategies import registry

from .test_faults import X, Y, make


def test_a_class_taken_back_in_both_notebooks_can_be_opened(tmp_path: Path) -> None:
    first = make(store=tmp_path / "a.db")
    first.add_class("q")
    second = make(store=tmp_path / "a.db")
    first.undo()
    second.undo()
    first.close()
    second.close()
    again = al.Session.open(tmp_path / "a.db", al.Pool(X), projection="pca")
    assert again.classes == ["a", "b", "c"]
    again.close()


def test_the_frame_names_the_class_that_trains(tmp_path: Path) -> None:
    first = make(store=tmp_path / "a.db")
    second = make(store=tmp_path / "a.db")
    first.rename_class("a", "y")
    second.annotate(0, "a")  # this notebook has not heard of the new name
    first.close()
    second.close()
    again = make(store=tmp_path / "a.db")
    assert again.labels["label"].tolist() == ["y"]
    again.close()


def test_model_versions_go_on_after_another_source(tmp_path: Path) -> None:
    session = make(store=tmp_path / "a.db")
    session.annotate(range(20), Y[:20])
    session.fit()
    session.fit()
    session.close()
    again = make(store=tmp_path / "a.db", test=(X[:9], Y[:9]))
    again.fit()
    assert again.loop.trainer.version == 3  # `model_version` in the journal names one model
    again.close()


def test_closing_again_after_background_work_is_quiet(tmp_path: Path) -> None:
    session = make(store=tmp_path / "a.db")
    session.annotate(range(20), Y[:20])
    session.close()
    session.close()
    session.fit()  # computing is allowed, the store is not touched
    session.close()


def test_a_strategy_switched_to_stays_with_the_same_line(tmp_path: Path) -> None:
    session = make(store=tmp_path / "a.db")
    session.strategy = "margin"  # or in the widget
    session.close()
    again = make(store=tmp_path / "a.db")  # "The same line resumes the session another day"
    assert again.strategy.name == "margin"
    again.close()


@pytest.mark.parametrize("switched", [False, True])
def test_a_strategy_that_a_store_cannot_keep_is_said(tmp_path: Path, switched: bool) -> None:
    for strategy, said, now in (
        (al.strategies.get("badge", bias=True), r"Badge\(bias=True\)", "badge"),
        (al.strategies.score("entropy").keep(0.3), r"Composition\(scorer=Entropy", "margin"),
    ):
        store = tmp_path / f"{now}.db"
        session = make(store=store, strategy="margin" if switched else strategy)
        session.strategy = strategy
        session.close()
        with pytest.warns(
            UserWarning,
            match=f"strategy was {said}.*'{now if switched or now == 'badge' else 'auto'}' now",
        ):
            again = make(store=store)
        assert any("strategy was" in note for note in again.loop.notes)
        again.close()
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            make(store=store).close()  # said once: it is what the store remembers from here on
            make(store=store, strategy=strategy).close()
            make(store=store, strategy=strategy).close()


def test_a_classifier_that_a_store_cannot_keep_is_said(tmp_path: Path) -> None:
    from sklearn.naive_bayes import GaussianNB

    make(store=tmp_path / "a.db", learner=GaussianNB(var_smoothing=0.1)).close()
    with pytest.warns(UserWarning, match=r"learner was GaussianNB\(var_smoothing=0.1\).*'linear'"):
        make(store=tmp_path / "a.db").close()


def test_names_are_kept_without_a_word(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        make(store=tmp_path / "a.db", strategy="badge", learner="mlp").close()
        session = make(store=tmp_path / "a.db")
        session.strategy = al.strategies.get("margin")
        session.learner = al.learners.resolve("linear")
        session.close()
        again = make(store=tmp_path / "a.db")
    assert (again.strategy.name, again.learner.name) == ("margin", "linear")
    again.close()


def test_a_strategy_nobody_has_registered_today(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_STRATEGIES", dict(registry._STRATEGIES))
    al.strategies.register("mine", al.strategies.score("entropy").spread("d2"))
    session = make(store=tmp_path / "a.db", strategy="mine")
    session.annotate(0, "a")
    session.close()
    registry._STRATEGIES.pop("mine")
    with pytest.raises(SessionError, match=r"'mine', which nobody has registered.*strategy='auto'"):
        make(store=tmp_path / "a.db")
    again = make(store=tmp_path / "a.db", strategy="margin")
    assert len(again.labels) == 1
    again.close()


def test_a_wrong_argument_leaves_no_class_in_the_store(tmp_path: Path) -> None:
    make(store=tmp_path / "a.db").close()
    wrong: dict[str, Any]
    for wrong in ({"strategy": "bagde"}, {"learner": "linaer"}):
        with pytest.raises(AlError, match="did you mean"):
            make("abcd", None, store=tmp_path / "a.db", **wrong)
        with pytest.raises(AlError, match="did you mean"):
            make("de", None, store=tmp_path / "b.db", **wrong)
    again = make(store=tmp_path / "a.db")
    assert again.classes == ["a", "b", "c"]
    assert len(again.events) == 0
    again.close()
    make(store=tmp_path / "b.db").close()


def test_open_remembers_the_annotator(tmp_path: Path) -> None:
    session = make(store=tmp_path / "a.db", annotator="eva")
    session.annotate(0, "a")
    session.close()
    again = al.Session.open(tmp_path / "a.db", al.Pool(X), projection="pca")
    again.annotate(0, "b")  # a correction, not a second annotator
    assert again.labels["label"].tolist() == ["b"]
    again.close()


def test_rows_of_a_test_set_that_are_not_finite_are_refused_or_left_out() -> None:
    features = X[:20].copy()
    features[3] = np.nan
    try:
        session = make(test=(features, Y[:20]))
    except SessionError:
        return
    session.annotate(range(20), Y[:20])
    assert session.evaluate().interval.n == 19


def test_another_seed_or_share_is_refused(tmp_path: Path) -> None:
    make(store=tmp_path / "a.db", seed=3).close()
    with pytest.raises(SessionError, match="seed=3"):
        make(store=tmp_path / "a.db", seed=4)
    with pytest.raises(SessionError, match="audit"):
        make(store=tmp_path / "a.db", audit=0.5)
    again = make(store=tmp_path / "a.db")
    assert again.loop.trainer.seed == 3
    again.close()
