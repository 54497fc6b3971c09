import numpy as np
import pytest
from sklearn.metrics import balanced_accuracy_score, f1_score

from jupyter_al.errors import AlError
from jupyter_al.evaluation.accuracy.class_averages import balanced_accuracy, macro_f1

SHARES = np.array([0.6, 0.25, 0.15])
RECALL = np.array([0.9, 0.7, 0.8])


def _drawn(n, seed):
    rng = np.random.default_rng(seed)
    truth = rng.choice(3, n, p=SHARES)
    wrong = (truth + rng.integers(1, 3, n)) % 3
    return np.where(rng.random(n) < RECALL[truth], truth, wrong), truth


@pytest.mark.parametrize("seed", range(4))
def test_estimates_agree_with_scikit_learn(seed):
    guess, truth = _drawn(60, seed)
    assert macro_f1(guess, truth).value.estimate == pytest.approx(
        f1_score(truth, guess, average="macro")
    )
    assert balanced_accuracy(guess, truth).value.estimate == pytest.approx(
        balanced_accuracy_score(truth, guess)
    )


def test_a_class_that_is_only_predicted_counts_in_f1_and_not_in_recall():
    guess, truth = ["a"] * 9 + ["b"], ["a"] * 10
    assert macro_f1(guess, truth).value.estimate == pytest.approx(0.5 * 18 / 19)
    assert balanced_accuracy(guess, truth).value.estimate == pytest.approx(0.9)


def test_the_interval_covers_the_truth():
    table = np.diag(SHARES * RECALL)
    for c in range(3):
        for other in {0, 1, 2} - {c}:
            table[c, other] = SHARES[c] * (1 - RECALL[c]) / 2
    f1 = np.mean(2 * np.diag(table) / (table.sum(0) + table.sum(1)))
    held = np.zeros(2)
    for seed in range(400):
        guess, truth = _drawn(150, seed)
        for i, (measure, true) in enumerate(((macro_f1, f1), (balanced_accuracy, RECALL.mean()))):
            found = measure(guess, truth, draws=300, seed=seed).value
            held[i] += found.low <= true <= found.high
    assert ((held / 400 >= 0.91) & (held / 400 <= 0.99)).all(), held


def test_without_an_error_there_is_still_doubt():
    found = macro_f1([0] * 20 + [1] * 5, [0] * 20 + [1] * 5)
    assert found.value.estimate == found.value.high == 1
    # K^2 / sum 1 / n_c = 4 / .25 = 16 answers
    assert found.value.low == pytest.approx(0.025 ** (1 / 16))
    assert balanced_accuracy([0] * 5, [0] * 5, population=5).value.low == 1


def test_a_finite_pool_narrows_the_range():
    guess, truth = _drawn(100, 0)
    free, near = macro_f1(guess, truth).value, macro_f1(guess, truth, population=200).value
    assert (near.high - near.low) / (free.high - free.low) == pytest.approx(np.sqrt(0.5), rel=0.01)
    whole = macro_f1(guess, truth, population=100).value
    assert whole.low == pytest.approx(whole.high) == pytest.approx(whole.estimate)


def test_more_labels_narrow_the_range():
    widths = [
        np.mean([(v := macro_f1(*_drawn(n, s)).value).high - v.low for s in range(10)])
        for n in (60, 240, 960)
    ]
    assert widths[0] > widths[1] > widths[2]


def test_what_is_said_and_when():
    guess, truth = _drawn(300, 0)
    assert str(macro_f1(guess, truth)).startswith("macro-F1 0.")
    assert macro_f1(guess, truth).sentence.endswith("from 300 labels")
    assert "12 of 20 labels" in macro_f1(*_drawn(12, 0)).sentence
    assert "'x' has 0 of 5 labels" in balanced_accuracy(["a"] * 30, ["a"] * 30, ["a", "x"]).sentence
    assert "wider than" in balanced_accuracy(["a", "b"] * 12, ["a"] * 12 + ["b"] * 12).sentence
    assert "0 of 20 labels" in macro_f1([], []).sentence


def test_the_order_of_the_items_does_not_matter_and_the_seed_does():
    guess, truth = _drawn(80, 1)
    order = np.random.default_rng(0).permutation(80)
    found = macro_f1(guess, truth, seed=4)
    assert found == macro_f1(guess[order], truth[order], seed=4)
    assert found != macro_f1(guess, truth, seed=5)


def test_bad_input_is_refused():
    with pytest.raises(AlError, match="one of each"):
        macro_f1([1], [1, 2])
    with pytest.raises(AlError, match="2 occurs"):
        macro_f1([1], [2], [1])
    with pytest.raises(AlError, match="drawn from 1"):
        balanced_accuracy([1, 1], [1, 1], population=1)
    with pytest.raises(AlError, match="draws"):
        macro_f1([1], [1], draws=0)
    with pytest.raises(AlError, match="level"):
        macro_f1([1, 2], [1, 1], level=2)
