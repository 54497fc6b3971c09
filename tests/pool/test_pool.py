import pickle
import warnings

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
import torch

from jupyter_al.errors import PoolError, PoolWarning
from jupyter_al.pool import Pool


def quiet(*arguments, **keywords):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PoolWarning)
        return Pool(*arguments, **keywords)


@pytest.fixture(autouse=True)
def _warnings_are_errors():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


class TestFeatures:
    @pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int64", "uint8", "bool"])
    def test_arrays_are_not_copied(self, dtype):
        values = np.arange(12).reshape(4, 3).astype(dtype)
        pool = Pool(values)
        assert pool.features.dtype == dtype
        assert np.shares_memory(pool.features, values)
        assert pool.inputs.shape == (4, 3)
        assert pool.usable.all()
        assert pool.notes == ()

    def test_memory_maps_stay_on_disk(self, tmp_path):
        np.save(tmp_path / "x.npy", np.eye(5, dtype=np.float32))
        values = np.load(tmp_path / "x.npy", mmap_mode="r")
        pool = Pool(values)
        assert isinstance(pool.features, np.memmap)
        assert pool.usable.all()

    def test_torch_tensors_share_their_memory(self):
        tensor = torch.zeros(4, 3, requires_grad=True)
        pool = Pool(tensor)
        with torch.no_grad():
            tensor[1, 2] = 7
        assert pool.features[1, 2] == 7

    def test_bfloat16_becomes_float32(self):
        pool = Pool(torch.ones(2, 3, dtype=torch.bfloat16))
        assert pool.features.dtype == np.float32

    def test_more_dimensions_keep_their_shape_in_inputs(self):
        images = np.zeros((5, 3, 8, 8), dtype=np.float32)
        pool = Pool(images)
        assert pool.inputs.shape == (5, 3, 8, 8)
        assert pool.features.shape == (5, 192)
        assert np.shares_memory(pool.features, images)

    @pytest.mark.parametrize("make", [sp.csr_matrix, sp.csr_array, sp.coo_matrix])
    def test_sparse_matrices(self, make):
        values = np.array([[0, 2.0, 0], [0, 0, 0], [np.nan, 0, 1], [0, 0, np.inf]])
        pool = quiet(make(values))
        assert pool.features.format == "csr"
        assert pool.usable.tolist() == [True, True, False, False]
        assert pool.media(0).rows == (("x1", "2"),)

    def test_a_table_of_numbers_keeps_its_column_names(self):
        pool = Pool(pd.DataFrame({"age": [30.5, 41.0], "height": [1.7, 1.8]}))
        assert pool.media(0).rows == (("age", "30.5"), ("height", "1.7"))

    def test_one_dimension_is_one_feature_each(self):
        with pytest.warns(PoolWarning, match="one dimension"):
            pool = Pool([1.0, 2.0, 3.0])
        assert pool.features.shape == (3, 1)

    def test_masked_values_are_missing(self):
        values = np.ma.masked_equal(np.array([[1, 2], [3, 4]]), 3)
        assert quiet(values).usable.tolist() == [True, False]

    def test_the_other_byte_order_is_turned(self):
        pool = Pool(np.arange(4.0).reshape(2, 2).astype(">f4"))
        assert pool.features.dtype.isnative
        assert pool.features[1, 1] == 3

    @pytest.mark.parametrize(
        ("values", "words"),
        [
            (np.zeros((0, 3)), "no rows"),
            ([], "no rows"),
            (np.zeros((3, 0)), "no columns"),
            (sp.csr_matrix((0, 3)), "no rows"),
            (7.0, "a row of numbers for each item"),
            (np.array(7.0), "single number"),
            ("cats", "a text"),
            (None, "NoneType"),
            ([[1, 2], [3]], "different lengths"),
            (np.array([["a"], ["b"]]), "not numbers"),
            (np.array([[1], [None]], dtype=object), "not numbers"),
            (np.array([[1j]]), "not numbers"),
            (np.array([["2026-01-01"]], dtype="datetime64[D]"), "not numbers"),
            (pd.DataFrame({"a": ["x"]}), "Pool.from_frame"),
        ],
    )
    def test_what_cannot_be_features_is_said_in_a_sentence(self, values, words):
        with pytest.raises(PoolError, match=words) as caught:
            Pool(values)
        assert str(caught.value).endswith(".") or "Pool.from" in str(caught.value)


class TestUnusableRows:
    def test_they_are_counted_and_said_once(self):
        values = np.zeros((6, 2), dtype=np.float32)
        values[1, 0], values[4, 1] = np.nan, -np.inf
        with pytest.warns(PoolWarning) as caught:
            pool = Pool(values)
        assert len(caught) == 1
        assert caught[0].filename == __file__
        assert pool.usable.tolist() == [True, False, True, True, False, True]
        assert pool.notes == (
            "2 of 6 rows have features that are NaN or infinite; they are never asked.",
        )

    def test_values_too_large_for_float32_count_as_infinite(self):
        assert quiet(np.array([[1e39], [-1e39], [1e38]])).usable.tolist() == [False, False, True]

    def test_half_floats(self):
        values = np.array([[1, 2], [np.nan, 0], [np.inf, 0], [65504, 0]], dtype=np.float16)
        assert quiet(values).usable.tolist() == [True, False, False, True]

    @pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
    def test_bad_rows_are_found_wherever_they_lie(self, dtype):
        values = np.zeros((70_000, 16), dtype=dtype)
        bad = [0, 1, 16_383, 16_384, 50_000, 69_999]
        values[bad, np.arange(6)] = np.nan
        assert np.flatnonzero(~quiet(values).usable).tolist() == bad

    def test_a_pool_of_nothing_usable_is_still_a_pool(self):
        with pytest.warns(PoolWarning, match="No item of this pool can be asked"):
            pool = Pool(np.full((3, 2), np.nan))
        assert not pool.usable.any()
        assert pool.media(0).kind == "row"

    def test_an_item_bad_in_two_ways_is_one_unusable_item(self):
        pool = quiet(np.array([[np.nan], [1.0]]), items=[None, "b"])
        assert pool.usable.tolist() == [False, True]
        assert "1 unusable" in repr(pool)

    def test_usable_cannot_be_changed(self):
        with pytest.raises(ValueError, match="read-only"):
            Pool(np.eye(2)).usable[0] = False


