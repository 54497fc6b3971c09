import numpy as np
import pytest
from scipy.integrate import trapezoid
from scipy.stats import beta

from jupyter_al.errors import AlError
from jupyter_al.evaluation.choice.best_of_betas import probability_largest
from jupyter_al.evaluation.choice.model_choice import choose_model
from jupyter_al.evaluation.choice.model_panel import model_panel

# card A2
PREDICTIONS = np.array(
    [
        [[0.9, 0.1], [0.8, 0.2], [0.3, 0.7], [0.1, 0.9]],
        [[0.6, 0.4], [0.7, 0.3], [0.4, 0.6], [0.6, 0.4]],
        [[0.2, 0.8], [0.6, 0.4], [0.2, 0.8], [0.2, 0.8]],
    ]
)


def test_card_a2_test_1_the_prior():
    # pseudo labels (0, 0, 1, 1) follow from these rows: the mean of items 0 and 1, and 2 and 3
    prior = model_panel(PREDICTIONS).prior
    assert prior[0] == pytest.approx(np.array([[2.17, 2.03], [2.04, 2.16]]))
    assert prior[1] == pytest.approx(np.array([[2.13, 2.07], [2.1, 2.1]]))
    assert prior[2] == pytest.approx(np.array([[2.08, 2.12], [2.04, 2.16]]))


def test_card_a2_test_2_shares_and_probabilities():
    found = choose_model(PREDICTIONS)
    assert found.class_shares == pytest.approx([0.499804, 0.500196], abs=1e-6)
    assert found.probabilities == pytest.approx([0.347953, 0.324800, 0.327247], abs=1e-4)
    assert found.entropy == pytest.approx(1.584267, abs=1e-5)
    assert (found.best, found.n) == (0, 0)


def test_card_a2_test_3_information_of_each_label():
    found = choose_model(PREDICTIONS)
    items, bits = found.information(range(4))
    assert items.tolist() == [0, 1, 2, 3]
    assert bits == pytest.approx([0.0494, -6e-5, -7e-5, 0.0496], abs=1e-4)
    assert found.information()[0].tolist() == [0, 3]
    assert found.next_item(0) == int(np.argmax(bits)) == 3


def test_card_a2_test_4_permuting_models_permutes_the_result():
    order = [2, 0, 1]
    one = choose_model(PREDICTIONS, [3], [1])
    two = choose_model(PREDICTIONS[order], [3], [1])
    assert one.probabilities.sum() == pytest.approx(1)
    assert two.probabilities == pytest.approx(one.probabilities[order])
    assert two.information(range(4))[1] == pytest.approx(one.information(range(4))[1])


def test_permuting_items_and_classes_changes_nothing():
    rng = np.random.default_rng(0)
    known = rng.dirichlet(np.ones(4), (5, 60))
    one = choose_model(known, [7, 9], [0, 3])
    order, classes = rng.permutation(60), np.array([2, 0, 3, 1])
    back = np.argsort(classes)
    two = choose_model(known[:, order][..., classes], np.argsort(order)[[7, 9]], back[[0, 3]])
    assert two.probabilities == pytest.approx(one.probabilities)
    bits = one.information(range(60))[1]
    assert two.information(range(60))[1] == pytest.approx(bits[order])


def _slow_information(choice, item):
    """Step 7 of the card, one item and one class at a time."""
    panel = choice.panel
    a = np.diagonal(choice.confusions, axis1=1, axis2=2)
    b = choice.confusions.sum(axis=2) - a
    unnormalised = np.einsum("hcs,hs->c", choice.confusions, panel.predictions[:, item])
    chances = unnormalised / unnormalised.sum()
    expected = 0.0
    for class_ in range(a.shape[1]):
        hit = panel.predictions[:, item].argmax(axis=1) == class_
        now = probability_largest(a[:, class_][None], b[:, class_][None])[0]
        then = probability_largest((a[:, class_] + hit)[None], (b[:, class_] + ~hit)[None])[0]
        new = choice.probabilities + choice.class_shares[class_] * (then - now)
        expected -= chances[class_] * np.sum(new * np.log2(new))
    return choice.entropy - expected


