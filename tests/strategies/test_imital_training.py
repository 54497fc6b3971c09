"""The script that trains the network of ImitAL: tasks, expert, and what it ships."""

from __future__ import annotations

import dataclasses
import importlib
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from jupyter_al.learners.linear import Linear
from jupyter_al.learners.scaling import Scaling
from jupyter_al.strategies.learned.candidates import (
    median_distance,
)
from jupyter_al.strategies.learned.ranking_network import TENSORS, load

ROOT = Path(__file__).parents[2]


@pytest.fixture
def scripts(monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    return ROOT / "scripts"


def test_models_of_the_training_are_those_of_the_learner(scripts: Path) -> None:
    import torch

    tasks = importlib.import_module("_synthetic_tasks")
    rng = np.random.default_rng(0)
    group = tasks.make_group(2, 30, rng)
    C, labels, extra = group.classes, np.arange(25), np.array([30, 31, 32])
    X = torch.from_numpy(np.concatenate([group.X, np.ones((*group.X.shape[:2], 1))], axis=2))
    Y = torch.nn.functional.one_hot(torch.from_numpy(group.y), C).double()
    l2 = torch.tensor([0.002, 0.01], dtype=torch.float64)
    start = torch.zeros(2, 3, C, X.shape[2], dtype=torch.float64)
    S = tasks.fit(X[:, labels], Y[:, labels], X[:, extra], Y[:, extra], 1.0, l2, start).numpy()
    plain = Scaling(np.zeros(group.X.shape[2]), 1.0)
    for g in range(2):
        for k in range(3):
            rows = np.append(labels, extra[k])
            learner = Linear(l2=float(l2[g]), tolerance=1e-9, device="cpu")
            model = learner.fit(group.X[g, rows], group.y[g, rows], C, scaling=plain)
            np.testing.assert_allclose(S[g, k, :, :-1], model.weight, atol=0.02)
            np.testing.assert_allclose(S[g, k, :, -1], model.bias, atol=0.02)


def test_expert_takes_what_truly_helps_most_and_the_run_goes_on_from_there(scripts: Path) -> None:
    tasks = importlib.import_module("_synthetic_tasks")
    train = importlib.import_module("train_imital")
    run = tasks.simulate(
        tasks.make_group(3, 20, np.random.default_rng(2)),
        4,
        train.expert,
        np.random.default_rng(1),
        look_ahead=True,
        candidates=7,
        draws=3,
    )
    assert run.states.shape == (12, 35)
    best = run.targets.max(axis=1).reshape(4, 3).T
    np.testing.assert_allclose(run.accuracy[:, 1:], best)


def test_shipped_weights_are_those_of_the_default_settings(scripts: Path) -> None:
    train = importlib.import_module("train_imital")
    for name, value in dataclasses.asdict(train.Settings()).items():
        assert load().metadata[f"setting {name}"] == str(value)


def test_training_is_repeatable(scripts: Path, tmp_path: Path, monkeypatch: Any) -> None:
    train = importlib.import_module("train_imital")
    short = {"runs": 10, "validation-runs": 10, "held-out-runs": 10, "group": 10, "rounds": 2,
             "held-out-rounds": 2, "hidden": 8, "epochs": 2, "candidates": 6}  # fmt: skip
    for name in ("a", "b"):
        words = [w for k, v in short.items() for w in (f"--{k}", str(v))]
        out = str(tmp_path / f"{name}.safetensors")
        monkeypatch.setattr(sys, "argv", ["train_imital.py", "--out", out, *words])
        train.main()
    first, second = (load(str(tmp_path / f"{name}.safetensors")) for name in "ab")
    for (weight, bias), (same, too) in zip(first.layers, second.layers, strict=True):
        np.testing.assert_array_equal(weight, same)
        np.testing.assert_array_equal(bias, too)
    assert first.size == 6
    assert first.metadata["setting hidden"] == "8"
    assert "expert" in (tmp_path / "a.log").read_text()
    assert set(TENSORS) == {"limits", *(f"{k}{i}" for k in ("weight", "bias") for i in (1, 2, 3))}


def blobs(tasks: Any, classes: int, width: int, gap: float, start: int) -> Any:
    """Return a group of tasks of another kind than those of the training: clean round blobs."""
    rng = np.random.default_rng((5, classes, width))
    rows = []
    codes = np.arange(240) % classes
    for _ in range(12):
        centres = rng.normal(size=(classes, width)) * gap
        each = centres[codes] + rng.normal(size=(240, width))
        each -= each.mean(axis=0)
        rows.append(each / np.sqrt((each**2).sum(axis=1).mean()))
    units = np.array([median_distance(each) for each in rows])
    dimension = np.full(12, float(width))
    return tasks.Group(np.stack(rows), np.tile(codes, (12, 1)), classes, start, units, dimension)


def test_the_network_ranks_better_than_chance_on_tasks_made_here(scripts: Path) -> None:
    tasks = importlib.import_module("_synthetic_tasks")
    network = load()
    gains = []
    for shape in ((3, 2, 2.0, 3), (4, 4, 1.5, 8), (3, 6, 1.5, 10), (6, 4, 2.5, 6), (2, 8, 1.0, 6)):
        run = tasks.simulate(
            blobs(tasks, *shape),
            8,
            lambda states, targets, rng: rng.integers(20, size=len(states)),
            np.random.default_rng(1),
            look_ahead=True,
            candidates=20,
            draws=10,
        )
        first = network(run.states).argmax(axis=1)
        gains.append(run.targets[np.arange(len(first)), first] - run.targets.mean(axis=1))
    gain = np.concatenate(gains)
    # what one label does is mostly chance: hundreds of sets are needed to see it
    assert gain.mean() > 2 * gain.std() / np.sqrt(len(gain))
