import numpy as np
import pytest
import scipy.sparse as sp

from jupyter_al.errors import Cancelled
from jupyter_al.projection import _principal as principal
from jupyter_al.projection import pca
from jupyter_al.projection._principal import principal_scores


def _blobs(n=300, d=12, seed=0):
    rng = np.random.default_rng(seed)
    # three well separated variances: the axes are then determined
    return rng.standard_normal((n, d)) * np.r_[9.0, 4.0, 2.0, np.full(d - 3, 0.3)] + 5.0


def _reference(values, k=2):
    centred = values - values.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    axes = axes[:k].T
    axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(k)])
    return centred @ axes


def _fills_the_square(coordinates):
    assert coordinates.dtype == np.float32
    low, high = np.nanmin(coordinates, axis=0), np.nanmax(coordinates, axis=0)
    assert np.max(high) == pytest.approx(1)
    assert np.min(low) == pytest.approx(-1)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_scores_are_those_of_the_singular_value_decomposition(dtype):
    values = _blobs().astype(dtype)
    scores = principal_scores(values, 3)
    scale = np.abs(values).max()
    np.testing.assert_allclose(scores * scale, _reference(values, 3), atol=2e-3)


def test_coordinates_are_the_scores_with_one_factor_for_both_axes():
    values = _blobs()
    found, expected = pca(values), _reference(values)
    _fills_the_square(found)
    expected = expected - (expected.max(axis=0) + expected.min(axis=0)) / 2
    np.testing.assert_allclose(found, expected / np.abs(expected).max(), atol=1e-3)


def test_the_same_seed_gives_the_same_bytes_and_the_sign_does_not_depend_on_it():
    values = _blobs()
    assert pca(values, seed=3).tobytes() == pca(values, seed=3).tobytes()
    np.testing.assert_allclose(pca(values, seed=3), pca(values, seed=4), atol=1e-3)


def test_sparse_and_dense_agree():
    rng = np.random.default_rng(0)
    values = rng.random((400, 30)) * (rng.random((400, 30)) < 0.2)
    values[:, 0] += 8 * (rng.random(400) < 0.5)
    values[:, 1] += 3 * (rng.random(400) < 0.5)
    np.testing.assert_allclose(pca(sp.csr_matrix(values)), pca(values), atol=2e-3)
    np.testing.assert_allclose(pca(sp.csr_array(values)), pca(values), atol=2e-3)


def test_wide_features_agree_with_the_decomposition(monkeypatch):
    values = _blobs()
    narrow = pca(values)
    monkeypatch.setattr(principal, "_WIDE", 4)
    np.testing.assert_allclose(pca(values), narrow, atol=2e-3)


def test_a_sample_of_the_rows_gives_nearly_the_same_axes(monkeypatch):
    values = _blobs(n=4000)
    whole = pca(values)
    monkeypatch.setattr(principal, "_SAMPLE_ROWS", 1000)
    sampled = pca(values)
    assert not np.array_equal(whole, sampled)
    np.testing.assert_allclose(sampled, whole, atol=0.1)


def test_chunks_do_not_show(monkeypatch):
    values = _blobs()
    values[17] = np.nan
    whole = pca(values)
    monkeypatch.setattr(principal, "_CHUNK_BYTES", 7 * 4 * 12)
    np.testing.assert_allclose(pca(values), whole, atol=1e-4)


def test_rows_that_are_not_finite_have_no_place_and_change_nothing():
    values = _blobs()
    spoilt = np.insert(values, [5, 100], [[np.nan], [np.inf]], axis=0)
    found = pca(spoilt)
    assert np.isnan(found[[5, 101]]).all()
    np.testing.assert_allclose(np.delete(found, [5, 101], axis=0), pca(values), atol=1e-5)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (np.full((4, 3), np.nan), np.full((4, 2), np.nan)),
        (np.ones((4, 3)), np.zeros((4, 2))),
        (np.array([[3.0, 4.0]]), np.zeros((1, 2))),
        (np.array([[0.0], [1.0], [4.0]]), [[-1, 0], [-0.5, 0], [1, 0]]),
        (np.array([[0, 0], [4, 0]]), [[-1, 0], [1, 0]]),
        (sp.csr_matrix((3, 5)), np.zeros((3, 2))),
    ],
)
def test_degenerate_pools(values, expected):
    np.testing.assert_allclose(pca(values), expected, atol=1e-6)


@pytest.mark.parametrize("factor", [1e-30, 1e30])
def test_tiny_and_huge_values_keep_their_picture(factor):
    values = _blobs()
    with np.errstate(all="raise"):
        found = pca((values * factor).astype(np.float32))
    np.testing.assert_allclose(found, pca(values), atol=1e-3)


def test_a_large_offset_does_not_drown_the_picture():
    values = _blobs()
    np.testing.assert_allclose(pca(values + 1e9), pca(values), atol=1e-3)


def test_integers_half_floats_and_memory_maps(tmp_path):
    whole = (_blobs() * 20).astype(np.int64)
    expected = pca(whole.astype(np.float64))
    np.testing.assert_allclose(pca(whole), expected, atol=1e-4)
    np.testing.assert_allclose(pca(whole.astype(np.float16)), expected, atol=5e-3)
    np.save(tmp_path / "x.npy", whole.astype(np.float32))
    np.testing.assert_allclose(pca(np.load(tmp_path / "x.npy", mmap_mode="r")), expected, atol=1e-4)


def test_it_can_be_cancelled():
    with pytest.raises(Cancelled):
        principal_scores(_blobs(), 2, cancelled=lambda: True)
