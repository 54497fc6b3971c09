import numpy as np
import pytest
from scipy.stats import beta, t

from jupyter_al.errors import AlError
from jupyter_al.evaluation.accuracy.intervals import clopper_pearson
from jupyter_al.evaluation.active_testing.accuracy import active_accuracy
from jupyter_al.evaluation.active_testing.acquisition import accuracy_scores
from jupyter_al.evaluation.active_testing.difference import active_difference
from jupyter_al.evaluation.active_testing.draw import draw_items
from jupyter_al.evaluation.active_testing.loss import active_loss
from jupyter_al.evaluation.active_testing.lure import lure


def _uniform(n, population):
    return 1 / (population - np.arange(n))


def _world(rng, population, accuracy):
    """Which items a model gets right, and scores of a noisy surrogate that partly knows."""
    chance = rng.beta(4 * accuracy, 4 * (1 - accuracy), population)
    right = rng.random(population) < chance
    return right, np.clip(1 - chance + rng.normal(0, 0.1, population), 0.01, 1)


def test_the_interval_is_that_of_the_effective_labels():
    rng = np.random.default_rng(0)
    right, scores = _world(rng, 500, 0.85)
    batch = draw_items(scores, 60, rng)
    found = active_accuracy(right[batch.items], batch.probabilities, 500)
    risk = lure(~right[batch.items], batch.probabilities, 500)
    assert found.risk.mean == risk.mean
    assert found.estimate == pytest.approx(1 - risk.mean)
    n = risk.mean * (1 - risk.mean) / risk.variance
    k = risk.mean * n
    assert found.high == pytest.approx(1 - beta.ppf(0.025, k, n - k + 1))
    assert found.low == pytest.approx(1 - beta.ppf(0.975, k + 1, n - k))


def test_the_sentence():
    q = _uniform(60, 2000)
    found = active_accuracy([1] * 52 + [0] * 8, q, 2000)
    assert str(found) == "accuracy 0.87 (0.75 to 0.94) from 60 labels drawn to measure"
    assert found.enough
    few = active_accuracy([1] * 12, _uniform(12, 2000), 2000)
    assert few.sentence == "not enough evidence yet: 12 of 20 labels"
    wide = active_accuracy([1, 0] * 12, _uniform(24, 2000), 2000)
    assert wide.sentence == (
        "not enough evidence yet: 0.29 to 0.71 from 24 labels drawn to measure is wider than ±0.15"
    )
    copies = active_accuracy([1] * 60, q, 2000, groups=[0] * 5 + list(range(1, 56)))
    assert copies.sentence.endswith("from 60 labels drawn to measure, 56 of them different")


def test_none_wrong_holds_the_estimate_and_leaves_room_below():
    found = active_accuracy([True] * 40, _uniform(40, 1000), 1000)
    assert (found.estimate, found.high) == (1, 1)
    # 1/(2M) errors of M labels
    assert found.low == pytest.approx(1 - beta.ppf(0.975, 1.5, 39.5))


def test_all_wrong_stays_between_0_and_1():
    rng = np.random.default_rng(0)
    batch = draw_items(rng.random(300), 50, rng)
    found = active_accuracy(np.zeros(50), batch.probabilities, 300)
    assert 0 <= found.low <= found.estimate <= found.high <= 1
    assert found.low == pytest.approx(0, abs=0.05)


def test_no_label_one_label_and_all_labels():
    nothing = active_accuracy([], [], 100)
    assert (nothing.estimate, nothing.low, nothing.high) == (None, 0, 1)
    assert nothing.sentence == "not enough evidence yet: 0 of 20 labels"
    one = active_accuracy([True], [0.01], 100)
    assert (one.estimate, one.low, one.high) == (1, 0, 1)
    whole = active_accuracy([1, 1, 1, 0], [0.1, 0.5, 0.7, 1], 4)
    assert (whole.estimate, whole.low, whole.high) == (0.75, 0.75, 0.75)
    assert str(whole) == "accuracy 0.75 (0.75 to 0.75) from 4 labels drawn to measure"


