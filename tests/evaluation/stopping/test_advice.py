import math

import numpy as np
import pytest

from jupyter_al.errors import AlError
from jupyter_al.evaluation.stopping.advice import stop_advice
from jupyter_al.evaluation.stopping.signals import Limits, Round, stop_signals

N = 1000


def _rounds(changes, n=N, n_classes=3, **fields):
    """Rounds in which so many predictions change from one to the next."""
    now = np.arange(n) % n_classes
    rounds = [Round(now, n_classes, **fields)]
    for changed in changes:
        now = now.copy()
        now[:changed] = (now[:changed] + 1) % n_classes
        rounds.append(Round(now, n_classes, **fields))
    return rounds


def _named(advice):
    signals = advice if isinstance(advice, tuple) else advice.signals
    return {signal.name: signal for signal in signals}


def test_nothing_is_advised_before_three_comparisons():
    for compared in range(3):
        advice = stop_advice(_rounds([0] * compared))
        assert not advice.may_stop
        assert advice.sentence.startswith(f"not enough evidence yet: {compared} of 3 rounds")
    # the fourth model is the first that may stop
    assert stop_advice(_rounds([0] * 3)).may_stop


def test_still_predictions_are_stable_and_moving_ones_are_not():
    still = stop_advice(_rounds([300, 0, 0, 0]))
    assert (
        still.sentence
        == "more labels of this kind seem to change little: 3 of 3 signals are stable"
    )
    moving = stop_advice(_rounds([300, 100, 100, 100]))
    assert not moving.may_stop
    assert "0 of 3" in moving.sentence


def test_values_and_limits_of_the_signals():
    found = _named(stop_signals(_rounds([30, 12, 6])))
    assert found["classification change"].value == pytest.approx(0.006)
    assert found["classification change"].stable is False
    # 6 of 1000 at one-sided 95 %
    assert found["accuracy-change bound"].value == pytest.approx(0.0118, abs=1e-4)
    assert found["kappa average"].value == pytest.approx(1 - 0.016 * 1.5, abs=1e-4)
    assert found["kappa average"].stable is False
    at_limit = _named(stop_signals(_rounds([5, 5, 5])))
    assert at_limit["classification change"].stable is True
    assert at_limit["kappa average"].stable is True


def test_half_of_the_votes_is_not_a_majority():
    rounds = _rounds([0, 0, 0])
    rounds[-1] = Round(rounds[-1].predicted, 3, uncertainty=0.9)
    assert stop_advice(rounds).may_stop  # 3 of 4
    limits = Limits(kappa=1.1)
    two = stop_advice(rounds, limits=limits)
    assert "2 of 4" in two.sentence
    assert not two.may_stop


def test_a_new_class_or_kind_of_model_begins_anew():
    old = _rounds([0] * 5)
    assert stop_advice([*old, *_rounds([0], n_classes=4)]).rounds == 1
    assert stop_advice([*old, *_rounds([0], model="other")]).rounds == 1
    # and back again does not bring the older history back
    assert stop_advice([*old, *_rounds([], model="other"), *_rounds([0])]).rounds == 1


def test_a_small_stop_set_shows_numbers_and_never_advises():
    advice = stop_advice(_rounds([0] * 6, n=199))
    assert not advice.may_stop
    assert all(signal.stable for signal in advice.signals if signal.name != "accuracy-change bound")
    assert advice.sentence == "not enough evidence yet: 199 of 200 items to compare models on"
    assert stop_advice(_rounds([0] * 6, n=200), limits=Limits(bound=0.02)).may_stop


def test_the_whole_pool_makes_the_bound_exact():
    found = _named(stop_signals(_rounds([0, 0, 9]), population=N))
    assert found["accuracy-change bound"].value == 0.009


def test_delta_f_only_for_two_classes():
    assert "delta F" not in _named(stop_signals(_rounds([0, 0, 0])))
    two = _named(stop_signals(_rounds([10, 10, 400], n_classes=2)))
    # flipping 400 of alternating classes: 500 positives, 200 lost and 200 gained
    assert two["delta F"].value == pytest.approx(1 - 2 * 300 / (2 * 300 + 400))
    assert two["delta F"].stable is False
    none = [Round(np.zeros(N, int), 2, positive_trained=False) for _ in range(4)]
    assert _named(stop_signals(none))["delta F"].stable is None


def test_doubt_error_and_contradiction_vote_where_they_are_given():
    base = np.zeros(N, int)
    values = [0.5, 0.4, 0.3, 0.2]
    rounds = [Round(base, 3, uncertainty=0.04, contradiction=v) for v in values]
    found = _named(stop_signals(rounds))
    assert found["overall uncertainty"].stable is True
    assert found["contradictory information"].stable is True
    rising = _named(stop_signals([*rounds, Round(base, 3, contradiction=0.25)]))
    assert rising["contradictory information"].stable is False
    assert "overall uncertainty" not in rising
    assert _named(stop_signals(rounds[:3]))["contradictory information"].stable is None

    changes = [1.0] * 11 + [0.1]
    early = [Round(base, 3, error_change=v) for v in changes[:11]]
    assert _named(stop_signals(early))["error stability"].stable is None
    late = _named(stop_signals([Round(base, 3, error_change=v) for v in changes]))
    assert late["error stability"].value == pytest.approx(0.1)
    assert late["error stability"].stable is True


def test_performance_convergence_is_off_unless_asked_for():
    base = np.zeros(N, int)
    flat = [Round(base, 3, expected_f=0.9 + 1e-6 * i) for i in range(12)]
    assert "performance convergence" not in _named(stop_signals(flat))
    watch = Limits(expected_f=True)
    assert _named(stop_signals(flat, limits=watch))["performance convergence"].stable is True
    rising = [Round(base, 3, expected_f=0.1 + 0.01 * i) for i in range(12)]
    assert _named(stop_signals(rising, limits=watch))["performance convergence"].stable is False
    early = _named(stop_signals(flat[:10], limits=watch))["performance convergence"]
    assert early.stable is None
    assert math.isnan(early.value)
    assert str(early) == "performance convergence: not available yet"


def test_without_rounds_there_is_nothing():
    assert stop_signals([]) == ()
    assert not stop_advice([]).may_stop


def test_the_order_of_the_items_does_not_matter():
    order = np.random.default_rng(0).permutation(N)
    rounds = _rounds([30, 12, 6])
    mixed = [Round(r.predicted[order], r.n_classes) for r in rounds]
    assert stop_advice(rounds) == stop_advice(mixed)


def test_bad_input_is_refused():
    with pytest.raises(AlError, match="same items"):
        stop_signals([Round(np.zeros(3, int), 2), Round(np.zeros(4, int), 2)])
    with pytest.raises(AlError, match="window"):
        Limits(window=0)