def test_items_with_equal_votes_share_the_work_and_get_what_they_would_alone():
    rng = np.random.default_rng(1)
    choice = choose_model(rng.dirichlet(np.ones(3), (4, 80)), [0, 5, 6], [2, 2, 1])
    items, bits = choice.information()
    slow = [_slow_information(choice, item) for item in items]
    assert bits == pytest.approx(slow)
    assert set(items).isdisjoint([0, 5, 6])


def test_a_label_counts_for_every_model():
    before = choose_model(PREDICTIONS)
    after = before.answered(0, 1)
    change = after.confusions - before.confusions
    expected = np.zeros((3, 2, 2))
    expected[[0, 1, 2], 1, [0, 0, 1]] = 0.01
    assert change == pytest.approx(expected)
    assert after.probabilities[2] > before.probabilities[2]
    assert after.probabilities[0] < before.probabilities[0]
    assert before.n == 0
    assert after.labelled.tolist() == [0]


def test_labels_are_replayed_in_any_order():
    step = choose_model(PREDICTIONS).answered(3, 1).answered(0, 0)
    whole = choose_model(PREDICTIONS, [0, 3], [0, 1])
    assert whole.confusions == pytest.approx(step.confusions)
    assert whole.probabilities == pytest.approx(step.probabilities)


@pytest.mark.parametrize("models", [1, 2, 5])
def test_the_largest_of_betas_by_integration(models):
    rng = np.random.default_rng(models)
    a, b = rng.uniform(2, 20, (2, 7, models))
    found = probability_largest(a, b)
    x = np.linspace(0, 1, 20001)
    pdf, cdf = (f(x, a[..., None], b[..., None]) for f in (beta.pdf, beta.cdf))
    for h in range(models):
        others = np.delete(cdf, h, axis=1).prod(axis=1)
        exact = trapezoid(pdf[:, h] * others, x, axis=-1)
        assert found[:, h] == pytest.approx(exact, abs=1e-3)
    assert found.sum(axis=1) == pytest.approx(np.ones(7))


def test_betas_too_sharp_for_the_grid_still_give_probabilities():
    found = probability_largest(np.array([[1e7, 1e7, 2.0]]), np.array([[3e6, 3e6, 2.0]]))
    assert np.isfinite(found).all()
    assert found.sum() == pytest.approx(1)


def test_one_model_is_the_choice():
    found = choose_model(PREDICTIONS[:1], names=["only"])
    assert found.probabilities == pytest.approx([1])
    assert str(found) == "'only' is the only model"


def test_models_that_always_agree_cannot_be_told_apart():
    found = choose_model(
        np.stack(
            [PREDICTIONS[0], PREDICTIONS[0] ** 2 / (PREDICTIONS[0] ** 2).sum(axis=1, keepdims=True)]
        )
    )
    assert found.indistinguishable
    assert found.sentence.startswith("models are indistinguishable on this pool")
    assert found.information()[0].tolist() == [0, 1, 2, 3]  # nothing is left out


def test_identical_models_are_level():
    found = choose_model(PREDICTIONS[[0, 0, 2]], [0], [0], names=["a", "b", "c"])
    assert found.probabilities[0] == found.probabilities[1] > found.probabilities[2]
    assert found.sentence == "'a' and 'b' are level after 1 label"


def test_the_sentence_names_the_two_that_lead():
    found = choose_model(PREDICTIONS, [0, 3], [0, 1], update_weight=1, names=["a", "b", "c"])
    second = "abc"[int(np.argsort(-found.probabilities)[1])]
    assert found.sentence == f"'a' is ahead of '{second}' after 2 labels"


