from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import NeedsModel, StrategyError
from jupyter_al.strategies.hybrid.apart import Apart, usual_distance
from jupyter_al.strategies.hybrid.mixed import Mixed
from jupyter_al.strategies.hybrid.subpool import Subpool
from jupyter_al.strategies.spaces import points_of
from tests.strategies.worlds import world


@pytest.mark.parametrize("word", ["subpool", "mixed", "apart", "anchoral", "seals"])
def test_any_strategy_fits_inside_by_name_or_as_an_object(word: str) -> None:
    by_name = strategies.get(word, inner="badge")
    assert by_name == strategies.get(word, inner=strategies.Badge())
    assert by_name.name == f"{word} of badge"
    assert by_name.needs >= {"embedding", "probabilities"}  # type: ignore[attr-defined]
    assert len(by_name.select(world(), 6)) == 6
    sentence = strategies.score("entropy").keep(0.5)
    assert len(strategies.get(word, inner=sentence).select(world(), 6)) == 6
    twice = strategies.get(word, inner=strategies.get("mixed", inner="k-center"))
    assert len(twice.select(world(), 6)) == 6
    with pytest.raises(NeedsModel, match=word):
        by_name.select(world(labels=0, model=False), 3)
    for wrong in (3, None, strategies.Badge):
        with pytest.raises(StrategyError, match="inner must be a strategy"):
            strategies.get(word, inner=wrong)
    with pytest.raises(StrategyError, match="did you mean 'margin'"):
        strategies.get(word, inner="margn")


WRAPPERS: dict[str, dict[str, Any]] = {
    "subpool": {"size": 40}, "mixed": {}, "apart": {}, "anchoral": {"size": 40},
    "seals": {"neighbours": 5}, "prefilter": {}, "refine": {"rounds": 1, "batches": 2},
}  # fmt: skip


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("inner", strategies.names())
def test_every_strategy_works_inside_every_wrapper(inner: str) -> None:
    snapshot = world()
    for word, parameters in WRAPPERS.items():
        query = strategies.get(word, inner=inner, **parameters).select(snapshot, 4)
        picks = query.indices.tolist()
        assert len(set(picks)) == 4
        assert min(picks) >= 12  # the first twelve are labelled
        assert query.strategy.startswith(word)
        assert all(query.reasons)


def test_subpool_chooses_from_a_random_part_and_says_so() -> None:
    part = Subpool(size=30)
    seen = set()
    for round_ in range(5):
        query = part.select(world(round=round_), 30)
        assert "30 samples drawn at random" in query.notes[0]
        assert len(query) == 30
        seen.add(frozenset(query.indices.tolist()))
    assert len(seen) == 5
    best = strategies.get("margin").select(world(), 108).indices.tolist()
    query = part.select(world(), 5)
    inside = part.select(world(), 30).indices.tolist()
    assert query.indices.tolist() == [row for row in best if row in set(inside)][:5]


def test_subpool_of_a_small_pool_is_the_strategy_inside() -> None:
    for inner in ("margin", "badge", "typiclust", "random"):
        plain = strategies.get(inner).select(world(), 9)
        query = Subpool(inner).select(world(), 9)  # type: ignore[arg-type]
        assert query.indices.tolist() == plain.indices.tolist()
        assert query.notes == plain.notes


def test_subpool_with_the_most_uncertain_rows() -> None:
    best = strategies.get("margin").select(world(), 10).indices.tolist()
    part = Subpool(strategies.KCenter(), size=20, uncertain=0.5)
    assert part.needs == {"embedding", "probabilities"}
    query = part.select(world(), 20)
    assert set(best) <= set(query.indices.tolist())
    assert "the 10 most unsure" in query.notes[0]
    whole = Subpool(size=20, uncertain=1.0).select(world(), 20).indices.tolist()
    assert whole == strategies.get("margin").select(world(), 20).indices.tolist()


def test_a_part_full_of_copies_is_filled_with_other_rows() -> None:
    features = np.array(world().features)
    features[20:] = features[20]  # eight other kinds
    query = Subpool(size=9).select(world(features=features), 9)
    kinds = {tuple(row) for row in features[query.indices].tolist()}
    assert len(kinds) == 9
    assert "to fill the batch" in query.notes[0]


