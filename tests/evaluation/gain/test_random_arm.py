import dataclasses
import itertools

import numpy as np
import pytest

from jupyter_al.errors import AlError
from jupyter_al.evaluation.gain.random_arm import random_arm


def _nearest_mean(points, truth):
    def fit_predict(train, held):
        classes = np.unique(truth[train])
        means = np.stack([points[train][truth[train] == c].mean(0) for c in classes])
        return classes[((points[held][:, None] - means) ** 2).sum(-1).argmin(1)]

    return fit_predict


def _data(n, seed=0):
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 3, n)
    return rng.normal(0, 1, (n, 4)) + np.eye(4)[truth] * 2, truth


def test_no_item_is_ever_scored_by_a_model_that_saw_it():
    truth = np.arange(40) % 4
    seen = []

    def fit_predict(train, held):
        seen.append((len(train), len(held)))
        assert not set(train) & set(held)
        assert len(set(train)) == len(train)
        return truth[held]

    arm = random_arm(fit_predict, truth, seed=1)
    assert arm.sizes.tolist() == [8, 16, 24, 32]
    assert {size for size, _ in seen} <= {8, 16, 24, 32}
    assert sum(size == 32 for size, _ in seen) == 5  # the whole part once for each fold
    assert sum(size == 24 for size, _ in seen) == 50
    assert arm.n == 40
    np.testing.assert_allclose(arm.accuracies, 1)


def test_subsamples_are_nested():
    truth = np.arange(40) % 4
    parts = []

    def fit_predict(train, held):
        parts.append(set(train.tolist()))
        return truth[held]

    random_arm(fit_predict, truth, repeats=1, seed=1)
    for first in range(0, len(parts), 4):
        small = parts[first : first + 4]
        assert all(a < b for a, b in itertools.pairwise(small))


def test_accuracy_rises_with_labels_and_matches_fresh_data():
    points, truth = _data(300)
    arm = random_arm(_nearest_mean(points, truth), truth, seed=0)
    assert arm.accuracies[0] < arm.accuracies[-1]
    fresh_points, fresh = _data(4000, seed=9)
    both = np.vstack([points, fresh_points])
    guess = _nearest_mean(both, np.r_[truth, fresh])(np.arange(240), np.arange(300, 4300))
    assert arm.accuracies[-1] == pytest.approx((guess == fresh).mean(), abs=0.06)
    assert "n = 300 audited" in str(arm)


def test_a_single_class_predicts_itself_without_a_fit():
    arm = random_arm(lambda train, held: 1 / 0, np.zeros(30, dtype=int))
    np.testing.assert_allclose(arm.accuracies, 1)


def test_near_duplicates_stay_in_one_fold():
    groups = np.repeat(np.arange(12), 5)
    truth = np.tile([0, 1, 2], 20)

    def fit_predict(train, held):
        assert not set(groups[train]) & set(groups[held])
        return truth[held]

    arm = random_arm(fit_predict, truth, groups=groups, folds=4)
    assert arm.sizes[-1] == 45


def test_the_seed_decides():
    points, truth = _data(60)
    arms = [random_arm(_nearest_mean(points, truth), truth, seed=s).correct for s in (1, 1, 2)]
    np.testing.assert_array_equal(arms[0], arms[1])
    assert not np.array_equal(arms[0], arms[2])


def test_the_bootstrap_draws_are_curves_around_the_curve():
    points, truth = _data(300)
    arm = random_arm(_nearest_mean(points, truth), truth, seed=0)
    draws = arm.draws(seed=1)
    at = int(arm.sizes[-1])
    assert len(draws.ceiling) == 200
    assert draws.at(at).mean() == pytest.approx(float(arm.accuracies[-1]), abs=0.02)
    assert 0 < draws.at(at).std() < 0.05


@pytest.mark.parametrize(
    ("truth", "keywords", "words"),
    [
        ([0, 1], {"folds": 5}, "2 audited labels"),
        ([0, 1] * 5, {"folds": 1}, "2 or more"),
        ([[0, 1]], {}, "shape"),
        ([0, 1] * 5, {"shares": (0.0, 1.0)}, "shares"),
        ([0, 1] * 5, {"repeats": 0}, "repeats"),
        ([0, 1] * 5, {"groups": [1, 2]}, "groups"),
        ([0, 1] * 5, {"groups": [1] * 10}, "near duplicates"),
    ],
)
def test_bad_input_is_refused(truth, keywords, words):
    with pytest.raises(AlError, match=words):
        random_arm(lambda train, held: np.zeros(len(held)), truth, **keywords)


def test_a_wrong_number_of_predictions_is_refused():
    with pytest.raises(AlError, match="one class for each"):
        random_arm(lambda train, held: np.zeros(1), np.arange(20) % 2)


def test_what_other_labels_to_learn_from_would_have_changed():
    truth = np.zeros(150, dtype=int)
    truth[::2] = 1

    def made(sd):
        rng = np.random.default_rng(3)

        def fit_predict(train, held):
            good = rng.random(len(held)) < np.clip(0.8 + sd * rng.normal(), 0, 1)
            return np.where(good, truth[held], 1 - truth[held])

        return random_arm(fit_predict, truth, repeats=20)

    # items that err on their own do not count, however different they are between the repeats
    assert made(0.0).spread < 0.03
    assert made(0.15).spread > 0.08
    alike = random_arm(lambda train, held: truth[held] ^ (held % 5 == 0), truth)
    assert alike.spread == pytest.approx(0.0, abs=1e-9)
    once = random_arm(lambda train, held: truth[held], truth, repeats=1)
    assert once.spread == 0.0


def test_the_range_of_the_curve_knows_of_other_labels():
    truth = np.arange(120) % 2
    arm = random_arm(
        lambda train, held: np.where(held % 10 < 2 + 30 / len(train), 1 - truth[held], truth[held]),
        truth,
    )
    wider = dataclasses.replace(arm, spread=0.05)
    narrow, wide = (each.draws(400).band(60)[0] for each in (arm, wider))
    assert wide.estimate == narrow.estimate
    assert wide.high - wide.low > 1.2 * (narrow.high - narrow.low)
