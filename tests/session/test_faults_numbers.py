"""Faults once found by a reviewer: numbers, the model, resuming, and words."""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import jupyter_al as al
from jupyter_al.errors import AlError, SessionError
from jupyter_al.session.answers.recorder import Answer

from .test_faults import X, Y, make

# -- numbers -----------------------------------------------------------------------------------


def test_a_skip_over_a_label_takes_it_out_of_the_training() -> None:
    session = make(audit=0)
    session.annotate(range(20), Y[:20])
    session.fit()
    session.skip(3)
    session.query(1)
    assert 3 not in session.snapshot.labelled
    assert session.loop.trainer.fits[0].n_labels == 19


def test_a_flag_trains_nothing() -> None:
    session = make(audit=0)
    session.annotate(range(20), Y[:20])
    session.query(1)
    before = session.loop.trainer.version
    session.loop.answer([Answer("flag", (50,), "odd"), Answer("flag", (3,), "odd")])
    session.query(1)
    assert session.loop.trainer.version == before


def test_a_test_set_does_not_go_on_from_the_audits_curve(tmp_path: Path) -> None:
    session = make(store=tmp_path / "a.db")
    for _ in range(4):
        query = session.query(20)
        session.annotate(query.indices, Y[query.indices])
    session.fit()
    session.close()
    again = make(store=tmp_path / "a.db", test=(X[:50], Y[:50]))
    again.fit()
    assert {point.n for point in again.loop.trainer.curve.points} == {50}
    again.close()


def test_no_accuracy_without_a_model() -> None:
    session = make(audit=0.5)
    session.annotate(range(20), Y[:20])
    session.evaluate()
    for _ in range(20):
        session.undo()
    with pytest.raises(SessionError):
        session.evaluate()


def test_the_audits_probability_counts_usable_items_only() -> None:
    features = X.copy()
    features[::3] = np.nan
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pool = al.Pool(features)
    session = make(pool=pool)
    query = session.query(20)
    session.annotate(query.indices, Y[query.indices])
    given = session.events["selection_probability"].dropna().unique()
    assert given == pytest.approx([0.15])  # 30 reserved of 200 usable


def test_files_that_vanish_do_not_change_the_audit_slice(tmp_path: Path) -> None:
    from PIL import Image

    files = []
    for i in range(60):
        files.append(str(tmp_path / f"{i}.png"))
        Image.fromarray(np.full((4, 4), i, np.uint8)).save(files[-1])
    before = make(pool=al.Pool(X[:60], items=files)).loop.trainer.audit.order
    lost = next(i for i in range(60) if i not in before)
    os.remove(files[lost])
    with pytest.warns(al.errors.PoolWarning):
        pool = al.Pool(X[:60], items=files)
    after = make(pool=pool).loop.trainer.audit.order
    assert set(before.tolist()) == set(after.tolist())


# -- the model ---------------------------------------------------------------------------------


def test_the_model_is_used_where_its_strategy_cannot_be() -> None:
    from sklearn.ensemble import RandomForestClassifier

    learner = RandomForestClassifier(n_estimators=5, random_state=0)
    session = make(learner=learner, strategy="ralif", test=(X[:30], Y[:30]))
    session.loop.start()
    session.annotate(range(30), Y[:30])
    session.loop.worker.finish()
    assert session.predict_proba().shape == (300, 3)
    assert session.evaluate().interval.n == 30
    session.close()


def test_fit_raises_what_went_wrong_in_the_background() -> None:
    class Broken:
        name = "broken"

        def fit(self, inputs: Any, labels: Any, n_classes: int, **options: Any) -> Any:
            raise ValueError("no memory left")

    session = make(learner=Broken())
    session.loop.start()
    session.annotate(range(9), Y[:9])
    with pytest.raises(ValueError, match="no memory left"):
        session.fit()
    session.close()


# -- resume and words --------------------------------------------------------------------------


def test_a_strategy_switched_to_is_there_the_next_day(tmp_path: Path) -> None:
    session = make(store=tmp_path / "a.db", seed=np.int64(7))
    session.strategy = al.strategies.get("badge")
    session.close()
    again = al.Session.open(tmp_path / "a.db", al.Pool(X), projection="pca")
    assert again.strategy.name == "badge"
    assert again.loop.trainer.seed == 7
    again.close()


def test_without_audit_and_test_set_the_sentence_is_not_about_the_model() -> None:
    session = make(audit=0)
    session.annotate(range(20), Y[:20])
    assert session.predict_proba().shape == (300, 3)
    with pytest.raises(SessionError, match=r"'audit' is 0 and there is no test set.*test="):
        session.evaluate()
    session.close()


@pytest.mark.parametrize("answers", [True, None, 1.0])
def test_an_answer_that_is_none_is_refused_in_words(answers: Any) -> None:
    with pytest.raises(SessionError):
        make().annotate(0, answers)


def test_an_item_named_twice_is_refused() -> None:
    with pytest.raises(SessionError, match="twice"):
        make().annotate([5, 5], "a")


@pytest.mark.parametrize("more", [{"seed": -1}, {"audit": "x"}, {"prefetch": "a"}])
def test_wrong_settings_are_refused_in_words(more: dict[str, Any]) -> None:
    with pytest.raises(SessionError):
        make(**more)


def test_open_wants_a_pool(tmp_path: Path) -> None:
    make(store=tmp_path / "a.db").close()
    with pytest.raises(SessionError, match=r"al\.Pool"):
        al.Session.open(tmp_path / "a.db", X)


def test_an_unknown_pane_is_refused() -> None:
    with pytest.raises(AlError, match="card"):
        make().widget("crd")


def test_a_sparse_test_set_and_a_torch_one() -> None:
    import scipy.sparse
    import torch

    sparse = scipy.sparse.csr_matrix(np.abs(X))
    session = make(pool=al.Pool(sparse), test=(sparse[:20], Y[:20]))
    session.annotate(range(20), Y[:20])
    assert session.evaluate().interval.n == 20
    session = make(test=(torch.tensor(X[:20]), torch.tensor(Y[:20])))
    session.annotate(range(20), Y[:20])
    assert session.evaluate().interval.n == 20
