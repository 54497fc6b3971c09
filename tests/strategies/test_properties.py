"""Every strategy on small pools of every kind, and what must not change its choice.

`test_contract.py` asks each strategy on one well-formed pool; here hypothesis makes pools of a
row or a column, in half precision, with copies, broken rows and labels of any number.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_al import strategies
from jupyter_al.errors import StrategyError
from jupyter_al.numerics.softmax import softmax
from jupyter_al.snapshot import Snapshot
from tests.strategies.test_contract import DETERMINISTIC, EVERY

# What a strategy that looks at nothing but predictions needs not look at: the features.
OF_PREDICTIONS = {
    "least-confidence", "margin", "entropy", "ratio", "power", "softrank",
    "bald", "mean-std", "variation-ratio", "mean-variation-ratio", "power-bald", "softmax-bald",
    "softrank-bald", "batch-bald", "ical", "pcoreset", "balanced-random", "galaxy", "lftl",
    "mixed", "random",
}  # fmt: skip
# Distances are compared with each other only: the unit does not matter (cards 1 and 2).
OF_DISTANCES = {
    "k-center", "robust-k-center", "cluster-margin", "apart", "k-medoids", "k-means",
    "weighted-k-means", "clue", "typiclust",
}  # fmt: skip
# Directions are compared, or distances over a distance; a length may be one factor of all scores.
# (The herding strategies and csval do so too, but break ties by the contents of the rows.)
OF_DIRECTIONS = {
    "seedal", "facility-location", "graph-cut", "coding-rate", "kecor", "anchoral", "seals", "las",
    "information-density", "badge", "uherding", "auto",
}  # fmt: skip
# Both rows of a cluster of two are equally far from its centre: there rounding decides.
CLUSTERING = {"k-medoids", "k-means", "weighted-k-means", "clue", "typiclust", "las"}
# One pick after another, none of them undone: a larger batch begins with the smaller one.
GREEDY = {
    "least-confidence", "margin", "entropy", "ratio", "egl", "random", "bald", "mean-std",
    "variation-ratio", "mean-variation-ratio", "epig", "isal", "k-center", "robust-k-center",
    "pcoreset", "coding-rate", "kecor", "max-herding", "uherding", "probcover", "ranked-batch",
    "facility-location", "information-density", "galaxy", "badge", "active-search", "anchoral",
    "seals", "subpool", "prefilter", "apart", "lftl",
}  # fmt: skip

DTYPES = (np.float16, np.float32, np.float64, np.int16)
few = settings(max_examples=6, derandomize=True)
many = settings(max_examples=15, derandomize=True)


def arrays(
    rows: np.ndarray, labelled: np.ndarray, classes: int, rng: np.random.Generator
) -> dict[str, Any]:
    """Return the keywords of a snapshot with a head, and labels that may be of one class."""
    labels = rng.integers(rng.integers(1, classes + 1), size=len(labelled))
    head = (rng.normal(size=(classes, rows.shape[1])), rng.normal(size=classes) * 0.2)
    return {"labelled": labelled, "labels": labels, "n_classes": classes, "head": head}


@st.composite
def small_pools(draw: st.DrawFn) -> tuple[Snapshot, set[int]]:
    """Return a pool of up to 24 rows, and the rows that may be asked."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1), label="seed"))
    n = draw(st.sampled_from((1, 2, 3, 8, 24)), label="rows")
    width = draw(st.sampled_from((1, 2, 5)), label="columns")
    rows = rng.normal(size=(n, width)) * draw(st.sampled_from((0.01, 1, 100)), label="unit")
    if draw(st.booleans(), label="copies"):
        rows = rows[rng.integers(max(1, n // 2), size=n)]
    rows = rows.astype(draw(st.sampled_from(DTYPES), label="dtype"))
    broken = np.zeros(n, dtype=bool)
    if rows.dtype != np.int16 and draw(st.booleans(), label="broken rows"):
        broken = rng.random(n) < 0.3
        rows[broken, rng.integers(width)] = rng.choice([np.nan, np.inf, -np.inf])
    away = rng.random(n) < draw(st.sampled_from((0, 0.3)), label="unavailable")
    labelled = rng.permutation(n)[: draw(st.integers(0, n), label="labels")]
    more = arrays(rows, labelled, draw(st.integers(2, 4), label="classes"), rng)
    if draw(st.integers(0, 3), label="no model") == 0:
        more.pop("head")
    snapshot = Snapshot(rows, unavailable=away, regularisation=1e-2, seed=n, **more)
    return snapshot, set(np.flatnonzero(~broken & ~away).tolist()) - set(labelled.tolist())


def _refused(name: str, snapshot: Snapshot, n: int) -> bool:
    """Return whether the strategy says what it wants (a model, labels, shorter rows)."""
    try:
        strategies.get(name).select(snapshot, n)
    except StrategyError as problem:
        return len(str(problem)) > 20
    return False


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", EVERY)
@many
@given(pool=small_pools(), n=st.sampled_from((1, 2, 7, 40)))
def test_any_small_pool_is_answered_in_full_or_with_a_reason(
    name: str, pool: tuple[Snapshot, set[int]], n: int
) -> None:
    snapshot, eligible = pool
    known = snapshot.finite[snapshot.labelled].any() and snapshot.has("head")
    # as released, the iteration of ralif-reference diverges on rows that are too long
    if (not known or name == "ralif-reference") and _refused(name, snapshot, n):
        return
    query = strategies.get(name).select(snapshot, n)
    picks = query.indices.tolist()
    assert len(picks) == len(set(picks)) == min(n, len(eligible))
    assert set(picks) <= eligible
    assert query.considered == len(eligible)
    assert query.shortfall == (n > len(eligible))
    assert len(query.reasons) == len(query.terms) == len(query.scores) == len(picks)
    assert all(10 <= len(reason) <= 220 and "nan" not in reason for reason in query.reasons)
    if name != "ralif-reference":  # as released: NaN where no class counts
        assert np.isfinite(query.scores).all()
    assert strategies.get(name).select(snapshot, n).indices.tolist() == picks


def generic(seed: int, n: int = 40, width: int = 4, classes: int = 3) -> dict[str, Any]:
    """Return rows in general position, labels of every class, and predictions of their own."""
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(n, width)) + 3 * rng.normal(size=(3, width))[np.arange(n) % 3]
    known = softmax(rng.normal(size=(4 * n, classes)) * 2).reshape(4, n, classes)
    return {
        "features": rows,
        "probabilities": known.mean(axis=0),
        "committee": known,
        "labelled": np.arange(10),
        "labels": np.array([0, 1, 2, 3, 0, 1, 2, 0, 1, 0]) % classes,
        "n_classes": classes,
        "regularisation": 1e-2,
        "seed": 3,
    }


def picks(name: str, n: int = 6, **arrays: Any) -> list[int]:
    return strategies.get(name).select(Snapshot(**arrays), n).indices.tolist()


seeds = st.integers(0, 2**32 - 1)


# two rows alone in their groups are equally good medoids
@pytest.mark.parametrize("name", sorted(set(DETERMINISTIC) - {"k-medoids"}))
@few
@given(seed=seeds)
def test_the_order_of_rows_and_labels_does_not_matter(name: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    before = generic(seed)
    weight = rng.normal(size=(3, 4)) * 0.5
    before["head"], before["probabilities"] = (weight, np.zeros(3)), None
    order = rng.permutation(40)  # the row order[i] of before is the row i of after
    place = np.argsort(order)
    after = before | {
        "features": before["features"][order],
        "committee": before["committee"][:, order],
        "labelled": place[before["labelled"]],
    }
    assert order[picks(name, **after)].tolist() == picks(name, **before)


@pytest.mark.parametrize("name", sorted(OF_PREDICTIONS))
@few
@given(seed=seeds)
def test_predictions_decide_alone(name: str, seed: int) -> None:
    before = generic(seed)
    other = np.random.default_rng(seed + 1).exponential(size=(40, 7))
    assert picks(name, **before | {"features": other}) == picks(name, **before)


@pytest.mark.parametrize("name", sorted(OF_DISTANCES | OF_DIRECTIONS))
@few
@given(seed=seeds, power=st.sampled_from((-9, -1, 1, 12)))
def test_the_unit_of_the_features_does_not_matter(name: str, seed: int, power: int) -> None:
    before = generic(seed)
    after = before | {"features": before["features"] * 2.0**power}
    assert picks(name, **after) == picks(name, **before)


@pytest.mark.parametrize("name", sorted((OF_DISTANCES | {"ranked-batch"}) - CLUSTERING))
@few
@given(seed=seeds, far=st.sampled_from((-3.0, 0.5, 64.0)))
def test_the_origin_of_the_features_does_not_matter(name: str, seed: int, far: float) -> None:
    before = generic(seed)
    after = before | {"features": before["features"] + far * np.arange(1, 5)}
    assert picks(name, **after) == picks(name, **before)


@pytest.mark.parametrize("name", sorted((OF_DISTANCES | OF_DIRECTIONS) - CLUSTERING))
@few
@given(seed=seeds)
def test_the_axes_of_the_features_do_not_matter(name: str, seed: int) -> None:
    before = generic(seed)
    turned = np.linalg.qr(np.random.default_rng(seed).normal(size=(4, 4)))[0]
    after = before | {"features": before["features"] @ turned}
    assert picks(name, **after) == picks(name, **before)


# galaxy looks at one class after the other; learning-loss deals labels out class by class
@pytest.mark.parametrize("name", sorted(set(DETERMINISTIC) - {"galaxy", "learning-loss"}))
@few
@given(seed=seeds)
def test_the_order_of_the_classes_does_not_matter(name: str, seed: int) -> None:
    before = generic(seed, classes=4)
    weight = np.random.default_rng(seed).normal(size=(4, 4)) * 0.5
    before["head"], before["probabilities"] = (weight, np.zeros(4)), None
    order = np.random.default_rng(seed).permutation(4)
    after = before | {
        "head": (weight[order], np.zeros(4)),
        "committee": before["committee"][:, :, order],
        "labels": np.argsort(order)[before["labels"]],
    }
    assert picks(name, **after) == picks(name, **before)


@pytest.mark.parametrize("name", sorted(GREEDY))
@few
@given(seed=seeds, n=st.integers(1, 20))
def test_a_larger_batch_begins_with_the_smaller_one(name: str, seed: int, n: int) -> None:
    arrays = generic(seed)
    weight = np.random.default_rng(seed).normal(size=(3, 4)) * 0.5
    arrays["head"], arrays["probabilities"] = (weight, np.zeros(3)), None
    larger = picks(name, n + 5, **arrays)
    assert picks(name, n, **arrays) == larger[:n]


def test_every_name_above_is_one_of_a_strategy() -> None:
    known = set(EVERY)
    for names in (OF_PREDICTIONS, OF_DISTANCES, OF_DIRECTIONS, CLUSTERING, GREEDY):
        assert names <= known, names - known
