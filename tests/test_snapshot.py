from __future__ import annotations

import pickle
import threading
from typing import Any

import numpy as np
import pytest
import scipy.sparse

from jupyter_al.errors import NeedsArtefact, NeedsModel, SnapshotError, StrategyError
from jupyter_al.numerics.softmax import softmax
from jupyter_al.snapshot import ARTEFACTS, Snapshot


class Model:
    """A linear head on doubled inputs that counts its calls."""

    n_classes = 3
    regularisation = 0.5

    def __init__(self, width: int = 4, embeds: bool = True) -> None:
        self.weight = np.random.default_rng(0).normal(size=(3, width))
        self.head = (self.weight, np.array([0.1, 0, -0.1]))
        self.embeds = embeds
        self.calls: list[int] = []
        self.saw_broken = False

    def embed(self, inputs: Any) -> np.ndarray | None:
        inputs = inputs.toarray() if hasattr(inputs, "toarray") else np.asarray(inputs)
        return 2 * inputs.reshape(len(inputs), -1) if self.embeds else None

    def predict_proba(self, inputs: Any) -> np.ndarray:
        self.calls.append(inputs.shape[0])
        dense = inputs.toarray() if hasattr(inputs, "toarray") else np.asarray(inputs)
        self.saw_broken |= not np.isfinite(dense).all()
        rows = dense.reshape(len(dense), -1)
        rows = 2 * rows if self.embeds else rows
        return softmax(rows @ self.weight.T + self.head[1])


@pytest.fixture
def rows() -> np.ndarray:
    return np.random.default_rng(1).normal(size=(50, 4)).astype(np.float32)


def test_artefacts_of_a_model_are_computed_once(rows: np.ndarray) -> None:
    model = Model()
    snapshot = Snapshot(rows, model=model, labelled=[3], labels=[1])
    expected = softmax(2 * rows @ model.weight.T + model.head[1])
    np.testing.assert_allclose(snapshot.probabilities, expected, rtol=1e-5)
    assert snapshot.probabilities.dtype == np.float32
    assert snapshot.probabilities is snapshot.probabilities
    assert (snapshot.predicted == expected.argmax(axis=1)).all()
    np.testing.assert_allclose(snapshot.embedding, 2 * rows)
    np.testing.assert_allclose(softmax(snapshot.logits), expected, rtol=1e-4)
    order = np.sort(expected, axis=1)
    np.testing.assert_allclose(
        snapshot.uncertainty, 1 - (order[:, -1] - order[:, -2]), rtol=1e-4, atol=1e-6
    )
    assert model.calls == [50]
    assert snapshot.regularisation == 0.5
    assert snapshot.n_classes == 3
    assert 0 <= snapshot.uncertainty.min() <= snapshot.uncertainty.max() <= 1


