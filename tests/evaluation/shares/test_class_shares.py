import numpy as np
import pytest

from jupyter_al.errors import AlError
from jupyter_al.evaluation.shares.class_shares import class_shares
from jupyter_al.evaluation.shares.prior_shift import corrected, shares_without_labels


def _shifted_pool(n, pool, labelled, seed=0):
    """Posteriors of a known model with the shares of its labels, on a pool with others."""
    rng = np.random.default_rng(seed)
    truth = rng.choice(len(pool), n, p=pool)
    x = rng.normal(truth * 1.5, 1)
    density = np.exp(-0.5 * (x[:, None] - 1.5 * np.arange(len(pool))) ** 2)
    p = density * labelled
    right = density * pool
    return truth, p / p.sum(1, keepdims=True), right / right.sum(1, keepdims=True)


def test_card_e30_even_labels_of_an_uneven_pool():
    np.testing.assert_allclose(corrected([[0.5, 0.5]], [0.9, 0.1], [0.5, 0.5]), [[0.9, 0.1]])


def test_card_e30_equal_shares_change_nothing():
    p = np.random.default_rng(0).dirichlet(np.ones(3), 50)
    np.testing.assert_allclose(corrected(p, [0.2, 0.3, 0.5], [0.2, 0.3, 0.5]), p)


def test_card_e30_a_class_without_labels_keeps_its_probability():
    p = np.array([[0.5, 0.4, 0.1]])
    found = corrected(p, [0.6, 0.2, 0.2], [0.5, 0.5, 0.0])
    assert found[0, 2] == 0.1
    assert found.sum() == pytest.approx(1)
    assert found[0, 0] / found[0, 1] == pytest.approx(0.5 / 0.4 * 3)


def test_the_correction_gives_the_posterior_of_the_pool():
    pool, labelled = np.array([0.8, 0.15, 0.05]), np.array([0.3, 0.3, 0.4])
    _, p, right = _shifted_pool(500, pool, labelled)
    np.testing.assert_allclose(corrected(p, pool, labelled), right, atol=1e-12)
    # and back again
    np.testing.assert_allclose(corrected(right, labelled, pool), p, atol=1e-12)


def test_a_row_the_shares_leave_nothing_of_stays():
    np.testing.assert_array_equal(corrected([[1.0, 0.0]], [0.0, 1.0], [0.5, 0.5]), [[1, 0]])
    assert corrected(np.zeros((0, 2)), [0.5, 0.5], [0.5, 0.5]).shape == (0, 2)
    assert corrected(np.full((2, 2), 0.5, np.float32), [0.9, 0.1], [0.5, 0.5]).dtype == np.float32


@pytest.mark.parametrize("pool", [[0.8, 0.15, 0.05], [0.1, 0.1, 0.8]])
def test_shares_are_found_without_labels(pool):
    labelled = np.array([0.3, 0.3, 0.4])
    truth, p, _ = _shifted_pool(60_000, np.array(pool), labelled)
    found = shares_without_labels(p, labelled)
    assert found.converged
    np.testing.assert_allclose(found.shares, np.bincount(truth) / len(truth), atol=0.015)
    # many blocks, and their order, change nothing
    turned = shares_without_labels(p[::-1].astype(np.float64), labelled)
    np.testing.assert_allclose(turned.shares, found.shares, atol=1e-9)


def test_shares_without_labels_where_nothing_can_be_said():
    none = shares_without_labels(np.zeros((0, 2)), [3, 1])
    np.testing.assert_array_equal(none.shares, [0.75, 0.25])
    cut = shares_without_labels(_shifted_pool(500, [0.9, 0.1], [0.5, 0.5])[1], [1, 1], steps=1)
    assert (cut.steps, cut.converged) == (1, False)
    unseen = shares_without_labels([[0.2, 0.3, 0.5], [0.0, 0.0, 1.0]], [0.5, 0.5, 0.0])
    assert unseen.shares[2] == 0
    assert unseen.shares.sum() == pytest.approx(1)
    blind = shares_without_labels([[0.0, 1.0]], [1.0, 0.0])
    assert not blind.converged


def test_shares_of_the_audit_slice():
    found = class_shares([0] * 17 + [1] * 3, 3)
    np.testing.assert_allclose(found.shares, [18 / 23, 4 / 23, 1 / 23])
    assert found.intervals[0].estimate == 0.85
    assert found.unseen == (2,)
    assert str(found).startswith("class shares 0: 0.85 (0.62 to 0.97), 1: 0.15 (")
    assert str(found).endswith("2: no examples yet (at most 0.17), from 20 labels")


def test_shares_without_audited_labels():
    found = class_shares([], 2)
    np.testing.assert_array_equal(found.shares, [0.5, 0.5])
    assert "not enough evidence yet" in str(found)


def test_the_intervals_cover_the_true_shares():
    rng = np.random.default_rng(0)
    held = np.zeros(3)
    for _ in range(400):
        found = class_shares(rng.choice(3, 60, p=[0.6, 0.3, 0.1]), 3)
        held += [
            e.low <= t <= e.high for e, t in zip(found.intervals, [0.6, 0.3, 0.1], strict=True)
        ]
    assert (held / 400 >= 0.93).all()


@pytest.mark.parametrize(
    ("labels", "n_classes", "words"),
    [
        ([0, 2], 2, "between 0 and 1"),
        ([-1], 2, "between"),
        (["a"], 2, "one class code"),
        ([], 0, "1 or more"),
    ],
)
def test_bad_labels_are_refused(labels, n_classes, words):
    with pytest.raises(AlError, match=words):
        class_shares(labels, n_classes)


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ([0.5], "one share"),
        ([-0.1, 1.1], "0 or more"),
        ([0, 0], "not all 0"),
        ([np.nan, 1], "0 or more"),
    ],
)
def test_bad_shares_are_refused(shares, words):
    for call in (
        lambda: corrected([[0.5, 0.5]], shares, [0.5, 0.5]),
        lambda: corrected([[0.5, 0.5]], [0.5, 0.5], shares),
        lambda: shares_without_labels([[0.5, 0.5]], shares),
    ):
        with pytest.raises(AlError, match=words):
            call()
