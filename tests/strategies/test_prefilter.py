from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import StrategyError
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies.hybrid.prefilter import Prefilter
from tests.strategies.worlds import world


def planted(n: int = 1500, labels: int = 400, seed: int = 0) -> tuple[Snapshot, np.ndarray]:
    """Return eight clear classes and a cluster of a tenth of the rows with labels at random."""
    rng = np.random.default_rng(seed)
    codes = rng.integers(8, size=n)
    lost = rng.random(n) < 0.1
    directions = np.eye(10) * 6
    rows = directions[np.where(lost, 9, codes)] + rng.normal(size=(n, 10))
    head = (directions[:8] / 6, np.zeros(8))
    snapshot = Snapshot(rows, labelled=np.arange(labels), labels=codes[:labels], head=head)
    return snapshot, lost


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_planted_cluster_of_noise_is_left_out_card_22(seed: int) -> None:
    snapshot, lost = planted(seed=seed)
    query = Prefilter().select(snapshot, 30)
    left_out = np.zeros(snapshot.n_items, dtype=bool)
    left_out[list(query.dropped)] = True
    rest = np.arange(snapshot.n_items) >= 400
    assert left_out[lost & rest].mean() > 0.8
    assert left_out[~lost & rest].mean() < 0.1
    assert "could not be learned" in query.notes[0]
    plain = strategies.get("margin").select(snapshot, 30).indices
    assert lost[plain].mean() > 0.8  # what margin alone falls for
    assert lost[query.indices].mean() < 0.75 * lost[plain].mean()


def test_the_share_left_out_never_exceeds_its_cap_and_is_reported_card_22() -> None:
    snapshot, _ = planted()
    for most in (0.02, 0.05, 0.25):
        query = Prefilter(most=most).select(snapshot, 10)
        assert 0 < len(query.dropped) <= most * query.considered
        assert not set(query.dropped) & set(query.indices.tolist())
        assert f"{len(query.dropped)} samples left out" in query.notes[0]


def test_switched_off_it_is_the_strategy_inside_card_22() -> None:
    snapshot, _ = planted()
    for inner in ("margin", "badge"):
        query = strategies.get("prefilter", inner=inner, most=0.0).select(snapshot, 10)
        plain = strategies.get(inner).select(snapshot, 10)
        assert query.indices.tolist() == plain.indices.tolist()
        assert query.dropped == ()


def test_a_rare_class_keeps_its_rows() -> None:
    snapshot, lost = planted()
    few = np.flatnonzero(lost[:400])
    labels = np.array(snapshot.labels)
    labels[few[:3]] = 8  # a ninth class whose three labels lie in the cluster
    rare = Snapshot(
        snapshot.features, labelled=np.arange(400), labels=labels,
        head=(np.eye(10)[[*range(8), 9]], np.zeros(9)),
    )  # fmt: skip
    dropped = Prefilter().select(rare, 10).dropped
    rows = np.asarray(snapshot.features)
    far = ((rows[list(dropped)][:, None] - rows[:400][None]) ** 2).sum(axis=2)
    assert not set(far.argmin(axis=1).tolist()) & set(few[:3].tolist())


def test_with_few_labels_only_rows_that_lie_alone_are_left_out() -> None:
    features = np.array(world(300).features)
    features[[50, 70]] += 100
    query = Prefilter().select(world(300, features=features), 10)
    assert {50, 70} <= set(query.dropped)
    assert len(query.dropped) <= 0.01 * 300
    assert "lie alone" in query.notes[0]
    # a label next to them shows that they are worth something
    labelled = features.copy()
    labelled[0] = labelled[50] + 0.01
    labelled[70] = labelled[50] + 0.02
    query = Prefilter().select(world(300, features=labelled), 10)
    assert not {50, 70} & set(query.dropped)


def test_without_model_and_labels() -> None:
    features = np.array(world(300).features)
    features[50] += 100
    snapshot = world(300, features=features, labels=0, model=False)
    query = strategies.get("prefilter", inner="k-center").select(snapshot, 5)
    assert 50 in query.dropped
    assert strategies.get("k-center").select(snapshot, 5).indices[1] == 50


@pytest.mark.parametrize(
    "wrong", [{"most": 1.0}, {"most": -0.1}, {"hard": 1}, {"fits": True}, {"fits": 2.5}]
)
def test_arguments(wrong: dict[str, Any]) -> None:
    with pytest.raises(StrategyError, match=next(iter(wrong))):
        Prefilter(**wrong)
