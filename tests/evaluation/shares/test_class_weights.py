import math

import numpy as np
import pytest

from jupyter_al.errors import AlError
from jupyter_al.evaluation.shares.class_weights import (
    adjusted_logits,
    effective_weights,
    inverse_weights,
)
from jupyter_al.numerics.softmax import softmax


def test_card_e30_inverse_weights_and_their_cap():
    np.testing.assert_allclose(inverse_weights([100, 10, 1], cap=math.inf), [0.37, 3.7, 37])
    np.testing.assert_allclose(inverse_weights([100, 10, 1]), [0.37, 3.7, 3.7])


def test_card_e30_effective_numbers():
    found = effective_weights([100, 10, 1], beta=0.99)
    np.testing.assert_allclose(found, [0.042237, 0.280044, 2.677719], atol=5e-7)
    assert found.sum() == pytest.approx(3)


def test_card_e30_adjusted_logits():
    found = softmax(adjusted_logits([[1.0, 0.0]], [0.9, 0.1]))
    np.testing.assert_allclose(found, [[0.231969, 0.768031]], atol=5e-7)


def test_a_class_without_labels_has_no_weight_and_keeps_its_logit():
    np.testing.assert_allclose(inverse_weights([4, 0, 4]), [1, 0, 1])
    np.testing.assert_allclose(effective_weights([4, 0, 4]), [1, 0, 1])
    np.testing.assert_array_equal(inverse_weights([0, 0]), [0, 0])
    np.testing.assert_array_equal(effective_weights([0, 0]), [0, 0])
    np.testing.assert_array_equal(adjusted_logits([[1.0, 2.0]], [1.0, 0.0]), [[1, 2]])


def test_equal_classes_have_equal_weights():
    np.testing.assert_allclose(inverse_weights([7, 7, 7]), 1)
    np.testing.assert_allclose(effective_weights([7, 7, 7]), 1)
    np.testing.assert_allclose(effective_weights([100, 1], beta=0), 1)


def test_tau_scales_the_adjustment():
    logits = np.array([[0.3, -1.0]], np.float32)
    np.testing.assert_array_equal(adjusted_logits(logits, [0.9, 0.1], tau=0), logits)
    assert adjusted_logits(logits, [0.9, 0.1]).dtype == np.float32


def test_bad_input_is_refused():
    for call, words in (
        (lambda: inverse_weights([-1, 2]), "0 or more"),
        (lambda: inverse_weights([]), "each class"),
        (lambda: inverse_weights([1, 2], cap=0.5), "cap"),
        (lambda: effective_weights([1, 2], beta=1), "beta"),
        (lambda: adjusted_logits([[1.0, 2.0]], [1.0]), "one share"),
        (lambda: adjusted_logits([[1.0, 2.0]], [-1.0, 2.0]), "0 or more"),
    ):
        with pytest.raises(AlError, match=words):
            call()
