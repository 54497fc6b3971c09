import math

import numpy as np
import pytest

from jupyter_al.errors import AlError
from jupyter_al.evaluation.stopping.model_doubt import (
    contradiction,
    expected_f,
    overall_uncertainty,
)


def test_overall_uncertainty_lies_between_none_and_even_chances():
    assert overall_uncertainty(np.full((7, 4), 0.25)) == pytest.approx(1)
    assert overall_uncertainty(np.eye(4)) == 0
    assert overall_uncertainty(np.ones((3, 1))) == 0
    assert math.isnan(overall_uncertainty(np.zeros((0, 2))))


def test_overall_uncertainty_is_the_mean_entropy_over_many_blocks():
    p = np.random.default_rng(0).dirichlet(np.ones(5), 600_000).astype(np.float32)
    expected = -(p.astype(float) * np.log(np.maximum(p, 1e-300))).sum(1).mean() / np.log(5)
    assert overall_uncertainty(p) == pytest.approx(expected, rel=1e-6)


def test_contradiction_weighs_errors_by_confidence():
    p = [[0.9, 0.1], [0.3, 0.7], [0.6, 0.4]]
    assert contradiction(p, [1, 1, 1]) == pytest.approx((0.9 + 0 + 0.6) / 3)
    assert contradiction(p, [0, 1, 0]) == 0
    assert math.isnan(contradiction(np.zeros((0, 2)), []))


def test_expected_f_of_sure_and_unsure_models():
    assert expected_f([1, 1, 0]) == 1
    # tp = .8, fp = .2, fn = .4
    assert expected_f([0.8, 0.4]) == pytest.approx(1.6 / 2.2)
    assert expected_f([0, 0]) == 0
    assert math.isnan(expected_f([]))


def test_bad_input_is_refused():
    with pytest.raises(AlError, match="probabilities"):
        overall_uncertainty([0.5, 0.5])
    with pytest.raises(AlError, match="labels of shape"):
        contradiction([[1.0, 0.0]], [0, 1])
    with pytest.raises(AlError, match="one probability"):
        expected_f([0.5, 1.5])
