"""Maps that were computed before."""

import os

import numpy as np
import pytest
import scipy.sparse as sp

from jupyter_al.projection import MapCache, Projection, cache, content_hash, map_key

PLACES = np.linspace(-1, 1, 20, dtype=np.float32).reshape(10, 2)


@pytest.fixture(autouse=True)
def _empty(monkeypatch):
    monkeypatch.setattr(cache, "_memory", type(cache._memory)())


def _map(**more):
    rows = np.arange(4, dtype=np.int64)
    facts = {"trustworthiness": 0.94, "sample": 10, "seconds": 1.5, "placed": 10, **more}
    return Projection("umap", PLACES.copy(), 3, fitted_on=4, fitted_rows=rows, **facts)


def _forget():
    cache._memory.clear()


def test_a_map_comes_back_from_memory_and_from_disk(tmp_path):
    kept = MapCache(tmp_path / "a.db.maps")
    assert kept.get("k", 10) is None
    first = _map()
    kept.put("k", first)
    assert kept.get("k", 10) is first
    _forget()
    again = kept.get("k", 10)
    np.testing.assert_array_equal(again.coordinates, PLACES)
    np.testing.assert_array_equal(again.fitted_rows, [0, 1, 2, 3])
    assert again.sentence == first.sentence
    assert (again.seed, again.seconds, again.name) == (3, 1.5, "umap")
    assert os.listdir(tmp_path / "a.db.maps") == ["k.npz"]


def test_without_a_store_it_is_in_memory_alone():
    kept = MapCache(None)
    kept.put("k", _map())
    assert MapCache(None).get("k", 10) is not None
    _forget()
    assert kept.get("k", 10) is None


def _no_archive(path):
    path.write_bytes(b"no archive at all")


def _cut(path):
    path.write_bytes(path.read_bytes()[:-200])


def _another_size(path):
    np.savez(path, coordinates=PLACES[:5], fitted_rows=np.arange(4), facts=np.array("{}"))


def _pickled(path):
    np.savez(path, coordinates=np.array([{}]), fitted_rows=np.arange(4), facts=np.array("{}"))


def _strange_rows(path):
    facts = np.array('{"name": "umap"}')
    np.savez(path, coordinates=PLACES, fitted_rows=np.array([99]), facts=facts)


def _empty_file(path):
    path.write_bytes(b"")


@pytest.mark.parametrize(
    "damage", [_no_archive, _cut, _another_size, _pickled, _strange_rows, _empty_file]
)
def test_a_damaged_file_is_ignored_and_written_anew(tmp_path, damage):
    kept = MapCache(tmp_path / "maps")
    kept.put("k", _map())
    damage(tmp_path / "maps" / "k.npz")
    _forget()
    assert kept.get("k", 10) is None
    kept.put("k", _map())
    _forget()
    assert kept.get("k", 10) is not None


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path):
    (tmp_path / "maps").write_text("a file where the folder should be")
    kept = MapCache(tmp_path / "maps")
    kept.put("k", _map())
    assert kept.get("k", 10) is not None
    MapCache(tmp_path / "no" / "such" / "place").put("k", _map())


def test_the_eight_used_last_stay(tmp_path):
    kept = MapCache(tmp_path / "maps")
    for k in range(cache.MOST + 3):
        kept.put(f"k{k}", _map())
        os.utime(tmp_path / "maps" / f"k{k}.npz", (k, k))
    assert len(list((tmp_path / "maps").glob("*"))) == cache.MOST
    assert len(cache._memory) == cache.MOST
    _forget()
    assert kept.get("k0", 10) is None
    assert kept.get(f"k{cache.MOST + 2}", 10) is not None


def test_other_content_labels_or_parameters_have_another_key():
    labels = np.array([0, -1, 1])
    keys = [
        map_key("a", "umap", 0, sample=5),
        map_key("b", "umap", 0, sample=5),
        map_key("a", "tsne", 0, sample=5),
        map_key("a", "umap", 1, sample=5),
        map_key("a", "umap", 0, sample=6),
        map_key("a", "umap-labels", 0, labels, sample=5),
        map_key("a", "umap-labels", 0, -labels, sample=5),
    ]
    assert len(set(keys)) == len(keys)
    assert map_key("a", "umap", 0, labels, sample=5) == keys[0]  # labels that take no part


def test_the_hash_is_of_every_value_and_not_of_how_it_is_stored(tmp_path):
    values = np.random.default_rng(0).standard_normal((50, 3)).astype(np.float32)
    first = content_hash(values)
    assert content_hash(values.astype(np.float64)) == first
    assert content_hash(np.asfortranarray(values)) == first
    np.save(tmp_path / "x.npy", values)
    assert content_hash(np.load(tmp_path / "x.npy", mmap_mode="r")) == first
    other = values.copy()
    other[49, 2] += 1
    assert content_hash(other) != first
    assert content_hash(values.reshape(30, 5)) != first
    sparse = sp.csr_matrix(values)
    assert content_hash(sparse) == content_hash(sparse.copy())
    changed = sparse.copy()
    changed.data[7] += 1
    assert content_hash(changed) != content_hash(sparse)