@pytest.mark.parametrize(
    ("population", "n", "accuracy"), [(400, 50, 0.85), (400, 100, 0.85), (2000, 60, 0.95)]
)
def test_95_percent_intervals_cover(population, n, accuracy):
    rng = np.random.default_rng(n)
    held, widths, misses = 0, [], []
    for _ in range(400):
        right, scores = _world(rng, population, accuracy)
        batch = draw_items(scores, n, rng)
        found = active_accuracy(right[batch.items], batch.probabilities, population)
        held += found.low <= right.mean() <= found.high
        widths.append(found.high - found.low)
        misses.append(1 - found.risk.mean - right.mean())
    assert 0.91 <= held / 400 <= 0.995
    # no bias: within four standard errors
    assert abs(np.mean(misses)) < 4 * np.std(misses) / 20


def test_the_interval_covers_where_one_item_in_a_hundred_is_wrong():
    rng = np.random.default_rng(8)
    held = 0
    for _ in range(400):
        chance = rng.beta(0.3, 9.7, size=1000)
        right = rng.random(1000) > chance
        scores = chance * np.exp(rng.normal(0, 0.5, 1000))  # a surrogate that knows a lot
        batch = draw_items(np.maximum(scores, 0.05 * scores.max()), 100, rng)
        found = active_accuracy(right[batch.items], batch.probabilities, 1000)
        held += found.low <= right.mean() <= found.high
    assert held / 400 >= 0.94


def test_an_even_sample_of_a_larger_pool_is_known_less_well():
    rng = np.random.default_rng(9)
    right, scores = _world(rng, 200, 0.85)
    batch = draw_items(scores, 60, rng)
    given = (right[batch.items], batch.probabilities, 200)
    alone, larger = active_accuracy(*given), active_accuracy(*given, drawn_from=100_000)
    assert larger.estimate == alone.estimate
    assert larger.high - larger.low > 1.1 * (alone.high - alone.low)
    same = active_accuracy(*given, drawn_from=200)
    assert (same.low, same.high) == pytest.approx((alone.low, alone.high))
    whole = draw_items(scores, 200, rng)
    known = active_accuracy(right[whole.items], whole.probabilities, 200, drawn_from=100_000)
    exact = clopper_pearson(int(right.sum()), 200, population=100_000)
    assert (known.low, known.high) == pytest.approx((exact.low, exact.high))


def test_an_interval_that_holds_however_often_one_looks():
    rng = np.random.default_rng(10)
    right, scores = _world(rng, 500, 0.85)
    batch = draw_items(scores, 80, rng)
    given = (right[batch.items], batch.probabilities, 500)
    once, ever = active_accuracy(*given), active_accuracy(*given, look=4)
    assert ever.low < once.low < once.high < ever.high
    assert ever.sentence.endswith("however often you look")


def test_more_labels_and_a_lower_level_narrow_the_interval():
    rng = np.random.default_rng(2)
    right, scores = _world(rng, 1000, 0.9)
    width = {}
    for n in (30, 120, 480):
        found = []
        for _ in range(30):
            batch = draw_items(scores, n, rng)
            found.append(active_accuracy(right[batch.items], batch.probabilities, 1000))
        width[n] = np.mean([one.high - one.low for one in found])
    assert width[30] > width[120] > width[480]
    wide = active_accuracy(right[batch.items], batch.probabilities, 1000, level=0.99)
    assert wide.low < found[-1].low
    assert wide.high > found[-1].high


def test_a_surrogate_that_knows_the_errors_narrows_the_interval():
    rng = np.random.default_rng(3)
    wrong = np.zeros(1000, dtype=bool)
    wrong[:80] = True
    P = np.tile([0.8, 0.2], (1000, 1))
    S = np.where(wrong[:, None], [0.4, 0.6], [0.95, 0.05])
    width = {}
    for name, scores in (("informed", accuracy_scores(P, S)), ("even", np.ones(1000))):
        width[name] = []
        for _ in range(40):
            batch = draw_items(scores, 100, rng)
            found = active_accuracy(~wrong[batch.items], batch.probabilities, 1000)
            width[name].append(found.high - found.low)
    assert np.mean(width["informed"]) < 0.9 * np.mean(width["even"])


