from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import NeedsModel, StrategyError
from jupyter_al.strategies import everything, score
from jupyter_al.strategies.distance_spreads import D2
from jupyter_al.strategies.scores import Margin
from tests.strategies.worlds import world


def test_a_sentence_reads_as_it_works() -> None:
    sentence = score("margin").keep(0.1).spread("d2", space="embedding")
    assert sentence.name == "margin > keep 0.1 > d2 in embedding"
    assert sentence.needs == {"probabilities", "embedding"}
    snapshot = world(300)
    query = sentence.select(snapshot, 10)
    best = strategies.get("margin").select(snapshot, 29).indices
    assert set(query.indices.tolist()) <= set(best.tolist())
    assert query.indices[0] == best[0]
    assert query.strategy == sentence.name
    assert {"first", "p1", "second", "p2", "margin", "distance"} <= set(query.terms[0])
    assert "; " in query.reasons[1]
    assert "away from anything" in query.reasons[1]


def test_each_step_returns_a_new_strategy() -> None:
    base = score("entropy")
    assert base.keep(5) is not base
    assert base == score("entropy")
    assert base.select(world(), 4).indices.tolist() == (
        strategies.get("entropy").select(world(), 4).indices.tolist()
        or pytest.fail("the plain score is the strategy of its name")
    )


def test_keep_by_share_and_by_number() -> None:
    snapshot = world(112)
    ranked = strategies.get("margin").select(snapshot, 100).indices.tolist()
    for amount, size in ((0.1, 10), (10, 10), (0.095, 10), (1.0, 100), (500, 100)):
        query = score("margin").keep(amount).spread("k-center").select(snapshot, 8)
        assert set(query.indices.tolist()) <= set(ranked[:size])
    few = score("margin").keep(2).spread("k-center").select(snapshot, 6)
    assert set(few.indices.tolist()) == set(ranked[:6])  # never fewer than the batch needs


def test_drop_reports_what_it_left_out() -> None:
    snapshot = world(112)
    ranked = strategies.get("margin").select(snapshot, 100).indices.tolist()
    query = score("margin").drop(0.03).select(snapshot, 5)
    assert query.indices.tolist() == ranked[3:8]
    assert set(query.dropped) == set(ranked[:3])
    assert score("margin").drop(4).select(snapshot, 5).indices.tolist() == ranked[4:9]
    assert score("margin").drop(0.5).keep(0.2).select(snapshot, 3).indices.tolist() == ranked[50:53]


def test_dedupe_is_a_step() -> None:
    features = np.array(world().features)
    features[60:120] = features[13]
    query = everything().dedupe().spread("k-center").select(world(features=features), 20)
    assert np.count_nonzero((features[query.indices] == features[13]).all(axis=1)) <= 1


@pytest.mark.parametrize("wrong", [0, -1, 1.5, 0.0, True, float("nan"), "0.1", None, [1]])
def test_amounts_are_checked(wrong: Any) -> None:
    for step in (score("margin").keep, score("margin").drop):
        with pytest.raises(StrategyError, match="share above 0"):
            step(wrong)


def test_a_filter_is_a_filter() -> None:
    with pytest.raises(StrategyError, match="takes a Filter"):
        score("margin").filter("dedupe")  # type: ignore[arg-type]


def test_unknown_words_name_the_nearest() -> None:
    with pytest.raises(StrategyError, match="did you mean 'margin'"):
        score("margn")
    with pytest.raises(StrategyError, match="did you mean 'k-center'"):
        score("margin").spread("k-centre")
    with pytest.raises(StrategyError, match="did you mean 'space'"):
        score("margin").spread("d2", spce="embedding")
    with pytest.raises(StrategyError, match="did you mean 'gradient'"):
        score("margin").spread("d2", space="gradients")
    with pytest.raises(StrategyError, match="no parameter 'top'"):
        score("margin", top=3)
    with pytest.raises(StrategyError, match="Unknown first pick"):
        D2(first="bests")
    with pytest.raises(StrategyError, match="to the spread itself"):
        score("margin").spread(D2(), space="features")


def test_steps_that_rank_need_a_score() -> None:
    for sentence in (everything(), everything().keep(0.5).spread("d2"), everything().drop(0.1)):
        with pytest.raises(StrategyError, match="put a score before it"):
            sentence.select(world(), 3)


def test_a_spread_alone_starts_somewhere() -> None:
    bare = world(labels=0, model=False)
    for spread in ("k-center", "d2", "typical"):
        query = everything().spread(spread, space="features").select(bare, 6)
        assert len(set(query.indices.tolist())) == 6
        assert all(query.reasons)
    with pytest.raises(NeedsModel):
        everything().spread("d2", space="gradient").select(bare, 3)


def test_badge_and_coreset_are_sentences() -> None:
    snapshot = world(200)
    assert (
        everything().spread("k-center", space="embedding").select(snapshot, 9).indices.tolist()
        == strategies.get("k-center").select(snapshot, 9).indices.tolist()
    )
    cover = everything().spread("k-center", space="probabilities")
    assert cover.needs == {"probabilities"}
    assert len(cover.select(snapshot, 9)) == 9


def test_a_score_of_ones_own() -> None:
    class Leftmost(Margin):
        name = "leftmost"
        needs = frozenset()  # type: ignore[assignment]

        def values(self, snapshot, rows):  # type: ignore[no-untyped-def]
            return -snapshot.features[rows, 0]

        def reason(self, terms):  # type: ignore[no-untyped-def]
            return "it lies to the left"

    snapshot = world()
    query = score(Leftmost()).select(snapshot, 3)
    rows = snapshot.candidates
    assert query.indices.tolist() == rows[np.argsort(snapshot.features[rows, 0])[:3]].tolist()
    assert query.reasons[0] == "it lies to the left"


def test_when_d2_runs_out_the_rank_decides() -> None:
    features = np.array(world().features)
    features[20:] = features[13]
    query = score("margin").spread("d2").select(world(features=features), 30)
    assert query.fallback == "rank"
    assert len(set(query.indices.tolist())) == 30
