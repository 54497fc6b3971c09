import numpy as np
import pytest

from jupyter_al.errors import AlError
from jupyter_al.evaluation.unlabelled.agreement import agreement
from jupyter_al.evaluation.unlabelled.believed_accuracy import believed_accuracy
from jupyter_al.evaluation.unlabelled.thresholded_confidence import thresholded_confidence

# card A4
SOURCE = np.array([0.95, 0.9, 0.85, 0.8, 0.7, 0.65, 0.6, 0.55])
CORRECT = np.array([1, 1, 1, 0, 1, 1, 0, 0])
TARGET = np.array([0.99, 0.9, 0.72, 0.61, 0.6, 0.58, 0.52, 0.51])


def _two(confidence):
    return np.c_[confidence, 1 - np.asarray(confidence)]


def test_card_a4_the_threshold_and_the_share_above_it():
    found = thresholded_confidence(SOURCE, CORRECT, TARGET)
    assert found.threshold == 0.65
    assert found.estimate == found.low == found.high == 0.375
    assert (found.n_source, found.n_target) == (8, 8)
    assert np.mean(found.threshold < SOURCE) == CORRECT.mean() == 0.625
    assert np.mean(found.threshold <= SOURCE) == 0.75


@pytest.mark.parametrize("score", ["entropy", "confidence"])
def test_card_a4_three_guesses(score):
    # with two classes both scores have one order
    found = believed_accuracy(_two(SOURCE), CORRECT, _two(TARGET), seed=0, score=score)
    assert found.thresholded_confidence == pytest.approx(0.375)
    assert found.average_confidence == pytest.approx(0.67875)
    assert found.difference_of_confidences == pytest.approx(0.55375)
    assert found.source_accuracy == 0.625
    assert found.estimate == found.difference_of_confidences
    assert found.low <= 0.375
    assert found.high >= 0.67875
    assert score in found.method


def test_on_the_source_it_gives_the_accuracy_of_the_source():
    rng = np.random.default_rng(0)
    for n in range(2, 40):
        scores, right = rng.random(n).round(1), rng.random(n) < 0.6
        found = thresholded_confidence(scores, right, scores)
        assert found.estimate == pytest.approx(right.mean())
        assert found.low - 1e-12 <= found.estimate <= found.high + 1e-12


def test_ties_at_the_threshold_give_a_range():
    found = thresholded_confidence([0.9, 0.8, 0.8, 0.5], [1, 1, 0, 0], [0.95, 0.8, 0.8, 0.1])
    assert found.threshold == 0.8
    # one of the two tied source items counts, so half of the tied target items
    assert (found.low, found.estimate, found.high) == (0.25, 0.5, 0.75)
    flat = thresholded_confidence([0.7] * 10, [1] * 6 + [0] * 4, [0.7] * 5)
    assert (flat.low, flat.estimate, flat.high) == (0, pytest.approx(0.6), 1)


def test_all_right_and_none_right():
    every = thresholded_confidence(SOURCE, np.ones(8), TARGET)
    assert every.estimate == 1
    assert every.threshold < SOURCE.min()
    assert thresholded_confidence(SOURCE, np.zeros(8), TARGET + 5).estimate == 0


def test_it_depends_on_the_order_of_scores_and_not_of_items():
    rng = np.random.default_rng(1)
    scores, right, target = rng.random(50), rng.random(50) < 0.7, rng.random(300)
    found = thresholded_confidence(scores, right, target)
    order = rng.permutation(50)
    assert thresholded_confidence(scores[order], right[order], target[::-1]) == found
    assert thresholded_confidence(scores**3, right, target**3).estimate == found.estimate


def _calibrated(rng, n, a):
    sure = 0.5 + 0.5 * rng.beta(a, 1, n)
    return _two(sure), rng.random(n) < sure


