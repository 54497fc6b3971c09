from __future__ import annotations

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import StrategyError
from jupyter_al.numerics import pairs
from jupyter_al.numerics.calibration import best_temperature, calibration_error
from jupyter_al.numerics.pairs import Pairs, nearest_positive
from jupyter_al.numerics.softmax import softmax
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies.coverage.held_out import fit_head, held_out_temperature
from jupyter_al.strategies.coverage.herd import Herd, candidate_cap, herd
from tests.strategies.worlds import world


def line(values: list[float], labelled: tuple[int, ...] = (), **more: object) -> Snapshot:
    return Snapshot(
        np.array(values, dtype=float)[:, None],
        labelled=labelled,
        labels=[0] * len(labelled),
        n_classes=2,
        **more,  # type: ignore[arg-type]
    )


def naive(rows: np.ndarray, weights: np.ndarray, h: float, n: int) -> list[int]:
    kernel = np.exp(-(np.linalg.norm(rows[:, None] - rows, axis=2) ** 2) / h**2)
    reached, picks = np.zeros(len(rows)), []
    for _ in range(n):
        gains = np.maximum(kernel - reached, 0) @ weights
        gains[picks] = -1
        picks.append(int(gains.argmax()))
        reached = np.maximum(reached, kernel[picks[-1]])
    return picks


# -- MaxHerding -------------------------------------------------------------------------------


def test_max_herding_worked_line_of_card_d6() -> None:
    rows = np.array([[0.0], [1], [2], [5]])
    step = Herd(rows, rows, np.full(4, 0.25), 1.0)
    every = np.arange(4)
    np.testing.assert_allclose(step.gains(every), [0.346549, 0.43394, 0.34658, 0.250031], atol=1e-6)
    step.add(1)
    np.testing.assert_allclose(step.gains(every), [0.15803, 0, 0.158061, 0.25], atol=1e-6)
    step.add(3)
    assert step.coverage == pytest.approx(0.68394, abs=1e-6)
    query = strategies.get("max-herding", normalise=False).select(line([0, 1, 2, 5]), 2)
    assert query.indices.tolist() == [1, 3]
    np.testing.assert_allclose(query.scores, [0.43394, 0.25], atol=1e-6)
    assert query.terms[1]["coverage_after"] == pytest.approx(0.68394, abs=1e-6)
    assert query.reasons[1] == "it stands for 25.00 % of the pool; 68.39 % is covered now"


