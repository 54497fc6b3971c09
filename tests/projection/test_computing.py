"""Whole maps, with a method in place of UMAP that takes no time."""

import dataclasses

import numpy as np
import pytest
import scipy.sparse as sp

from jupyter_al.errors import AlError, Cancelled
from jupyter_al.projection import computed, given, kind, kinds, pca, why_not
from jupyter_al.projection._layouts import laid_out

RNG = np.random.default_rng(0)
VALUES = RNG.standard_normal((90, 6)) * np.arange(6, 0, -1)


class Here:
    """The process, in place: PCA in place of every method."""

    def __init__(self):
        self.jobs = []
        self.labels = None

    def run(self, prepare, take, progress, cancelled):
        import tempfile
        from pathlib import Path

        with tempfile.TemporaryDirectory() as folder:
            job = prepare(Path(folder))
            self.jobs.append(job)
            features = np.load(job["input"])
            self.labels = np.load(job["labels"]) if "labels" in job else None

            def layout(rows, labels, seed, report):
                return pca(rows, seed)

            places, sample = laid_out(layout, features, self.labels, job, lambda *_: None)
            np.savez(job["output"], places=places, sample=sample)
            return take(Path(folder))


@pytest.fixture
def here():
    return Here()


def test_pca_needs_no_process_and_says_how_good_it_is():
    found = computed(VALUES, "pca")
    np.testing.assert_array_equal(found.coordinates, pca(VALUES))
    assert 0.7 < found.trustworthiness < 1
    assert found.sentence == f"keeps {found.trustworthiness:.2f} of neighbourhoods"
    assert "Venna and Kaski" in found.explanation
    assert found.title == "PCA"
    with pytest.raises(ValueError, match="read-only"):
        found.coordinates[0] = 0
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.seed = 1


def test_a_map_from_the_process(here):
    values = VALUES.copy()
    values[[3, 80]] = np.nan
    found = computed(values, "umap", 5, process=here)
    assert np.isnan(found.coordinates[[3, 80]]).all()
    assert found.placed == found.fitted_on == found.sample == 88
    assert not {3, 80} & set(found.fitted_rows.tolist())
    assert np.nanmax(np.abs(found.coordinates)) == 1
    assert (found.seed, here.jobs[0]["seed"]) == (5, 5)
    assert found.seconds > 0


def test_a_large_pool_is_fitted_on_a_sample_and_that_is_said(here):
    found = computed(VALUES, "umap", sample=60, process=here)
    assert (found.fitted_on, found.placed) == (60, 90)
    assert "fitted on 60 of 90" in found.sentence
    assert "The other 30 items" in found.explanation
    assert np.isfinite(found.coordinates).all()


def test_labels_take_part_and_that_is_said(here):
    labels = np.full(90, -1)
    labels[[1, 5, 9]] = [0, 1, 1]
    values = VALUES.copy()
    values[0] = np.nan
    found = computed(values, "umap-labels", labels=labels, process=here)
    assert here.labels[[0, 4, 8]].tolist() == [0, 1, 1]  # the first row has no features
    assert here.labels.dtype == np.int64
    assert found.labels == 3
    assert found.sentence.endswith("drawn with 3 labels")
    assert "no evidence" in found.explanation
    for none in (None, np.full(90, -1)):
        with pytest.raises(AlError, match="label some items first"):
            computed(VALUES, "umap-labels", labels=none, process=here)


@pytest.mark.parametrize(
    "features",
    [
        sp.csr_matrix(VALUES),
        VALUES.astype(np.float16),
        (VALUES * 1e30).astype(np.float32),
        (VALUES * 100).astype(np.int64),
        np.hstack([VALUES, np.zeros((90, 600))]),
    ],
    ids=["sparse", "half", "huge", "whole", "wide"],
)
def test_other_kinds_of_features(here, features):
    found = computed(features, "umap", process=here)
    expected = pca(VALUES)
    np.testing.assert_allclose(np.abs(found.coordinates), np.abs(expected), atol=2e-2)
    assert found.trustworthiness == pytest.approx(computed(VALUES, "pca").trustworthiness, abs=0.02)


def test_equal_rows_and_constant_features_have_places(here):
    assert not computed(np.ones((70, 4)), "umap", process=here).coordinates.any()
    twice = np.vstack([VALUES, VALUES])
    found = computed(twice, "umap", process=here).coordinates
    np.testing.assert_array_equal(found[:90], found[90:])


@pytest.mark.parametrize("n", [0, 1, 2, 3, 49])
def test_few_rows_have_pca_and_no_umap(n):
    values = np.full((60, 3), np.nan)
    values[:n] = RNG.standard_normal((n, 3))
    found = computed(values, "pca")
    assert found.placed == n
    assert (found.trustworthiness is None) == (n < 4)
    assert ("neighbourhoods" in found.sentence) == (n >= 4)
    with pytest.raises(AlError, match="at least 50 items"):
        computed(values, "umap")


def test_writing_can_be_cancelled(here):
    with pytest.raises(Cancelled):
        computed(VALUES, "umap", process=here, cancelled=lambda: True)


def test_the_users_own_coordinates():
    places = RNG.standard_normal((90, 2)) * 50 + 7
    places[4] = np.nan
    found = given(places, 90)
    assert found.title == "your coordinates"
    assert found.placed == 89
    np.testing.assert_allclose(np.nanmax(np.abs(found.coordinates)), 1)
    assert found.measured(VALUES).trustworthiness < 0.7
    for wrong in (places[:-1], places.ravel(), np.zeros((90, 3))):
        with pytest.raises(AlError, match=r"the shape \(90, 2\)"):
            given(wrong, 90)
    with pytest.raises(AlError, match="name or an array"):
        given([["a", "b"]] * 90, 90)


def test_unknown_and_missing_methods_are_sentences(monkeypatch):
    with pytest.raises(AlError, match="did you mean 'umap'"):
        kind("umpa")
    with pytest.raises(AlError, match="'tsne'"):
        computed(VALUES, "t-sne")
    monkeypatch.setattr(kinds.importlib.util, "find_spec", lambda name: None)
    assert "pip install 'jupyter-al[pacmap]'" in why_not("pacmap", 90)
    with pytest.raises(AlError, match="pip install"):
        computed(VALUES, "pacmap")
    assert why_not("pca", 0) is None
