from __future__ import annotations

import numpy as np
import pytest

from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies.hybrid.balanced import BalancedRandom, levels


def unequal(labels: list[int], n: int = 400) -> Snapshot:
    """Return a pool of which 90, 8 and 2 percent look like the three classes."""
    rng = np.random.default_rng(0)
    codes = np.repeat([0, 1, 2], [n * 9 // 10, n * 8 // 100, n * 2 // 100])
    known = np.full((n, 3), 0.1)
    known[np.arange(n), codes] = 0.8
    return Snapshot(
        rng.normal(size=(n, 2)), probabilities=known, labelled=np.arange(len(labels)),
        labels=labels, n_classes=3, classes=("common", "some", "rare"),
    )  # fmt: skip


def test_levels_give_the_quotas_for_every_batch() -> None:
    # labels 0, 1 and 3: quotas in proportion to 1, 1/2 and 1/4
    predicted = np.repeat([0, 1, 2], 10)
    due = levels(predicted, np.array([0, 1, 3]), np.arange(30.0))
    assert due[:3].tolist() == [0.5, 1.5, 2.5]
    assert due[10:13].tolist() == [1.0, 3.0, 5.0]
    assert due[20:22].tolist() == [2.0, 6.0]
    first = predicted[np.argsort(due, kind="stable")[:7]]
    assert np.bincount(first).tolist() == [4, 2, 1]


def test_equal_quotas_without_counting() -> None:
    query = BalancedRandom(count_labels=False).select(unequal([0, 0, 0]), 12)
    looks = [terms["predicted"] for terms in query.terms]
    assert [looks.count(name) for name in ("common", "some", "rare")] == [4, 4, 4]


def test_classes_with_labels_are_asked_less() -> None:
    query = BalancedRandom().select(unequal([0, 0, 0, 1]), 7)
    looks = [terms["predicted"] for terms in query.terms]
    assert [looks.count(name) for name in ("common", "some", "rare")] == [1, 2, 4]
    assert "looks like rare, which has no label yet" in " ".join(query.reasons)
    assert "common, which has 3 labels" in " ".join(query.reasons)
    assert (np.diff(query.scores) <= 0).all()


def test_an_exhausted_class_leaves_its_quota_to_the_others() -> None:
    query = BalancedRandom(count_labels=False).select(unequal([0]), 100)
    looks = [terms["predicted"] for terms in query.terms]
    assert [looks.count(name) for name in ("common", "some", "rare")] == [60, 32, 8]


def test_rows_of_a_class_have_the_same_chance() -> None:
    times = np.zeros(400)
    base = unequal([0])
    for round_ in range(200):
        snapshot = Snapshot(
            base.features, probabilities=base.probabilities, round=round_, n_classes=3
        )
        times[BalancedRandom().select(snapshot, 3).indices] += 1
    assert times[392:].sum() == pytest.approx(200)
    assert times[392:].min() > 8  # 25 expected for each of the eight rare rows
