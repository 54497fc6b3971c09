import numpy as np
import pytest

from jupyter_al.errors import AlError
from jupyter_al.evaluation.accuracy.intervals import clopper_pearson, wilson
from jupyter_al.evaluation.accuracy.per_class import per_class

TRUTH = ["cat"] * 50 + ["dog"] * 10 + ["owl"] * 3
GUESS = ["cat"] * 45 + ["dog"] * 5 + ["dog"] * 8 + ["cat"] * 2 + ["owl"] * 3


def test_each_class_has_its_own_n():
    cat, dog, owl = per_class(GUESS, TRUTH)
    assert (cat.name, dog.name, owl.name) == ("cat", "dog", "owl")
    assert cat.recall == wilson(45, 50)
    assert cat.precision == wilson(45, 47)
    assert dog.recall == clopper_pearson(8, 10)
    assert dog.precision == clopper_pearson(8, 13)
    assert cat.sentence == "cat: 0.90 (0.79 to 0.96) from 50 labels"


def test_a_class_with_less_than_five_items_is_unknown_and_not_zero():
    found = per_class(GUESS, TRUTH, ["owl", "cat", "dog", "emu"])
    assert [each.name for each in found] == ["owl", "cat", "dog", "emu"]
    assert found[0].sentence == "owl: unknown (3 of 5 labels)"
    assert not found[0].known
    assert str(found[3]) == "emu: no examples yet"
    assert (found[3].recall.low, found[3].recall.high) == (0, 1)


def test_how_many_items_of_a_class_a_pool_holds_is_not_known():
    assert per_class(GUESS, TRUTH) == per_class(GUESS, TRUTH, population=len(TRUTH) + 1)
    for found in per_class(GUESS, TRUTH, population=len(TRUTH)):
        assert found.recall.low == found.recall.high == found.recall.estimate
    whole = per_class(GUESS, TRUTH, population=63)
    assert whole[1].recall.low == whole[1].recall.high == 0.8


def test_the_order_of_the_items_and_codes_for_names_change_nothing():
    order = np.random.default_rng(0).permutation(63)
    mixed = per_class(np.array(GUESS)[order], np.array(TRUTH)[order])
    assert mixed == per_class(GUESS, TRUTH)
    code = {"cat": 0, "dog": 1, "owl": 2}
    codes = per_class([code[g] for g in GUESS], [code[t] for t in TRUTH])
    assert [each.recall for each in codes] == [each.recall for each in mixed]


def test_nothing_audited():
    assert per_class([], []) == ()
    assert not per_class([], [], ["a"])[0].known


def test_bad_input_is_refused():
    with pytest.raises(AlError, match="one of each"):
        per_class(["a"], ["a", "b"])
    with pytest.raises(AlError, match="'b' occurs"):
        per_class(["a"], ["b"], ["a"])
    with pytest.raises(AlError, match="drawn from 1"):
        per_class(["a"] * 2, ["a"] * 2, population=1)
