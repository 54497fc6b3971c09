"""What is computed on a torch device picks what NumPy picks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import scipy.sparse

from jupyter_al import strategies
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies.device_spaces import TorchGradients, TorchVectors
from jupyter_al.strategies.spaces import enter

DEVICES = ["cpu", pytest.param("cuda", marks=pytest.mark.gpu)]
NAMES = ["k-center", "badge", "ralif", "robust-k-center"]


def pool(features: np.ndarray | None = None, labels: int = 20, **more: Any) -> Snapshot:
    """Return clusters far from the origin, with copies, broken rows and a linear head."""
    rng = np.random.default_rng(5)
    centres = rng.normal(size=(12, 16)) * 3
    rows = centres[rng.integers(12, size=900)] + rng.normal(size=(900, 16)) + 7
    rows[800:850] = rows[500]
    rows[30], rows[700] = np.nan, np.inf
    rows = rows.astype(np.float32) if features is None else features
    weight = rng.normal(size=(4, 16)) * 0.3
    head = weight, -weight @ np.full(16, 7.0)
    more = {"regularisation": 1e-2, "seed": 3, "n_classes": 4, **more}
    return Snapshot(
        rows, labelled=np.arange(labels), labels=np.arange(labels) % 4, head=head, **more
    )


def assert_alike(name: str, strategy: Any, device: str, n: int = 40, **more: Any) -> None:
    here, there = (strategy.select(pool(device=where, **more), n) for where in (None, device))
    assert there.indices.tolist() == here.indices.tolist(), name
    np.testing.assert_allclose(there.scores, here.scores, rtol=2e-4, atol=1e-6)
    assert there.excluded == here.excluded
    assert there.notes == here.notes


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("name", NAMES)
def test_the_same_picks(name: str, device: str) -> None:
    assert_alike(name, strategies.get(name), device)


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize(
    "sentence",
    [
        strategies.everything().spread("d2"),
        strategies.everything().spread("d2", space="embedding", normalise=True),
        strategies.everything().spread("k-center", space="features", normalise=True),
        strategies.everything().spread("k-center", space="probabilities"),
        strategies.score("margin").keep(0.1).spread("d2", space="gradient", bias=True),
        strategies.score("entropy").keep(0.6).spread("d2", repelled_by="last"),
        strategies.get("mixed", inner="badge"),
    ],
    ids=str,
)
def test_sentences_pick_the_same(sentence: Any, device: str) -> None:
    assert_alike(sentence.name, sentence, device)


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("name", ["k-center", "badge"])
def test_without_labels_and_beyond_the_pool(name: str, device: str) -> None:
    assert_alike(name, strategies.get(name), device, labels=0)
    # beyond the last distinct row both take what is left
    here, there = (
        strategies.get(name).select(pool(device=where), 2000).indices for where in (None, device)
    )
    assert sorted(here.tolist()) == sorted(there.tolist())


def test_other_kinds_of_features() -> None:
    dense = np.nan_to_num(np.array(pool().features), nan=0, posinf=0)
    for features in (scipy.sparse.csr_matrix(dense), dense.astype(np.float16)):
        assert_alike("k-center", strategies.get("k-center"), "cpu", features=features)


def test_the_rows_are_sent_once() -> None:
    first = pool(device="cpu")
    again = pool(first.features, labels=25, device="cpu", shared_with=first)
    spaces = [
        enter(snapshot, space, snapshot.candidates, anywhere=True)
        for snapshot in (first, again)
        for space in ("features", "gradient")
    ]
    assert [type(space) for space in spaces] == [TorchVectors, TorchGradients] * 2
    there = [s.points for s in spaces if isinstance(s, TorchVectors | TorchGradients)]
    assert len({points.rows.data_ptr() for points in there}) == 1
    assert not isinstance(enter(first, "features", first.candidates), TorchVectors)


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("empty", ["argmax", "drop"])
def test_influence_is_the_same_number(empty: str, device: str) -> None:
    score = strategies.get("ralif", empty=empty, tau=2.2).scorer()
    here, there = pool(), pool(device=device, scaling=(np.full(16, 6.5), 2.0))
    scaled = pool(scaling=(np.full(16, 6.5), 2.0))
    for known in (here, scaled):
        rows = known.eligible("probabilities", "embedding")[0]
        where = there if known is scaled else pool(device=device)
        found = score.values(where, rows)
        expected = score.values(known, rows)
        assert np.isnan(expected).any() == (empty == "drop")
        np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-6 * np.nanmax(expected))
        solved, own = score.solve(known), score.solve(where)
        np.testing.assert_allclose(own.gradient, solved.gradient, rtol=1e-4, atol=1e-3)
        assert own.pool_loss == pytest.approx(solved.pool_loss, rel=1e-6)
