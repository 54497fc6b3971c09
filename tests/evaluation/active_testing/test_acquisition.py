import numpy as np
import pytest

from jupyter_al.errors import AlError
from jupyter_al.evaluation.active_testing.acquisition import (
    accuracy_scores,
    cross_entropy_scores,
    squared_error_scores,
)

P = np.array([[0.9, 0.1], [0.4, 0.6], [0.5, 0.5]])
S = np.array([[0.5, 0.5], [0.2, 0.8], [1.0, 0.0]])


def test_the_expected_error_of_the_model_under_test():
    # the tie of the last row goes to class 0, of which the surrogate is sure: 5 % of the largest
    assert accuracy_scores(P, S) == pytest.approx([0.5, 0.2, 0.025])


def test_a_surrogate_that_is_sure_of_everything_scores_nothing():
    assert accuracy_scores(P, np.array([[1, 0], [0, 1], [1, 0]])).tolist() == [0, 0, 0]
    assert accuracy_scores(np.empty((0, 3)), np.empty((0, 3))).shape == (0,)


def test_the_expected_log_loss():
    expected = -(S * np.log(P)).sum(axis=1)
    assert cross_entropy_scores(P, S) == pytest.approx(expected)
    sure = cross_entropy_scores([[1.0, 0.0]], [[0.0, 1.0]])
    assert sure == pytest.approx([-np.log(1e-15)])


def test_without_a_floor_the_lowest_tenth_is_raised():
    # 11 items: the 10th percentile is the second lowest
    tested = np.linspace(0.5, 0.99, 11)
    P_, S_ = np.c_[tested, 1 - tested], np.tile([1.0, 0.0], (11, 1))
    plain, raised = cross_entropy_scores(P_, S_), cross_entropy_scores(P_, S_, floored=False)
    assert raised[:10] == pytest.approx(plain[:10])
    assert raised[10] == pytest.approx(plain[9])
    assert plain[10] < plain[9]


def test_the_expected_squared_error():
    found = squared_error_scores([1, 2], [1.5, 2], [0.1, 0.3], noise_variance=1)
    assert found == pytest.approx([1.35, 1.3])
    # a shifted score is never negative
    assert squared_error_scores([0, 0], [0, 1], [-0.5, 0]) == pytest.approx([0, 1.5])


@pytest.mark.parametrize("score", [accuracy_scores, cross_entropy_scores])
def test_a_long_pool_is_scored_row_by_row(score):
    rng = np.random.default_rng(0)
    many_p, many_s = rng.dirichlet(np.ones(9), (2, 3000))
    order = rng.permutation(3000)
    found = score(many_p.astype(np.float32), many_s)
    assert found.shape == (3000,)
    assert (found > 0).all()
    again = score(many_p[order].astype(np.float32), many_s[order])
    assert again == pytest.approx(found[order])


def test_bad_input_is_refused():
    for score in (accuracy_scores, cross_entropy_scores):
        with pytest.raises(AlError, match=r"\(3, 2\).*\(2, 2\)"):
            score(P, S[:2])
        with pytest.raises(AlError, match=r"\(2,\)"):
            score([0.5, 0.5], [0.5, 0.5])
        with pytest.raises(AlError, match="1 of 3 items"):
            score(P, np.where(S == 0.2, np.nan, S))
        with pytest.raises(AlError, match="2 of 3 items"):
            score(np.where(np.isin(P, (0.1, 0.5)), np.nan, P), S)
    with pytest.raises(AlError, match="one number of each"):
        squared_error_scores([1, 2], [1], [1, 2])
