import numpy as np
import pytest

from jupyter_al.errors import AlError
from jupyter_al.evaluation.shares.skew import skew


def test_the_correction_moves_doubtful_predictions_to_the_frequent_class():
    even = np.array([0] * 90 + [1] * 10)
    doubtful = np.tile([0.45, 0.55], (50, 1))
    sure = np.tile([0.02, 0.98], (50, 1))
    found = skew(["a", "b"], even, [0] * 20 + [1] * 20, np.vstack([doubtful, sure]))
    assert found.moved == 0.5
    assert found.labelled.tolist() == [0.5, 0.5]
    assert found.sentences[0] == "a: 0.90 (0.82 to 0.95) of the pool, 0.50 of the training labels"
    assert "50.0 % of its predictions" in found.sentences[-1]


def test_labels_with_the_mix_of_the_pool_change_nothing():
    found = skew(["a", "b"], [0, 1] * 20, [0, 1] * 9, np.tile([0.51, 0.49], (9, 1)))
    assert found.moved == 0


def test_without_evidence_there_is_no_number():
    probabilities = np.tile([0.8, 0.2], (40, 1))
    few = skew(["a", "b"], [0, 1], [0, 1], probabilities)
    assert few.moved is None
    assert few.sentences[-1].endswith("not enough evidence yet: 2 of 30 labels")
    none = skew(["a", "b"], [], [0, 1], probabilities)
    assert none.sentences == ("the model believes a 1.00, b 0.00; not measured",)
    assert skew(["a"], [], [], np.empty((0, 1))).sentences == (
        "not enough evidence yet: 0 audited labels",
    )
    unseen = skew(["a", "b", "c"], [0] * 10, [0, 1], np.tile([0.4, 0.3, 0.3], (5, 1)))
    assert unseen.sentences[2].startswith("c: no examples yet (at most ")


def test_many_classes_are_cut_short():
    names = [f"class {i}" for i in range(200)]
    found = skew(names, np.arange(200), np.arange(200), np.full((3, 200), 1 / 200))
    assert len(found.sentences) == 14
    assert "188 more classes" in found.sentences[-2]


def test_the_wrong_number_of_classes_is_refused():
    with pytest.raises(AlError, match=r"2 classes.*\(3, 3\)"):
        skew(["a", "b"], [], [], np.full((3, 3), 1 / 3))