@pytest.mark.parametrize(
    ("source_spread", "target_spread", "sharpness"),
    [(2, 2, 1), (3, 1, 1), (2, 2, 3)],
    ids=["same", "harder target", "model too sure"],
)
def test_the_range_holds_the_accuracy_and_the_middle_guess_is_near(
    source_spread, target_spread, sharpness
):
    rng = np.random.default_rng(2)

    def draw(n, spread):
        logits = rng.normal(size=(n, 4)) * spread
        known, said = (
            np.exp(z) / np.exp(z).sum(1, keepdims=True) for z in (logits, sharpness * logits)
        )
        truth = (known.cumsum(axis=1) > rng.random((n, 1))).argmax(axis=1)
        return said, said.argmax(axis=1) == truth

    held, misses = 0, []
    for _ in range(100):
        target, correct = draw(1000, target_spread)
        found = believed_accuracy(*draw(100, source_spread), target, seed=rng, resamples=60)
        held += found.low <= correct.mean() <= found.high
        misses.append(found.estimate - correct.mean())
    assert held >= 91
    assert abs(np.mean(misses)) < 0.05


def test_three_guesses_of_a_calibrated_model_are_near_its_accuracy():
    rng = np.random.default_rng(3)
    source, right = _calibrated(rng, 4000, 2)
    target, truth = _calibrated(rng, 20000, 2)
    found = believed_accuracy(source, right, target, seed=0, resamples=20)
    for guess in (
        found.thresholded_confidence,
        found.difference_of_confidences,
        found.average_confidence,
    ):
        assert guess == pytest.approx(truth.mean(), abs=0.03)


def test_more_labels_narrow_the_interval_and_the_seed_fixes_it():
    rng = np.random.default_rng(4)
    target, _ = _calibrated(rng, 2000, 2)
    few, many = (_calibrated(rng, n, 2) for n in (40, 1000))
    wide, narrow = (believed_accuracy(*source, target, seed=0) for source in (few, many))
    assert narrow.high - narrow.low < wide.high - wide.low
    assert believed_accuracy(*few, target, seed=0) == wide
    assert believed_accuracy(*few, target, seed=1).low != wide.low


def test_the_sentence_never_calls_it_measured():
    found = believed_accuracy(_two(SOURCE), CORRECT, _two(TARGET), seed=0)
    assert str(found) == "not enough evidence yet: 8 of 20 labels"
    source = _two(np.tile(SOURCE, 10))
    found = believed_accuracy(source, np.tile(CORRECT, 10), _two(TARGET), seed=0)
    assert found.sentence.startswith("the model believes 0.55 (0.")
    assert found.sentence.endswith("by 80 labels; not measured")


def test_agreement_of_two_heads():
    found = agreement([0, 1, 1, 2] * 25, [0, 1, 1, 1] * 25)
    assert (found.estimate, found.n) == (0.75, 100)
    assert str(found) == "two heads agree on 0.75 (0.66 to 0.82) of 100 items; not measured"
    assert agreement(["a"], ["b"]).estimate == 0
    assert agreement([], []).sentence == "not enough evidence yet: 0 items"
    with pytest.raises(AlError, match=r"\(2,\) and \(1,\)"):
        agreement([1, 2], [1])


def test_bad_input_is_refused():
    with pytest.raises(AlError, match="no source item"):
        thresholded_confidence([], [], [0.5])
    with pytest.raises(AlError, match="no target item"):
        thresholded_confidence([0.5], [1], [])
    with pytest.raises(AlError, match="1 of 2 target scores"):
        thresholded_confidence([0.5], [1], [0.5, np.nan])
    with pytest.raises(AlError, match=r"1 source scores and answers of shape \(2,\)"):
        thresholded_confidence([0.5], [1, 0], [0.5])
    with pytest.raises(AlError, match="true and false"):
        thresholded_confidence([0.5], [0.3], [0.5])
    with pytest.raises(AlError, match=r"\(1, 1\)"):
        thresholded_confidence([[0.5]], [1], [0.5])
    good = (_two(SOURCE), CORRECT, _two(TARGET))
    with pytest.raises(AlError, match="'entropy'"):
        believed_accuracy(*good, seed=0, score="entrpy")
    with pytest.raises(AlError, match="level"):
        believed_accuracy(*good, seed=0, level=1)
    with pytest.raises(AlError, match="resamples"):
        believed_accuracy(*good, seed=0, resamples=0)
    with pytest.raises(AlError, match="2 classes and the target 3"):
        believed_accuracy(*good[:2], np.full((4, 3), 1 / 3), seed=0)
    with pytest.raises(AlError, match=r"not \(8,\)"):
        believed_accuracy(SOURCE, CORRECT, _two(TARGET), seed=0)
    with pytest.raises(AlError, match="8 of 8 target scores"):
        believed_accuracy(*good[:2], np.full((8, 2), np.nan), seed=0)