class TestIds:
    def test_default_is_the_position(self):
        pool = Pool(np.eye(3))
        assert pool.ids == ["0", "1", "2"]
        assert pool.position("2") == 2

    def test_repeated_ids_get_a_suffix_that_is_free(self):
        with pytest.warns(PoolWarning, match="2 of 5 ids are repeated"):
            pool = Pool(np.eye(5), ids=["a", "a", "a#2", "a", "b"])
        assert pool.ids == ["a", "a#3", "a#2", "a#4", "b"]
        assert len(set(pool.ids)) == 5

    def test_missing_ids_become_positions(self):
        with pytest.warns(PoolWarning, match="1 of 3 ids are missing"):
            pool = Pool(np.eye(3), ids=np.array([5.0, np.nan, 7.0]))
        assert pool.ids == ["5.0", "1", "7.0"]

    @pytest.mark.parametrize("make", [list, tuple, np.array, pd.Series, pd.Index, iter])
    def test_any_sequence(self, make):
        assert Pool(np.eye(2), ids=make([7, 9])).ids == ["7", "9"]

    def test_bytes_are_decoded(self):
        assert Pool(np.eye(2), ids=[b"x", "y"]).ids == ["x", "y"]

    @pytest.mark.parametrize(
        ("ids", "words"), [(["a"], "2 rows of features and 1 ids"), ("ab", "one id"), (5, "one id")]
    )
    def test_wrong_ids_are_refused(self, ids, words):
        with pytest.raises(PoolError, match=words):
            Pool(np.eye(2), ids=ids)

    def test_an_unknown_id_names_the_nearest(self):
        with pytest.raises(PoolError, match="did you mean 'kitten'"):
            Pool(np.eye(2), ids=["kitten", "dog"]).position("kiten")


class TestFingerprint:
    def test_the_same_data_gives_the_same(self):
        values = np.random.default_rng(0).standard_normal((50, 4)).astype(np.float32)
        first = Pool(values).fingerprint
        assert first == Pool(values.copy()).fingerprint
        assert first == Pool(values.astype(np.float64)).fingerprint
        assert first == Pool(torch.from_numpy(values)).fingerprint
        assert len(first) == 64
        assert int(first, 16) >= 0

    def test_it_changes_with_content_ids_and_shape(self):
        values = np.random.default_rng(0).standard_normal((50, 4)).astype(np.float32)
        changed = values.copy()
        changed[49, 3] += 1
        several = {
            Pool(values).fingerprint,
            Pool(changed).fingerprint,
            Pool(values[:49]).fingerprint,
            Pool(values, ids=range(1, 51)).fingerprint,
            Pool(values.reshape(50, 2, 2)).fingerprint,
            Pool(values[:, ::-1]).fingerprint,
        }
        assert len(several) == 6

    def test_large_pools_are_sampled_evenly(self):
        values = np.zeros((100_000, 4), dtype=np.float32)
        before = Pool(values).fingerprint
        values[50_000:] = 1
        assert Pool(values).fingerprint != before

    def test_sparse(self):
        values = sp.random(40, 30, density=0.2, format="csr", random_state=0)
        unsorted = values.copy()
        for row in range(40):  # the same matrix, stored in another order
            part = slice(unsorted.indptr[row], unsorted.indptr[row + 1])
            unsorted.indices[part] = unsorted.indices[part][::-1]
            unsorted.data[part] = unsorted.data[part][::-1]
        unsorted.has_sorted_indices = False
        assert Pool(values).fingerprint == Pool(unsorted).fingerprint
        unsorted.data[0] += 1
        assert Pool(values).fingerprint != Pool(unsorted).fingerprint


def test_the_line_that_stands_for_a_pool():
    pool = quiet(np.array([[1.0, 2], [np.nan, 3]]))
    assert repr(pool) == "<Pool 'pool': 2 items, 2 features (float64), 1 unusable>"
    assert len(pool) == 2


def test_a_pool_travels_to_another_process():
    pool = Pool(np.eye(2), items=["a", "b"])
    pool.media(0)
    again = pickle.loads(pickle.dumps(pool))
    assert again.fingerprint == pool.fingerprint
    assert again.media(0).text == "a"


def test_a_pool_of_one():
    pool = Pool(np.array([[1.0, 2.0]]), items=["only"])
    assert (len(pool), pool.media(0).text, pool.position("0")) == (1, "only", 0)


def test_unknown_keywords_are_refused():
    with pytest.raises(TypeError, match="labels"):
        Pool(np.eye(2), labels=[0, 1])
