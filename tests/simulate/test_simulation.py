"""``al.simulate`` from end to end, on a few hundred digits."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.sparse
from sklearn.linear_model import LogisticRegression

import jupyter_al as al
from jupyter_al.errors import SimulationError
from jupyter_al.simulate import Simulation
from tests.simulate.broken import Addressed, Dies, OneByOne, Raises


def digits(n: int = 300) -> tuple[np.ndarray, np.ndarray]:
    from sklearn.datasets import load_digits

    X, y = load_digits(return_X_y=True)
    return X[:n], y[:n]


def small(**settings: Any) -> Simulation:
    X, y = digits()
    known: dict[str, Any] = {"budget": 30, "batch": 10, "seeds": 1, "jobs": 1, "progress": False}
    return al.simulate(al.Pool(X), y, **{**known, **settings})


def test_random_and_margin_are_always_there() -> None:
    found = small(strategies=["badge"])
    assert found.strategies == ("badge", "random", "margin")
    assert list(found.frame.columns) == ["strategy", "seed", "n_labels", "accuracy"]
    assert found.frame["n_labels"].tolist() == [10, 20, 30] * 3
    assert found.frame["accuracy"].between(0, 1).all()


def test_arms_of_a_seed_begin_alike_and_seeds_differ() -> None:
    found = small(strategies=["badge"], seeds=[3, 4])
    first = found.frame.query("n_labels == 10").groupby("seed")["accuracy"].unique()
    assert [len(values) for values in first] == [1, 1]
    assert first[3][0] != first[4][0]


def test_accuracy_is_the_one_of_a_session_driven_by_hand() -> None:
    X, y = digits()
    test = X[200:], y[200:]
    found = al.simulate(
        al.Pool(X[:200]), y[:200], strategies=[], budget=30, batch=15, initial=0, seeds=[7],
        test=test, jobs=1, progress=False,
    )  # fmt: skip
    session = al.Session(
        al.Pool(X[:200]), [str(c) for c in range(10)], strategy="margin", audit=0.0, seed=7
    )
    by_hand = []
    for _ in range(2):
        query = session.query(15)
        session.annotate(query.indices, y[query.indices])
        session.fit()
        predicted = session.snapshot.model.predict_proba(test[0]).argmax(axis=1)
        by_hand.append(float((predicted == test[1]).mean()))
    session.close()
    assert found.frame.query("strategy == 'margin'")["accuracy"].tolist() == by_hand


def test_processes_give_what_one_process_gives() -> None:
    here = small(strategies=["badge"], seeds=2)
    there = small(strategies=["badge"], seeds=2, jobs=2)
    assert here.frame.equals(there.frame)


def test_every_setting_is_recorded() -> None:
    found = small(strategies=["badge"], noise=0.1, test=0.3, initial=5)
    said = found.settings
    assert (said["budget"], said["batch"], said["initial"]) == (30, 10, 5)
    assert (said["noise"], said["test"], said["seeds"], said["items"]) == (0.1, 0.3, [0], 300)
    assert said["jupyter_al"] == al.__version__
    assert "l2=None" in said["learner"]
    assert set(said["strategies"]) == {"badge", "random", "margin"}
    json.dumps(dict(said))


def test_wrong_answers_cost_accuracy() -> None:
    right = small(strategies=[], budget=150, batch=150, seeds=3)
    wrong = small(strategies=[], budget=150, batch=150, seeds=3, noise=0.5)
    gap = right.frame["accuracy"].mean() - wrong.frame["accuracy"].mean()
    assert gap > 0.1


def test_a_strategy_that_returns_less_is_asked_again() -> None:
    found = small(strategies=[OneByOne()])
    assert found.frame.query("strategy == 'one by one'")["n_labels"].tolist() == [10, 20, 30]
    assert "fitted more often" in found.runs[0].notes[0]
    assert not found.runs[1].notes


def test_labels_of_one_class_predict_that_class() -> None:
    X = np.random.default_rng(0).normal(size=(40, 3))
    y = np.array(["a"] * 39 + ["b"])
    test = X[:10], ["a"] * 4 + ["b"] * 6
    found = al.simulate(
        al.Pool(X), y, budget=5, batch=5, seeds=[0], test=test, jobs=1, progress=False
    )
    assert set(found.frame["accuracy"]) == {0.4}


def test_sparse_pools_names_as_labels_and_classifiers() -> None:
    X, y = digits()
    names = np.array([f"digit {c}" for c in y])
    pool = al.Pool(scipy.sparse.csr_matrix(X))
    settings: dict[str, Any] = {"budget": 40, "seeds": 2, "progress": False}
    learner = LogisticRegression(max_iter=50)
    found = al.simulate(pool, names, strategies=[], learner=learner, jobs=2, **settings)
    assert found.settings["classes"] == sorted(set(names.tolist()))
    assert found.frame["accuracy"].iloc[-1] > 0.5


def test_unusable_rows_are_left_out() -> None:
    X, y = digits()
    X = X.copy()
    X[:20, 0] = np.nan
    with pytest.warns(al.errors.PoolWarning):
        pool = al.Pool(X)
    found = al.simulate(pool, y, strategies=[], budget=20, seeds=1, jobs=1, progress=False)
    assert found.settings["items"] == 280


# -- the store -----------------------------------------------------------------------------


def test_finished_runs_are_taken_from_the_store(tmp_path: Path) -> None:
    first = small(strategies=["badge"], store=tmp_path)
    lines = (tmp_path / "runs.jsonl").read_text().splitlines()
    assert len(lines) == 3
    changed = [json.loads(line) for line in lines]
    for line in changed:
        line["outcome"]["points"][0][1] = 0.125
    (tmp_path / "runs.jsonl").write_text("".join(json.dumps(line) + "\n" for line in changed))
    again = small(strategies=["badge"], store=tmp_path)
    assert again.frame["accuracy"][0] == 0.125 != first.frame["accuracy"][0]
    assert len((tmp_path / "runs.jsonl").read_text().splitlines()) == 3


@pytest.mark.parametrize(
    "other",
    [
        {"budget": 20},
        {"batch": 5},
        {"initial": 5},
        {"seeds": [1]},
        {"noise": 0.1},
        {"test": 0.3},
        {"learner": "mlp"},
        {"learner": LogisticRegression()},
        {"strategies": {"margin": "entropy", "random": "random"}},
    ],
    ids=str,
)
def test_another_setting_is_another_run(tmp_path: Path, other: dict[str, Any]) -> None:
    small(strategies=[], store=tmp_path)
    small(**{"strategies": [], "store": tmp_path, **other})
    lines = (tmp_path / "runs.jsonl").read_text().splitlines()
    assert len(lines) == (3 if "strategies" in other else 4)


def test_other_data_are_another_run(tmp_path: Path) -> None:
    X, y = digits()
    for values in (X, np.where(np.arange(300)[:, None] == 123, X + 1, X)):
        al.simulate(
            al.Pool(values), y, strategies=[], budget=20, seeds=1, jobs=1, store=tmp_path,
            progress=False,
        )  # fmt: skip
    assert len((tmp_path / "runs.jsonl").read_text().splitlines()) == 4


def test_a_line_cut_off_by_a_crash_is_made_again(tmp_path: Path) -> None:
    first = small(strategies=[], store=tmp_path)
    path = tmp_path / "runs.jsonl"
    path.write_text(path.read_text()[:-30])
    again = small(strategies=[], store=tmp_path)
    assert again.frame.equals(first.frame)
    assert "1 lines of the store" in again.notes[0]
    assert small(strategies=[], store=tmp_path).frame.equals(first.frame)
    assert len(path.read_text().splitlines()) == 3  # two whole ones and the broken one


def test_what_has_no_lasting_description_is_not_stored(tmp_path: Path) -> None:
    with pytest.raises(SimulationError, match="__repr__"):
        small(strategies=[Addressed()], store=tmp_path)
    assert small(strategies=[Addressed()]).strategies[0] == "addressed"


# -- what goes wrong -----------------------------------------------------------------------


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_failing_strategy_costs_nobody_else(jobs: int, tmp_path: Path) -> None:
    found = small(strategies=[Raises()], jobs=jobs, store=tmp_path, seeds=2)
    assert found.strategies == ("random", "margin")
    assert [f.strategy for f in found.failures] == ["raises", "raises"]
    assert "no idea what to ask" in found.failures[0].sentence
    assert found.left_out == ("raises",)
    assert "raises" in repr(found)
    assert len((tmp_path / "runs.jsonl").read_text().splitlines()) == 4


def test_a_process_that_dies_is_replaced() -> None:
    found = small(strategies=[Dies()], jobs=2, seeds=2)
    assert [f.strategy for f in found.failures] == ["dies", "dies"]
    assert "code 9" in found.failures[0].sentence
    assert len(found.runs) == 4


def test_all_runs_failing_is_an_error() -> None:
    bad = {"random": Raises(), "margin": Raises()}
    with pytest.raises(SimulationError, match="no idea what to ask"):
        small(strategies=bad)


def test_own_classes_of_a_script_run_in_place(tmp_path: Path) -> None:
    """No guard around the call, and a strategy that no other process can import."""
    script = tmp_path / "script.py"
    script.write_text("""
