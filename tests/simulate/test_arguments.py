"""Bad arguments end in a sentence that names the argument, before anything runs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import jupyter_al as al
from jupyter_al.errors import LearnerError, SimulationError, StrategyError
from jupyter_al.simulate.progress import ProgressLine
from jupyter_al.simulate.run import answers_of, split

X = np.random.default_rng(0).normal(size=(40, 3))
Y = np.arange(40) % 2


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        ({"budget": 0}, "'budget' is a whole number from 1"),
        ({"budget": True}, "'budget'"),
        ({"budget": 31}, "only 30 items can be asked"),
        ({"budget": 5}, "'initial'"),
        ({"batch": 0}, "'batch'"),
        ({"batch": 1.5}, "'batch'"),
        ({"initial": -1}, "'initial'"),
        ({"seeds": 0}, "'seeds'"),
        ({"seeds": [1, 1]}, "'seeds'"),
        ({"seeds": []}, "'seeds'"),
        ({"seeds": "five"}, "'seeds'"),
        ({"noise": 1.5}, "'noise' is a share"),
        ({"noise": "some"}, "'noise' is a share"),
        ({"test": 0.0}, "'test' is a share"),
        ({"test": 0.95}, "'test' is a share"),
        ({"test": X}, "'test' is a share of the pool"),
        ({"test": (X[:, :2], Y)}, "'test' needs rows of the shape"),
        ({"test": (X[:3], Y)}, "'test' must give one class for each of the 3"),
        ({"test": (X, Y + 1)}, "class 2, which does not occur"),
        ({"test": (X * np.nan, Y)}, "'test' has rows with NaN"),
        ({"test": (X, Y.astype(str))}, "class '0', which does not occur"),
        ({"jobs": 0}, "'jobs'"),
        ({"progress": "yes"}, "'progress' is True or False"),
        ({"strategies": [al.strategies.Badge]}, "'strategies' holds .*is a class"),
        ({"strategies": "badge"}, "'strategies' is a list"),
        ({"strategies": 3}, "'strategies' is a list"),
        ({"strategies": [3]}, "'strategies' holds 3"),
        ({"strategies": ["badge", "badge"]}, "names 'badge' twice"),
        ({"y": Y[:-1]}, "'y' must give one class for each of the 40"),
        ({"y": np.zeros(40)}, "one class only"),
        ({"y": np.where(Y, np.nan, 1.0)}, "'y' holds NaN"),
        ({"y": [None, "a"] * 20}, "nothing missing"),
        ({"pool": X}, "'pool' is an al.Pool"),
    ],
    ids=str,
)
def test_a_bad_argument_is_named(bad: dict[str, Any], sentence: str) -> None:
    given: dict[str, Any] = {"pool": al.Pool(X), "y": Y, "budget": 10, "batch": 8, **bad}
    with pytest.raises(SimulationError, match=sentence):
        al.simulate(given.pop("pool"), given.pop("y"), jobs=given.pop("jobs", 1), **given)


def test_a_share_may_come_out_of_an_array() -> None:
    share = np.float32(0.25)
    found = al.simulate(al.Pool(X), Y, budget=8, batch=4, seeds=1, test=share, jobs=1)
    assert found.settings["test"] == 0.25


def test_another_strategy_under_the_name_of_random_is_said() -> None:
    given = {"random": "margin", "mine": "entropy"}
    found = al.simulate(al.Pool(X), Y, strategies=given, budget=8, batch=4, seeds=1, jobs=1)
    assert [note for note in found.notes if "'random'" in note and "is margin" in note]
    assert not [note for note in found.notes if "'margin'" in note]


def test_unknown_names_are_refused() -> None:
    with pytest.raises(StrategyError, match="did you mean 'margin'"):
        al.simulate(al.Pool(X), Y, strategies=["marginn"])
    with pytest.raises(LearnerError, match="did you mean 'linear'"):
        al.simulate(al.Pool(X), Y, learner="linaer")
    with pytest.raises(TypeError, match="bugdet"):
        al.simulate(al.Pool(X), Y, bugdet=10)  # type: ignore[call-arg]


def test_a_store_that_is_a_file_is_refused(tmp_path: Any) -> None:
    path = tmp_path / "file"
    path.write_text("")
    with pytest.raises(SimulationError, match="'store' must be a folder"):
        al.simulate(al.Pool(X), Y, budget=10, batch=5, jobs=1, store=path)


@pytest.mark.parametrize("store", [3, True, b"runs"])
def test_a_store_is_a_path(store: Any) -> None:
    with pytest.raises(SimulationError, match="'store' is the path of a folder"):
        al.simulate(al.Pool(X), Y, budget=10, batch=5, jobs=1, store=store)


def test_noise_is_the_share_said_and_never_the_right_class() -> None:
    codes = np.arange(20_000) % 4
    said = answers_of(codes, 4, 0.25, seed=1)
    wrong = said != codes
    assert abs(wrong.mean() - 0.25) < 4 * np.sqrt(0.25 * 0.75 / 20_000)
    assert set(said[wrong & (codes == 0)]) == {1, 2, 3}
    assert (answers_of(codes, 4, 0.0, seed=1) == codes).all()
    assert (answers_of(codes, 4, 1.0, seed=1) != codes).all()


def test_the_held_out_rows_are_of_the_seed() -> None:
    rows, held = split(101, 0.25, seed=3)
    assert len(held) == 25
    assert np.array_equal(np.sort(np.concatenate([rows, held])), np.arange(101))
    assert np.array_equal(split(101, 0.25, seed=3)[1], held)
    assert not np.array_equal(split(101, 0.25, seed=4)[1], held)
    assert len(split(101, None, seed=3)[0]) == 101


def test_an_interrupted_simulation_does_not_say_done(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for ended, word in ((1, "1 of 2 runs: stopped"), (2, "2 of 2 runs: done")):
        line = ProgressLine(2, 0, shown=True)
        monkeypatch.setattr(line, "_moving", False)
        for seed in range(ended):
            line.step("random", seed)
        line.end()
        assert capsys.readouterr().out.strip() == word
