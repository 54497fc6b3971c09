from __future__ import annotations

import numpy as np
import pytest

from jupyter_al.numerics import leave_one_out as module
from jupyter_al.numerics.leave_one_out import area_under_curve, leave_one_out


def test_it_is_the_answer_of_a_fit_without_the_row(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    rows, labels = rng.normal(size=(14, 3)) + 5, np.arange(14) % 3
    monkeypatch.setattr(module, "_PENALTIES", np.array([0.1]))
    answers, penalty = leave_one_out(rows, labels, 3)
    assert penalty == 0.1
    centred = rows - rows.mean(axis=0)
    scale = np.sqrt(np.square(centred).sum() / 14)
    features = np.hstack([centred / scale, np.ones((14, 1))])
    target = np.eye(3)[labels]
    for i in range(14):
        rest = np.delete(np.arange(14), i)
        x, y = features[rest], target[rest]
        weight = np.linalg.solve(x.T @ x + 0.1 * np.eye(4), x.T @ y)
        np.testing.assert_allclose(answers[i], features[i] @ weight, atol=1e-10)


def test_separate_classes_are_right_and_noise_is_not() -> None:
    rng = np.random.default_rng(1)
    labels = np.arange(90) % 3
    rows = np.eye(3)[labels] * 6 + rng.normal(size=(90, 3))
    assert (leave_one_out(rows, labels, 3)[0].argmax(axis=1) == labels).mean() > 0.95
    noise, _ = leave_one_out(rng.normal(size=(90, 200)), labels, 3)
    assert np.isfinite(noise).all()
    assert (noise.argmax(axis=1) == labels).mean() < 0.55


def test_a_single_row_of_a_class_is_never_right() -> None:
    rows = np.array([[0.0], [0.1], [0.2], [9.0]])
    answers, _ = leave_one_out(rows, np.array([0, 0, 0, 1]), 2)
    assert answers[3].argmax() == 0
    assert np.isfinite(leave_one_out(np.zeros((4, 2)), np.array([0, 1, 0, 1]), 2)[0]).all()


def test_area_under_curve() -> None:
    assert area_under_curve(np.array([1.0, 2, 3, 4]), np.array([0, 0, 1, 1], bool)) == 1
    assert area_under_curve(np.array([1.0, 2, 3, 4]), np.array([1, 1, 0, 0], bool)) == 0
    assert area_under_curve(np.array([1.0, 1, 1]), np.array([0, 1, 0], bool)) == 0.5
    assert area_under_curve(np.array([1.0, 3, 2]), np.array([0, 1, 1], bool)) == 1
    assert np.isnan(area_under_curve(np.array([1.0, 2]), np.array([1, 1], bool)))