import numpy as np, jupyter_al as al
from dataclasses import dataclass
@dataclass(frozen=True)
class Mine:
    name: str = "mine"
    def select(self, snapshot, n):
        return al.strategies.get("random").select(snapshot, n)
X = np.random.default_rng(0).normal(size=(80, 3)); y = (X[:, 0] > 0).astype(int)
settings = dict(budget=10, batch=5, seeds=1)
two = al.simulate(al.Pool(X), y, strategies=[], jobs=2, **settings)
print(len(two.runs), two.notes)
print(al.simulate(al.Pool(X), y, strategies=[Mine()], **settings).notes)
try:
    al.simulate(al.Pool(X), y, strategies=[Mine()], jobs=2, **settings)
except ValueError as error:
    print(error)
""")
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=True, timeout=300
    )
    said = done.stdout.splitlines()
    assert said[:2] == ["2 of 2 runs: done", "2 ()"]
    assert "'jobs' must be 1 here" in said[-1]
    assert "in this notebook or script" in said[-1]


def test_the_package_can_be_called_too() -> None:
    import importlib

    module = importlib.import_module("jupyter_al.simulate")
    X, y = digits(100)
    found = module(al.Pool(X), y, strategies=[], budget=20, seeds=1, jobs=1, progress=False)
    assert isinstance(found, Simulation)