@pytest.mark.parametrize(
    ("parameters", "match"),
    [({"size": 0}, "size"), ({"size": True}, "size"), ({"uncertain": 1.5}, "uncertain"),
     ({"uncertain": float("nan")}, "uncertain")],
)  # fmt: skip
def test_subpool_arguments(parameters: dict[str, Any], match: str) -> None:
    with pytest.raises(StrategyError, match=match):
        Subpool(**parameters)


def test_mixed_has_the_share_of_random_rows() -> None:
    margin = strategies.get("margin").select(world(), 20).indices.tolist()
    query = Mixed(share=0.25).select(world(), 20)
    drawn = [terms["random"] for terms in query.terms]
    assert sum(drawn) == 5
    own = [int(row) for row, is_random in zip(query.indices, drawn, strict=True) if not is_random]
    assert own == margin[:15]
    gaps = np.diff(np.flatnonzero(drawn))
    assert gaps.min() >= 3  # evenly spread, not at the end
    for reason, is_random in zip(query.reasons, drawn, strict=True):
        assert ("at random" in reason) == is_random
    assert query.notes[0] == "5 of 20 were drawn at random."


def test_mixed_draws_the_fraction_of_a_row() -> None:
    single = [Mixed(share=0.2).select(world(round=r), 1).terms[0]["random"] for r in range(400)]
    assert 50 < sum(single) < 110  # 80 expected, standard deviation 8


def test_mixed_of_everything_and_of_nothing() -> None:
    plain = strategies.get("margin").select(world(), 8).indices.tolist()
    assert Mixed(share=0).select(world(), 8).indices.tolist() == plain
    query = Mixed(share=1).select(world(), 8)
    assert all(terms["random"] for terms in query.terms)
    assert query.indices.tolist() != plain
    for wrong in (-0.1, 1.1, float("nan")):
        with pytest.raises(StrategyError, match="share"):
            Mixed(share=wrong)


def test_apart_passes_over_near_copies() -> None:
    rng = np.random.default_rng(0)
    features = np.array(world().features, dtype=np.float64)
    features[60:108] = features[12:60] + rng.normal(size=(48, 6)) * 1e-3
    snapshot = world(features=features)
    query = Apart().select(snapshot, 40)
    assert not any(60 <= i < 108 and i - 48 in query.indices for i in query.indices)
    assert "passed over" in query.notes[-1]
    plain = strategies.get("margin").select(snapshot, 40).indices
    assert any(60 <= i < 108 and i - 48 in plain for i in plain)
    # the order is that of the strategy inside
    ranked = strategies.get("margin").select(snapshot, 108).indices.tolist()
    places = [ranked.index(i) for i in query.indices]
    assert places == sorted(places)
    assert len(Apart().select(snapshot, 108)) == 108
    assert "nearly repeat" in Apart().select(snapshot, 108).notes[-1]


def test_apart_keeps_away_from_labelled_rows_too() -> None:
    features = np.array(world().features, dtype=np.float64)
    features[12:60] = features[0] + 1e-4
    query = Apart(inner="margin").select(world(features=features), 20)  # type: ignore[arg-type]
    assert query.indices.min() >= 60


def test_apart_with_a_radius_of_zero_is_the_strategy_inside() -> None:
    plain = strategies.get("margin").select(world(), 20).indices.tolist()
    assert Apart(radius=0).select(world(), 20).indices.tolist() == plain


def test_usual_distance_is_the_root_mean_square_of_all_pairs() -> None:
    snapshot = world(dtype=np.float64)
    rows = np.asarray(snapshot.features)
    square = ((rows[:, None] - rows[None]) ** 2).sum(axis=2)
    points, mean = points_of(snapshot, "features", False)
    assert usual_distance(points, mean) == pytest.approx(np.sqrt(square.mean()))


def test_apart_arguments() -> None:
    with pytest.raises(StrategyError, match="radius"):
        Apart(radius=-1)
    with pytest.raises(StrategyError, match="embedding"):
        Apart(space="gradient")
    with pytest.raises(StrategyError, match="did you mean 'features'"):
        Apart(space="feature")
