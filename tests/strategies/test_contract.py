"""One contract for every registered strategy."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import tracemalloc

import numpy as np
import pytest
import scipy.sparse

from jupyter_al import strategies
from jupyter_al.errors import Cancelled, NeedsModel, NotApplicable, PoolEmpty, StrategyError
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies.strategy import BaseStrategy
from tests.strategies.worlds import in_small_blocks, random_probabilities, world

EVERY = strategies.names()
# a clustering starts at random and may still find the same clusters each time
CLUSTERED = {"typiclust", "k-means", "weighted-k-means", "clue"}
RANDOMISED = CLUSTERED | {
    "random", "badge", "ralif", "ralif-reference", "dao",
    "variation-ratio", "power-bald", "softmax-bald", "softrank-bald", "batch-bald", "ical", "ldm-s",
    "bemps", "besra", "thresholded", "csval", "imital",
    "balanced-random", "mixed", "power", "refine", "softrank",
    "dropquery", "vessal", "las", "tailor", "edg", "ical-pointwise",
}  # fmt: skip
RANDOMISED &= set(EVERY)
DETERMINISTIC = [name for name in EVERY if name not in RANDOMISED]
OF_A_MODEL = [n for n in EVERY if "probabilities" in strategies.get(n).needs]
every = pytest.mark.parametrize("name", EVERY)


@every
def test_answer_is_distinct_unlabelled_and_in_pick_order(name: str) -> None:
    snapshot = world()
    query = strategies.get(name).select(snapshot, 9)
    assert len(query) == len(set(query.indices.tolist())) == 9
    assert query.indices.dtype == np.int64
    assert query.scores.dtype == np.float64
    assert np.isfinite(query.scores).all()
    assert not set(query.indices.tolist()) & set(snapshot.labelled.tolist())
    assert query.considered == 108
    assert not query.shortfall
    assert len(query.reasons) == len(query.terms) == 9
    assert query.strategy.split(":")[0] == name


@every
def test_same_seed_same_picks_and_nothing_global(name: str) -> None:
    np.random.seed(1)
    first = strategies.get(name).select(world(), 7)
    np.random.seed(2)
    before = np.random.get_state()[1].copy()  # type: ignore[index,union-attr]
    second = strategies.get(name).select(world(), 7)
    assert first.indices.tolist() == second.indices.tolist()
    assert first.scores.tolist() == second.scores.tolist()
    assert (np.random.get_state()[1] == before).all()  # type: ignore[index]


@pytest.mark.parametrize("name", sorted(RANDOMISED - CLUSTERED))
def test_another_round_draws_anew(name: str) -> None:
    picks = {tuple(strategies.get(name).select(world(round=r), 6).indices) for r in range(6)}
    assert len(picks) > 1


@every
@pytest.mark.parametrize("n", [108, 109, 5000])
def test_n_beyond_the_pool_returns_all_that_is_left(name: str, n: int) -> None:
    query = strategies.get(name).select(world(), n)
    assert sorted(query.indices.tolist()) == list(range(12, 120))
    assert query.shortfall == (n > 108)


@every
def test_n_zero_and_nonsense(name: str) -> None:
    strategy = strategies.get(name)
    query = strategy.select(world(), 0)
    assert len(query) == 0
    assert not query.shortfall
    assert query.frame().shape[0] == 0
    for wrong in (-1, 2.5, "3", True, None):
        with pytest.raises(StrategyError, match="whole number"):
            strategy.select(world(), wrong)  # type: ignore[arg-type]
    assert len(strategy.select(world(), np.int64(3))) == 3  # type: ignore[arg-type]


@every
def test_nothing_left_and_nothing_at_all(name: str) -> None:
    done = world(12)
    query = strategies.get(name).select(done, 3)
    assert len(query) == 0
    assert query.shortfall
    with pytest.raises(PoolEmpty):
        strategies.get(name).select(
            Snapshot(np.empty((0, 3)), n_classes=2, head=(np.ones((2, 3)), np.ones(2))), 3
        )


@every
def test_one_row_left(name: str) -> None:
    assert strategies.get(name).select(world(13), 4).indices.tolist() == [12]


@every
def test_broken_rows_are_left_out_and_reported(name: str) -> None:
    features = np.array(world().features)
    features[[20, 40, 119], [0, 3, 5]] = np.nan, np.inf, -np.inf
    features[2] = np.nan  # a labelled one
    query = strategies.get(name).select(world(features=features), 105)
    assert query.excluded == (20, 40, 119)
    assert len(query) == 105
    assert not {20, 40, 119} & set(query.indices.tolist())
    if name != "ralif-reference":  # as released: NaN where no class counts
        assert np.isfinite(query.scores).all()
    clean = strategies.get(name).select(world(features=np.delete(features, [20, 40, 119], 0)), 1)
    assert clean.excluded == ()


@every
def test_unavailable_rows_are_never_asked(name: str) -> None:
    away = np.zeros(120, dtype=bool)
    away[30:90] = True
    query = strategies.get(name).select(world(unavailable=away), 200)
    assert sorted(query.indices.tolist()) == [*range(12, 30), *range(90, 120)]


@every
def test_copies_are_not_asked_while_others_are_left(name: str) -> None:
    features = np.array(world().features)
    features[60:120] = features[12:60].repeat(2, axis=0)[:60]  # two more copies of thirty rows
    features[12:17] = features[0]  # copies of a labelled row
    snapshot = world(features=features)
    kinds = np.unique(features, axis=0, return_inverse=True)[1].ravel()
    fresh = len(set(kinds[12:].tolist()) - set(kinds[:12].tolist()))
    query = strategies.get(name).select(snapshot, fresh)
    asked = kinds[query.indices]
    assert len(set(asked.tolist())) == fresh
    assert not set(asked.tolist()) & set(kinds[:12].tolist())
    assert len(strategies.get(name).select(snapshot, 108)) == 108


@pytest.mark.parametrize("name", OF_A_MODEL)
def test_without_a_model_a_sentence_and_no_work(name: str) -> None:
    with pytest.raises(NeedsModel, match=name):
        strategies.get(name).select(world(labels=0, model=False), 3)


@pytest.mark.parametrize("name", [n for n in EVERY if n not in OF_A_MODEL])
def test_cold_start(name: str) -> None:
    query = strategies.get(name).select(world(labels=0, model=False), 5)
    assert len(query) == 5


@every
def test_one_labelled_class_is_defined(name: str) -> None:
    assert len(strategies.get(name).select(world(one_class=True), 5)) == 5


@pytest.mark.parametrize("name", OF_A_MODEL)
def test_one_declared_class_is_not_applicable(name: str) -> None:
    rows = np.random.default_rng(0).normal(size=(9, 2))
    snapshot = Snapshot(rows, head=(np.ones((1, 2)), np.ones(1)), labelled=[0], labels=[0])
    with pytest.raises(NotApplicable, match=r"declare|second"):
        strategies.get(name).select(snapshot, 2)


@every
def test_inputs_are_left_as_they_were(name: str) -> None:
    features = np.array(world().features)
    known = random_probabilities(120, 3)
    kept = features.copy(), known.copy()
    snapshot = world(features=features, probabilities=known)
    strategies.get(name).select(snapshot, 20)
    assert (features == kept[0]).all()
    assert (known == kept[1]).all()


@every
def test_a_strategy_is_frozen_and_picklable(name: str) -> None:
    strategy = strategies.get(name)
    again = pickle.loads(pickle.dumps(strategy))
    assert again == strategy
    assert copy.deepcopy(strategy) == strategy
    assert hash(strategy) == hash(again)
    assert again.select(world(), 5).indices.tolist() == strategy.select(world(), 5).indices.tolist()
    assert dataclasses.is_dataclass(strategy)
    fields = [*dataclasses.fields(strategy)]
    if fields:
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(strategy, fields[0].name, 1)


@every
def test_reasons_are_sentences(name: str) -> None:
    for snapshot in (world(), world(one_class=True)):
        query = strategies.get(name).select(snapshot, 108)
        for reason in query.reasons:
            assert 10 <= len(reason) <= 220
            for word in ("nan", "inf ", "None", "class 0", "array", "float"):
                assert word not in reason
            assert reason[0] not in " ,;:"
            assert reason == reason.strip()


@every
def test_query_can_be_read_and_tabulated(name: str) -> None:
    query = strategies.get(name).select(world(), 12)
    text = repr(query)
    assert name in text
    assert query.reasons[0] in text
    assert "4 more" in text
    frame = query.frame()
    assert frame["index"].tolist() == query.indices.tolist()
    assert frame["reason"].tolist() == list(query.reasons)
    assert len(frame) == 12


@pytest.mark.parametrize("name", DETERMINISTIC)
def test_another_order_of_the_rows_gives_the_same_items(name: str) -> None:
    base = world(dtype=np.float64)
    order = np.concatenate([np.arange(12), 12 + np.random.default_rng(3).permutation(108)])
    turned = world(features=np.array(base.features)[order])
    straight = strategies.get(name).select(base, 10).indices
    assert order[strategies.get(name).select(turned, 10).indices].tolist() == straight.tolist()


@every
def test_chunks_do_not_change_the_answer(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = strategies.get(name).select(world(400, dtype=np.float64), 12)
    in_small_blocks(monkeypatch)
    parts = strategies.get(name).select(world(400, dtype=np.float64), 12)
    assert parts.indices.tolist() == whole.indices.tolist()
    np.testing.assert_allclose(parts.scores, whole.scores, rtol=1e-6, atol=1e-9)


@every
def test_kinds_of_arrays_give_the_same_answer(name: str, tmp_path: object) -> None:
    plain = np.array(world(dtype=np.float64).features)
    straight = strategies.get(name).select(world(features=plain), 6).indices.tolist()
    fortran = strategies.get(name).select(world(features=np.asfortranarray(plain)), 6)
    strided = strategies.get(name).select(world(features=np.repeat(plain, 2, axis=1)[:, ::2]), 6)
    assert fortran.indices.tolist() == straight
    assert strided.indices.tolist() == straight
    sparse = scipy.sparse.csr_matrix(plain)
    if name != "typiclust":  # k-means draws its starts by distances that differ in the last bit
        found = strategies.get(name).select(world(features=sparse), 6)
        assert found.indices.tolist() == straight
    assert len(strategies.get(name).select(world(features=sparse), 6)) == 6


@every
def test_integer_features(name: str) -> None:
    features = np.random.default_rng(0).integers(0, 255, size=(120, 6)).astype(np.uint8)
    assert len(strategies.get(name).select(world(features=features), 6)) == 6


@every
def test_no_warning_of_numpy(name: str) -> None:
    features = np.array(world().features)
    features[50] = np.nan
    with np.errstate(all="raise"):
        strategies.get(name).select(world(features=features), 30)


@every
def test_cancel_stops_the_work(name: str) -> None:
    asked = []

    def cancelled() -> bool:
        asked.append(1)
        return True

    with pytest.raises(Cancelled):
        strategies.get(name).select(world(), 10, cancelled=cancelled)  # type: ignore[call-arg]
    assert asked
    never = strategies.get(name).select(world(), 10, cancelled=lambda: False)  # type: ignore[call-arg]
    assert len(never) == 10


@every
def test_work_can_be_stopped_anywhere_and_done_again(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_small_blocks(monkeypatch)
    asked: list[int] = []
    told: list[float] = []

    def answer(end: int, snapshot: Snapshot) -> strategies.Query:
        asked.clear()

        def cancelled() -> bool:
            asked.append(1)
            return len(asked) > end

        strategy = strategies.get(name)
        assert isinstance(strategy, BaseStrategy)
        return strategy.select(snapshot, 12, cancelled=cancelled, progress=told.append)

    whole = answer(10**9, world(400, dtype=np.float64))
    assert all(0 <= share <= 1 for share in told)
    assert told == sorted(told)
    for share in (0.2, 0.5, 0.9):
        snapshot = world(400, dtype=np.float64)
        with pytest.raises(Cancelled):
            answer(int(share * len(asked)), snapshot)
        # what was kept for later is whole: the next answer is the same as without the stop
        again = answer(10**9, snapshot)
        assert again.indices.tolist() == whole.indices.tolist()
        assert again.scores.tolist() == whole.scores.tolist()


@every
def test_memory_stays_far_below_all_pairs_and_all_gradients(name: str) -> None:
    n, width, classes = 20_000, 64, 40
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(n, width)).astype(np.float32)
    head = (rng.normal(size=(classes, width)) * 0.3, np.zeros(classes))
    snapshot = Snapshot(
        rows, head=head, labelled=np.arange(50), labels=np.arange(50) % classes, regularisation=1e-3
    )
    tracemalloc.start()
    query = strategies.get(name).select(snapshot, 20)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(query) == 20
    # all pairs would take 1.6 GB, all gradients 205 MB; the rows themselves are 5 MB
    assert peak < 100e6


@every
def test_a_heap_of_equal_rows_falls_back_and_says_so(name: str) -> None:
    features = np.zeros((120, 6), dtype=np.float32)
    query = strategies.get(name).select(world(features=features), 10)
    assert len(set(query.indices.tolist())) == 10
    assert query.notes or query.fallback or name == "random"


@every
def test_overconfident_model(name: str) -> None:
    head = (np.eye(6)[:3] * 1e6, np.zeros(3))
    query = strategies.get(name).select(world(head=head), 10)
    assert len(set(query.indices.tolist())) == 10
    assert np.isfinite(query.scores).all()