def test_the_difference_of_two_models_on_the_same_labels():
    rng = np.random.default_rng(4)
    q = _uniform(100, 5000)
    first, second = rng.random((2, 100)) < [[0.9], [0.6]]
    found = active_difference(first, second, q, 5000)
    difference = first.astype(float) - second
    assert found.estimate == pytest.approx(difference.mean())
    assert found.differ == np.count_nonzero(difference)
    half = t.ppf(0.975, 99) * np.sqrt(found.risk.variance)
    assert (found.low, found.high) == pytest.approx((found.estimate - half, found.estimate + half))
    # nearly that of the plain paired t test, with the correction for the pool
    plain = t.ppf(0.975, 99) * difference.std(ddof=1) / 10 * np.sqrt(1 - 100 / 5000)
    assert half == pytest.approx(plain, rel=0.05)
    back = active_difference(second, first, q, 5000)
    assert (back.estimate, back.low) == pytest.approx((-found.estimate, -found.high))
    assert found.sentence.startswith("the first is better by 0.")
    assert back.sentence == found.sentence.replace("first", "second")


def test_two_models_that_are_alike():
    q = _uniform(60, 5000)
    same = active_difference([1, 0] * 30, [1, 0] * 30, q, 5000)
    assert (same.estimate, same.differ) == (0, 0)
    # either of the two shares may be as large as the bound for half a label in 60
    bound = beta.ppf(0.975, 1.5, 59.5)
    assert (same.low, same.high) == pytest.approx((-bound, bound))
    # no minus before a zero
    assert same.sentence == (
        "no clear difference: first minus second +0.00 (-0.08 to +0.08), from 60 labels"
    )
    few = active_difference([1, 0], [0, 0], q[:2], 5000)
    assert few.sentence == "not enough evidence yet: 2 of 20 labels"
    nothing = active_difference([], [], [], 5000)
    assert (nothing.estimate, nothing.low, nothing.high) == (None, -1, 1)
    one = active_difference([1], [0], q[:1], 5000)
    assert (one.low, one.high) == (-1, 1)
    whole = active_difference([1, 1], [1, 1], [0.5, 1], 2)
    assert (whole.low, whole.high) == (0, 0)


@pytest.mark.parametrize("share", [0.15, 0.6])
def test_95_percent_intervals_of_a_difference_cover(share):
    rng = np.random.default_rng(5)
    held, methods = 0, set()
    for _ in range(400):
        first, scores = _world(rng, 800, 0.85)
        second = np.where(rng.random(800) < share, rng.random(800) < 0.6, first)
        batch = draw_items(scores, 100, rng)
        at = batch.items
        found = active_difference(first[at], second[at], batch.probabilities, 800)
        held += found.low <= first.mean() - second.mean() <= found.high
        methods.add(found.method)
    assert 0.91 <= held / 400 <= 0.99
    assert len(methods) == (1 if share < 0.2 else 2)


def test_a_mean_loss():
    rng = np.random.default_rng(6)
    q, losses = _uniform(50, 4000), rng.exponential(size=50)
    found = active_loss(losses, q, 4000)
    assert found.estimate == pytest.approx(losses.mean())
    half = t.ppf(0.975, 49) * np.sqrt(found.risk.variance)
    assert (found.low, found.high) == pytest.approx((found.estimate - half, found.estimate + half))
    assert str(found).startswith("mean loss ")
    assert active_loss([], [], 9).high == np.inf
    assert active_loss([1.0], [0.2], 9).sentence == "not enough evidence yet: 1 of 9 labels"
    assert active_loss([2.0, 4], [0.2, 1], 2).low == 3


def test_bad_input_is_refused():
    q = _uniform(2, 9)
    with pytest.raises(AlError, match="true and false"):
        active_accuracy([0.5, 1], q, 9)
    with pytest.raises(AlError, match="level"):
        active_accuracy([1, 1], q, 9, level=95)
    with pytest.raises(AlError, match="one group"):
        active_accuracy([1, 1], q, 9, groups=[1])
    with pytest.raises(AlError, match="chosen, not drawn"):
        active_accuracy([1, 1], [1, 1], 9)
    with pytest.raises(AlError, match=r"\(2,\).*\(1,\)"):
        active_difference([1, 1], [1], q, 9)
    with pytest.raises(AlError, match="true and false"):
        active_difference([1, 3], [1, 0], q, 9)
    with pytest.raises(AlError, match="level"):
        active_difference([1, 1], [1, 0], q, 9, level=0)
    with pytest.raises(AlError, match="chosen, not drawn"):
        active_difference([1, 1], [0, 1], [1, 1], 9)
    with pytest.raises(AlError, match="level"):
        active_loss([1, 1], q, 9, level=0)