def test_threads_share_one_inference(rows: np.ndarray) -> None:
    model = Model()
    snapshot = Snapshot(rows, model=model)
    threads = [threading.Thread(target=lambda: snapshot.uncertainty) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert model.calls == [50]


def test_prediction_goes_in_chunks_without_broken_rows(
    rows: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Snapshot(rows, model=Model()).probabilities
    monkeypatch.setattr("jupyter_al._belief._PREDICT_BYTES", 1)
    many = np.concatenate([rows] * 5)
    many[70, 2], many[200, 0] = np.nan, np.inf
    model = Model()
    snapshot = Snapshot(many, model=model)
    np.testing.assert_allclose(snapshot.probabilities[:50], whole, rtol=1e-5)
    assert np.isnan(snapshot.probabilities[[70, 200]]).all()
    assert len(model.calls) > 1
    assert not model.saw_broken
    assert snapshot.excluded.tolist() == [70, 200]
    assert snapshot.predicted[[70, 200]].tolist() == [-1, -1]
    assert np.isfinite(np.delete(snapshot.probabilities, [70, 200], axis=0)).all()


def test_sparse_memmap_and_shaped_inputs(rows: np.ndarray, tmp_path: Any) -> None:
    expected = Snapshot(rows, model=Model()).probabilities
    sparse = Snapshot(scipy.sparse.csr_matrix(rows), model=Model())
    np.testing.assert_allclose(sparse.probabilities, expected, rtol=1e-5)
    path = tmp_path / "rows.npy"
    np.save(path, rows)
    mapped = np.load(path, mmap_mode="r")
    snapshot = Snapshot(mapped, model=Model())
    np.testing.assert_allclose(snapshot.probabilities, expected, rtol=1e-5)
    assert snapshot.features is mapped
    shaped = Snapshot(rows, model=Model(), inputs=rows.reshape(50, 2, 2))
    np.testing.assert_allclose(shaped.probabilities, expected, rtol=1e-5)
    assert shaped.embedding.shape == (50, 4)


def test_a_model_without_embedding_uses_the_features(rows: np.ndarray) -> None:
    snapshot = Snapshot(rows, model=Model(embeds=False))
    assert snapshot.embedding is snapshot.features
    assert Snapshot(rows).embedding is not None


def test_candidates(rows: np.ndarray) -> None:
    rows[7] = np.nan
    away = np.zeros(50, dtype=bool)
    away[[1, 2]] = True
    snapshot = Snapshot(rows, labelled=[0, 49], labels=[1, 0], unavailable=away)
    assert snapshot.candidates.tolist() == [i for i in range(50) if i not in (0, 1, 2, 7, 49)]
    assert snapshot.excluded.tolist() == [7]
    assert snapshot.candidates is snapshot.candidates


def test_rows_broken_in_what_a_strategy_needs_are_excluded(rows: np.ndarray) -> None:
    known = softmax(np.random.default_rng(0).normal(size=(50, 3)))
    known[[4, 5]] = np.nan
    snapshot = Snapshot.from_arrays(rows, probabilities=known, labelled=[5], labels=[0])
    assert 4 in snapshot.candidates
    candidates, excluded = snapshot.eligible("probabilities")
    assert excluded.tolist() == [4]
    assert 4 not in candidates


def test_from_arrays_with_a_head_alone(rows: np.ndarray) -> None:
    head = (np.eye(4)[:3], np.array([0, 1.0, 0]))
    snapshot = Snapshot.from_arrays(rows, head=head, labelled=[1], labels=[2], seed=4)
    np.testing.assert_allclose(snapshot.probabilities, softmax(rows @ head[0].T + head[1]), 1e-5)
    assert (snapshot.n_classes, snapshot.seed) == (3, 4)
    assert snapshot.classes == ("class 0", "class 1", "class 2")


def test_from_arrays_with_logits_or_probabilities(rows: np.ndarray) -> None:
    logits = np.random.default_rng(0).normal(size=(50, 2))
    of_logits = Snapshot.from_arrays(rows, logits=logits)
    np.testing.assert_allclose(of_logits.probabilities, softmax(logits))
    sure = np.tile([1.0, 0.0], (50, 1))
    of_sure = Snapshot.from_arrays(rows, probabilities=sure)
    assert np.isfinite(of_sure.logits).all()
    assert of_sure.uncertainty.max() == 0


def test_a_tie_is_decided_for_the_lower_class(rows: np.ndarray) -> None:
    snapshot = Snapshot.from_arrays(rows, probabilities=np.full((50, 4), 0.25))
    assert (snapshot.predicted == 0).all()
    assert (snapshot.uncertainty == 1).all()


def test_what_is_there_and_what_is_missing(rows: np.ndarray) -> None:
    bare = Snapshot(rows, n_classes=2)
    assert [name for name in ARTEFACTS if bare.has(name)] == ["features", "embedding"]
    with pytest.raises(NeedsModel, match=r"'margin' needs a fitted model.*typiclust"):
        bare.require("probabilities", by="margin")
    with pytest.raises(NeedsModel, match="needs labels"):
        bare.require("labels", by="ralif")
    for name in ("probabilities", "logits", "head", "predicted", "uncertainty"):
        with pytest.raises(NeedsModel):
            getattr(bare, name)
    known = Snapshot.from_arrays(rows, probabilities=np.full((50, 2), 0.5))
    with pytest.raises(NeedsArtefact, match="linear last layer") as caught:
        known.require("head", by="ralif")
    assert not isinstance(caught.value, NeedsModel)
    with pytest.raises(NeedsArtefact, match="committee"):
        _ = known.committee
    with pytest.raises(StrategyError, match="did you mean 'probabilities'"):
        known.has("probability")
    assert "3 classes" in repr(Snapshot(rows, model=Model()))


def test_committee(rows: np.ndarray) -> None:
    members = np.full((2, 50, 3), 1 / 3)
    assert Snapshot.from_arrays(rows, committee=members).committee.shape == (2, 50, 3)


def test_generators_depend_on_seed_round_and_name() -> None:
    def numbers(name: str = "a", **more: int) -> list[float]:
        return list(Snapshot(np.ones((2, 2)), **more).rng(name).random(3))

    assert numbers(seed=1, round=2) == numbers(seed=1, round=2)
    different = [numbers(), numbers(seed=1), numbers(round=1), numbers("b"), numbers(seed=-1)]
    assert len({tuple(each) for each in different}) == 5


def test_arrays_cannot_be_changed_through_the_snapshot(rows: np.ndarray) -> None:
    snapshot = Snapshot(rows, model=Model(), labelled=[1], labels=[0])
    for name in (
        "probabilities", "logits", "embedding", "predicted", "uncertainty", "candidates",
        "excluded", "labelled", "labels", "weights", "lengths", "finite",
    ):  # fmt: skip
        with pytest.raises(ValueError, match="read-only"):
            getattr(snapshot, name)[...] = 0
    rows[0, 0] = 5  # the owner still can
    with pytest.raises(AttributeError):
        snapshot.version = 3  # type: ignore[misc]


def test_shared_with_an_earlier_snapshot(rows: np.ndarray) -> None:
    model = Model()
    first = Snapshot(rows, model=model, labelled=[1], labels=[0])
    known = first.probabilities
    same = Snapshot(rows, model=model, labelled=[1, 2], labels=[0, 1], shared_with=first)
    assert same.probabilities is known
    assert same.lengths is first.lengths
    assert same.candidates.tolist() != first.candidates.tolist()
    assert model.calls == [50]
    refitted = Model()
    other = Snapshot(rows, model=refitted, shared_with=first)
    assert other.lengths is first.lengths
    assert other.probabilities is not known
    assert refitted.calls == [50]
    elsewhere = Snapshot(rows.copy(), model=model, shared_with=first)
    assert elsewhere.lengths is not first.lengths


@pytest.mark.parametrize("clusters", [False, True])
def test_what_is_kept_for_a_space_lasts_as_long_as_its_rows(
    rows: np.ndarray, clusters: bool
) -> None:
    made: list[str] = []

    def kept(snapshot: Snapshot, space: str) -> int:
        snapshot.of_space(space, "some", lambda: made.append(space), clusters=clusters)
        return len(made)

    plain = Snapshot(rows)
    assert kept(plain, "embedding") == kept(plain, "features") == 1, "they are the same rows"
    following = Snapshot(rows, model=Model(), shared_with=plain)
    assert following.are_features("features")
    assert kept(following, "features") == 1
    assert not following.are_features("embedding"), "the model has one of its own"
    assert kept(following, "embedding") == kept(following, "embedding") == 2
    assert kept(following, "probabilities") == 3
    refitted = Snapshot(rows, model=Model(), shared_with=following)
    assert kept(refitted, "features") == 3
    assert kept(refitted, "embedding") == 4


def test_scaling_comes_from_the_argument_or_the_model(rows: np.ndarray) -> None:
    plain = Snapshot(rows)
    assert plain.scaling[0].tolist() == [0]
    assert plain.scaling[1] == 1
    model = Model()
    model.scaling = (np.arange(4.0), 2.0)  # type: ignore[attr-defined]
    assert Snapshot(rows, model=model).scaling[1] == 2
    assert Snapshot(rows, model=model, scaling=(0, 3)).scaling[1] == 3


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"features": np.ones(3)}, "two-dimensional"),
        ({"features": np.array([["a"]])}, "must be numbers"),
        ({"labelled": [1, 2], "labels": [0]}, "2 labelled rows and 1 labels"),
        ({"labelled": [9], "labels": [0]}, "positions from 0 to 4"),
        ({"labelled": [1, 1], "labels": [0, 1]}, "twice"),
        ({"labelled": [True] * 5, "labels": [0] * 5}, "flatnonzero"),
        ({"labelled": [1], "labels": [-1]}, "class positions"),
        ({"labelled": [1], "labels": [2], "n_classes": 2}, "label 2 and only 2 classes"),
        ({"probabilities": np.ones((4, 2)) / 2}, r"\(5, classes\)"),
        ({"probabilities": np.ones((5, 2))}, "sum to one"),
        ({"probabilities": np.ones((5, 2)) / 2, "n_classes": 3}, "numbers of classes differ"),
        ({"head": (np.ones((2, 2)), np.ones(3))}, "head must be"),
        ({"unavailable": np.zeros(4, bool)}, "unavailable must be"),
        ({"weights": [-1.0], "labelled": [1], "labels": [0]}, "not negative"),
        ({"scaling": (0, 0)}, "above zero"),
        ({"inputs": np.ones((4, 2))}, "inputs has 4 rows"),
        ({"committee": np.ones((2, 4, 2))}, "committee must be"),
        ({"embedding": np.ones((4, 2))}, "embedding has 4 rows"),
    ],
)
def test_contradictions_are_refused_in_words(arguments: dict[str, Any], sentence: str) -> None:
    features = arguments.pop("features", np.ones((5, 2)))
    with pytest.raises(SnapshotError, match=sentence):
        Snapshot(features, **arguments)