def test_rows_and_classes_of_which_nothing_is_said():
    silent = PREDICTIONS.copy()
    silent[:, 1] = 0
    found = choose_model(silent)
    assert np.isfinite(found.information(range(4))[1]).all()
    # a class no model ever predicts
    wide = np.concatenate((PREDICTIONS, np.zeros((3, 4, 1))), axis=2)
    found = choose_model(wide)
    assert found.probabilities.sum() == pytest.approx(1)
    assert np.isfinite(found.information()[1]).all()


def test_ties_are_broken_by_the_seed():
    twice = np.concatenate([PREDICTIONS] * 8, axis=1)
    choice = choose_model(twice)
    picks = {choice.next_item(seed) for seed in range(40)}
    assert picks <= {3 + 4 * copy for copy in range(8)}
    assert len(picks) > 4
    assert choice.next_item(5) == choice.next_item(5)


def test_looking_at_a_few_items_only():
    twice = np.concatenate([PREDICTIONS] * 50, axis=1)
    picks = [choose_model(twice).next_item(seed, most=1) for seed in range(20)]
    assert {pick % 4 for pick in picks} == {0, 3}


def test_the_best_model_is_found_with_fewer_labels_than_there_are_items():
    rng = np.random.default_rng(3)
    found = 0
    for _ in range(10):
        truth = rng.integers(3, size=300)
        known = np.full((4, 300, 3), 0.1)
        for model, accuracy in enumerate([0.6, 0.85, 0.65, 0.7]):
            wrong = (truth + rng.integers(1, 3, 300)) % 3
            says = np.where(rng.random(300) < accuracy, truth, wrong)
            known[model, np.arange(300), says] = 0.8
        choice = choose_model(known)
        for _ in range(25):
            item = choice.next_item(rng)
            choice = choice.answered(item, int(truth[item]))
        found += choice.best == 1
    assert found >= 8


def test_when_every_item_has_a_label_there_is_no_next():
    with pytest.raises(AlError, match="Every item has a label"):
        choose_model(PREDICTIONS, range(4), [0, 0, 1, 1]).next_item(0)


@pytest.mark.parametrize(
    ("arguments", "keywords", "words"),
    [
        ((np.ones((2, 3, 1)),), {}, "one class"),
        ((PREDICTIONS[0],), {}, r"not \(4, 2\)"),
        ((PREDICTIONS[:, :0],), {}, r"not \(3, 0, 2\)"),
        ((PREDICTIONS * 2,), {}, "sum to one"),
        ((PREDICTIONS - 0.2,), {}, "sum to one"),
        ((np.where(PREDICTIONS == 0.9, np.nan, PREDICTIONS),), {}, "NaN"),
        ((np.array([[[1.5, -0.5]]]),), {}, "probabilities"),
        ((PREDICTIONS, [4], [0]), {}, "from 0 to 3"),
        ((PREDICTIONS, [0.5], [0]), {}, "positions"),
        ((PREDICTIONS, [0], [2]), {}, "from 0 to 1"),
        ((PREDICTIONS, [0], ["cat"]), {}, "class positions"),
        ((PREDICTIONS, [0, 1], [0]), {}, "2 items and 1 labels"),
        ((PREDICTIONS, [0, 0], [0, 0]), {}, "two labels"),
        ((PREDICTIONS,), {"names": ["a"]}, "3 models and 1 names"),
        ((PREDICTIONS,), {"update_weight": 0}, "update_weight"),
        ((PREDICTIONS,), {"lookahead_weight": np.inf}, "lookahead_weight"),
    ],
)
def test_bad_input_is_refused(arguments, keywords, words):
    with pytest.raises(AlError, match=words):
        choose_model(*arguments, **keywords)


def test_a_second_label_and_an_empty_look_are_refused():
    choice = choose_model(PREDICTIONS, [0], [1])
    with pytest.raises(AlError, match="two labels"):
        choice.answered(0, 1)
    with pytest.raises(AlError, match="most"):
        choice.next_item(0, most=0)
