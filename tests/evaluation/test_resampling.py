import numpy as np
import pytest

from jupyter_al.errors import AlError
from jupyter_al.evaluation.resampling import Range, ends, resampled_means


def test_the_means_of_the_draws_scatter_like_the_mean_of_the_items():
    values = (np.arange(200) < 150).astype(float)[None]
    drawn = resampled_means(values, draws=4000, seed=1)[:, 0]
    assert drawn.mean() == pytest.approx(0.75, abs=0.003)
    assert drawn.std() == pytest.approx(np.sqrt(0.75 * 0.25 / 200), rel=0.05)


def test_the_numbers_of_one_item_stay_together():
    rng = np.random.default_rng(0)
    first = rng.random(50)
    drawn = resampled_means(np.vstack([first, 1 - first]), seed=2)
    np.testing.assert_allclose(drawn.sum(axis=1), 1)
    assert drawn[:, 0].std() > 0


def test_the_order_of_the_items_does_not_matter_and_the_seed_does():
    values = np.random.default_rng(0).integers(0, 2, (3, 40)).astype(float)
    mixed = values[:, np.random.default_rng(1).permutation(40)]
    same = resampled_means(values, seed=5)
    np.testing.assert_array_equal(same, resampled_means(mixed, seed=5))
    assert not np.array_equal(same, resampled_means(values, seed=6))


def test_ends_leave_equal_tails_and_take_infinity():
    assert ends(np.arange(101.0), 0.9) == (5.0, 95.0)
    assert ends(np.r_[np.arange(50.0), np.full(51, np.inf)], 0.9) == (5.0, np.inf)


def test_a_range_reads_as_a_sentence():
    assert str(Range(0.87, 0.83, 0.9, 60, 0.95, "x")) == "0.87 (0.83 to 0.90) from 60 labels"


def test_bad_input_is_refused():
    with pytest.raises(AlError, match="n > 0 items"):
        resampled_means(np.zeros((2, 0)))
    with pytest.raises(AlError, match="draws"):
        resampled_means(np.zeros((2, 3)), draws=0)
    with pytest.raises(AlError, match="level"):
        ends(np.arange(3.0), 1.0)