@pytest.mark.parametrize("seed", range(4))
def test_lazy_picks_are_the_picks_of_computing_all_gains(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows, weights = rng.normal(size=(300, 3)), rng.random(300) / 300
    chosen, gains, coverage = herd(Herd(rows, rows, weights, 0.7), 20)
    assert chosen.tolist() == naive(rows, weights, 0.7, 20)
    assert (np.diff(gains) <= 1e-12).all()
    np.testing.assert_allclose(np.cumsum(gains), coverage)


def test_lazy_evaluation_saves_most_of_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = np.random.default_rng(0).normal(size=(3000, 3))
    step = Herd(rows, rows, np.full(3000, 1 / 3000), 0.5)
    evaluated = []
    original = step.gains

    def counted(index: np.ndarray, *more: object) -> np.ndarray:
        evaluated.append(len(index))
        return original(index, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(step, "gains", counted)
    herd(step, 20)
    assert sum(evaluated) < 3 * 3000


def test_a_round_goes_on_from_the_gains_of_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Labels are added, one is taken back, others are asked: always as if computed anew."""
    measured: list[int] = []
    plain = Herd.gains

    def counted(self: Herd, index: np.ndarray) -> np.ndarray:
        measured.append(len(index))
        return plain(self, index)

    monkeypatch.setattr(Herd, "gains", counted)
    strategy = strategies.get("max-herding")
    first = world(900, model=False)
    labelled = np.concatenate([first.labelled, strategy.select(first, 20).indices])
    assert measured[0] == 888
    away = np.zeros(900, dtype=bool)
    away[100:400] = True
    before = first
    for rows, more in ((labelled, {}), (labelled[:-1], {}), (labelled, {"unavailable": away})):
        given = {"labels": np.zeros(len(rows), dtype=int), "labelled": rows, "n_classes": 3}
        features = first.features
        measured.clear()
        shared = Snapshot(features, shared_with=before, **given, **more)
        asked = strategy.select(shared, 20)
        # a label less covers less: nothing that was known is a bound any more
        assert measured[0] == (0 if len(rows) == len(labelled) else 869)
        anew = strategy.select(Snapshot(features, **given, **more), 20)
        assert asked.indices.tolist() == anew.indices.tolist()
        np.testing.assert_allclose(asked.scores, anew.scores, rtol=1e-5)
        before = shared


def test_labelled_rows_cover_already() -> None:
    query = strategies.get("max-herding", normalise=False).select(line([0, 1, 2, 5], (1,)), 1)
    assert query.indices.tolist() == [3]
    assert query.scores[0] == pytest.approx(0.25, abs=1e-6)


def test_candidate_cap_of_section_k10() -> None:
    assert candidate_cap(0, 10) == 35_000
    assert candidate_cap(10_000, 1000) == 28_834
    assert candidate_cap(20_000, 5000) == 9203
    assert candidate_cap(60_000, 7) == 7


def test_a_sampled_pool_is_said_and_hangs_on_the_rows_alone() -> None:
    rows = np.random.default_rng(1).normal(size=(600, 4))
    strategy = strategies.get("max-herding", most=150)
    query = strategy.select(Snapshot(rows, n_classes=2), 10)
    assert len(query) == 10
    assert "150 of 600 rows were compared" in query.notes[0]
    turn = np.random.default_rng(2).permutation(600)
    assert turn[strategy.select(Snapshot(rows[turn], n_classes=2), 10).indices].tolist() == (
        query.indices.tolist()
    )
    whole = strategies.get("max-herding").select(Snapshot(rows, n_classes=2), 10)
    assert not whole.notes
    covered = [_coverage(rows, q.indices) for q in (whole, query)]
    assert covered[1] > 0.95 * covered[0]


def _coverage(rows: np.ndarray, picks: np.ndarray) -> float:
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    squared = ((unit[:, None] - unit[picks]) ** 2).sum(axis=2)
    return float(np.exp(-squared).max(axis=1).mean())


def test_more_than_can_be_gained_is_filled_at_random_and_said_so() -> None:
    query = strategies.get("max-herding", normalise=False).select(line([3.0, 3, 3, 8]), 4)
    assert query.indices[:2].tolist() == [0, 3]
    assert sorted(query.indices.tolist()) == [0, 1, 2, 3]
    assert query.fallback == "random"


def test_a_small_bandwidth_keeps_its_digits_in_single_precision() -> None:
    rows = np.random.default_rng(0).normal(size=(50, 8)).astype(np.float32)
    step = Herd(rows, rows, np.full(50, 0.02), 1e-4)
    np.testing.assert_allclose(step.gains(np.arange(50)), 0.02, rtol=1e-5)


def test_wrong_parameters() -> None:
    for wrong in ({"bandwidth": 0}, {"bandwidth": np.inf}, {"most": 0}, {"space": "gradient"}):
        for name in ("max-herding", "uherding"):
            with pytest.raises(StrategyError):
                strategies.get(name, **wrong)
    with pytest.raises(StrategyError, match="calibrate must be True or False"):
        strategies.get("uherding", calibrate=3)


# -- UHerding ---------------------------------------------------------------------------------


def of_doubt(doubt: list[float]) -> np.ndarray:
    first = 1 - np.array(doubt) / 2
    return np.column_stack([first, 1 - first])


def test_uherding_worked_line_of_card_d6() -> None:
    snapshot = line([0, 1, 2, 5], (1,), probabilities=of_doubt([0.1, 0.5, 0.9, 0.2]))
    for h, gains, atol in (
        (1.0, [0.015803, 0, 0.142233, 0.05], 1e-6),
        (0.1, [0.025, 0, 0.225, 0.05], 1e-12),  # the limit of doubt alone: U / 4
    ):
        query = strategies.get("uherding", normalise=False, bandwidth=h).select(snapshot, 1)
        assert query.indices.tolist() == [2]
        assert query.scores[0] == pytest.approx(gains[2], abs=1e-6)
        rows = np.array([[0.0], [1], [2], [5]])
        step = Herd(rows, rows, np.array([0.1, 0, 0.9, 0.2]) / 4, h, (rows[:, 0] - 1) ** 2)
        np.testing.assert_allclose(step.gains(np.arange(4)), gains, atol=atol)


def test_the_reach_is_the_smallest_distance_between_two_labels() -> None:
    assert nearest_positive(np.array([[0.0], [3], [3], [4.5]])) == pytest.approx(1.5)
    assert nearest_positive(np.zeros((3, 2))) is None
    assert nearest_positive(np.zeros((1, 2))) is None
    rows, known = [0, 1, 2, 5, 5.2], of_doubt([0.9, 0.9, 0.3, 0.8, 0.2])
    query = strategies.get("uherding", normalise=False).select(
        line(rows, (0, 1), probabilities=known), 2
    )
    fixed = strategies.get("uherding", normalise=False, adaptive=False, bandwidth=1.0)
    same = fixed.select(line(rows, (0, 1), probabilities=known), 2)
    assert query.scores.tolist() == same.scores.tolist()
    near = line([0, 0.1, 2, 5, 5.2], (0, 1), probabilities=known)
    shrunk = strategies.get("uherding", normalise=False).select(near, 1)
    assert shrunk.scores[0] < same.scores[0]


def test_without_labels_or_model_it_is_max_herding() -> None:
    for snapshot in (world(labels=0), world(labels=0, model=False), world(model=False)):
        wide = strategies.get("uherding", adaptive=False).select(snapshot, 6)
        labels = len(snapshot.labelled)
        plain = strategies.get("max-herding").select(snapshot, 6)
        if labels:
            assert "No model" in wide.notes[0]
        else:
            assert wide.indices.tolist() == plain.indices.tolist()


def test_a_model_without_doubt_leaves_coverage() -> None:
    query = strategies.get("uherding", calibrate=False).select(
        world(probabilities=np.eye(3)[np.arange(120) % 3]), 5
    )
    assert "doubts nothing" in query.notes[0]
    assert query.fallback is None


def test_calibration_error_by_hand() -> None:
    known = np.array([[0.9, 0.1], [0.9, 0.1], [0.3, 0.7], [0.2, 0.8]])
    # bins of .1: {.9, .9} one right of two, {.7} right, {.8} wrong
    error = calibration_error(known, np.array([0, 1, 1, 0]), bins=10)
    assert error == pytest.approx((abs(1 - 1.8) + abs(1 - 0.7) + abs(0 - 0.8)) / 4)
    assert calibration_error(np.empty((0, 2)), np.empty(0, dtype=int)) == 0


def test_temperature_undoes_a_factor_on_calibrated_logits() -> None:
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(20_000, 3)) * 2
    labels = (softmax(logits).cumsum(axis=1) > rng.random((20_000, 1))).argmax(axis=1)
    assert best_temperature(logits * 4, labels) == pytest.approx(4, abs=0.3)
    assert best_temperature(logits, labels) == pytest.approx(1, abs=0.2)


def test_no_temperature_below_five_labels_of_a_class() -> None:
    assert held_out_temperature(world(labels=12)) == 1.0
    rng = np.random.default_rng(0)
    noise = rng.integers(3, size=90)  # labels that nothing explains: the head is overconfident
    rows = rng.normal(size=(120, 30))
    wrong = Snapshot(rows, labelled=np.arange(90), labels=noise, n_classes=3, regularisation=1e-4)
    assert held_out_temperature(wrong) > 2


def test_the_head_has_no_slope_left() -> None:
    rng = np.random.default_rng(0)
    rows, codes = rng.normal(size=(60, 4)), rng.integers(3, size=60)
    head = fit_head(rows, codes, 3, 0.1)
    wide = np.column_stack([rows, np.ones(60)])
    slope = (softmax(wide @ head.T) - np.eye(3)[codes]).T @ wide / 60 + 0.1 * head
    assert np.abs(slope).max() < 1e-4


# -- pairs ------------------------------------------------------------------------------------


def test_pairs_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    left, right = rng.normal(size=(150, 4)), rng.normal(size=(90, 4))
    exact = ((left[:, None] - right) ** 2).sum(axis=2)
    monkeypatch.setattr(pairs, "_COLUMNS_AT_ONCE", 7)
    monkeypatch.setattr(pairs, "_BLOCK", 1)
    index, columns = np.array([3, 140, 9]), np.array([5, 80])
    for some, part, want in ((None, None, exact), (index, columns, exact[np.ix_(index, columns)])):
        found = np.full(want.shape, np.nan)
        for rows, cols, far in Pairs.of(left, right).blocks(some, part):
            found[rows, cols] = far
        np.testing.assert_allclose(found, want, atol=1e-12)
    both = Pairs.of(left, left)
    np.testing.assert_allclose(both.to_all(7), ((left - left[7]) ** 2).sum(axis=1), atol=1e-12)
    assert both.to_all(7)[7] == 0