def test_travels_to_another_process(rows: np.ndarray) -> None:
    snapshot = Snapshot(rows, labelled=[1], labels=[0], n_classes=2)
    _ = snapshot.candidates
    copy = pickle.loads(pickle.dumps(snapshot))
    assert copy.candidates.tolist() == snapshot.candidates.tolist()


def test_every_row_broken() -> None:
    snapshot = Snapshot(np.full((4, 2), np.nan), model=Model(2))
    assert snapshot.candidates.tolist() == []
    assert snapshot.excluded.tolist() == [0, 1, 2, 3]
    assert np.isnan(snapshot.probabilities).all()


@pytest.mark.parametrize(
    ("labelled", "labels", "name"),
    [
        ([0.5], [0], "labelled"),
        (["a"], [0], "labelled"),
        ([0, 1], ["cat", "dog"], "labels"),
        ([0, 1], [0, np.nan], "labels"),
        ([0, 1], [0, None], "labels"),
    ],
)
def test_positions_and_classes_are_whole_numbers(labelled: Any, labels: Any, name: str) -> None:
    with pytest.raises(SnapshotError, match=f"^{name} must hold whole numbers"):
        Snapshot(np.zeros((5, 2)), labelled=labelled, labels=labels)
    fine = Snapshot(np.zeros((5, 2)), labelled=[0.0, 1.0], labels=[True, False])
    assert fine.labels.tolist() == [1, 0]
