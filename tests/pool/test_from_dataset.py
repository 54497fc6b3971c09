"""Pools from data sets, duck-typed."""

import warnings
from collections import UserDict

import numpy as np
import pytest
import torch
from PIL import Image
from torch.utils.data import Subset, TensorDataset

from jupyter_al.errors import PoolError, PoolWarning
from jupyter_al.pool import Pool


@pytest.fixture(autouse=True)
def _warnings_are_errors():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


class Entries:
    """A data set that counts how often it is read."""

    def __init__(self, entries):
        self.entries = entries
        self.reads = 0

    def __len__(self):
        return len(self.entries)

    def __getitem__(self, position):
        self.reads += 1
        entry = self.entries[position]
        if isinstance(entry, Exception):
            raise entry
        return entry


class HuggingFace(Entries):
    """Rows are dicts, columns come by name."""

    info = type("Info", (), {"dataset_name": "pets"})()

    @property
    def column_names(self):
        return list(self.entries[0])

    def __getitem__(self, key):
        if isinstance(key, str):
            return [entry[key] for entry in self.entries]
        return super().__getitem__(key)


class TestDataset:
    def test_tensors_are_not_copied(self):
        images = torch.rand(5, 3, 8, 8)
        pool = Pool.from_dataset(TensorDataset(images, torch.arange(5)))
        assert pool.inputs.shape == (5, 3, 8, 8)
        images[0, 0, 0, 0] = 7
        assert pool.features[0, 0] == 7
        assert pool.media(2).kind == "image"

    def test_part_of_a_data_set(self):
        images = torch.rand(5, 4)
        pool = Pool.from_dataset(Subset(TensorDataset(images), [4, 1]))
        np.testing.assert_array_equal(pool.features, images[[4, 1]].numpy())

    def test_the_answer_of_a_tuple_is_not_shown(self):
        pool = Pool.from_dataset([("first text", "answer"), ("second text", "answer")])
        assert pool.media(0).text == "first text"
        assert pool.features.shape[0] == 2

    def test_with_given_features_nothing_is_read_before_it_is_shown(self):
        data = Entries([(np.zeros((4, 4)), k) for k in range(6)])
        pool = Pool.from_dataset(data, np.eye(6))
        read = data.reads
        assert read == 1  # the first, to know its form
        assert pool.media(3).kind == "image"
        assert data.reads == read + 1

    def test_hugging_face_columns(self):
        data = HuggingFace(
            [
                {"name": f"pet {k}", "image": Image.new("RGB", (4, 4), (60 * k, 0, 0)), "e": [k, 1]}
                for k in range(4)
            ]
        )
        pool = Pool.from_dataset(data, "e", ids="name")
        assert pool.features.tolist() == [[0, 1], [1, 1], [2, 1], [3, 1]]
        assert pool.ids[2] == "pet 2"
        assert pool.media(1).kind == "image"
        assert pool.name == "pets"
        by_pixels = Pool.from_dataset(data)
        assert len(by_pixels.features) == 4
        order = np.argsort(by_pixels.features[:, 0]).tolist()
        assert order in ([0, 1, 2, 3], [3, 2, 1, 0])
        assert Pool.from_dataset(data, column="name").media(3).text == "pet 3"

    def test_images_are_not_kept_in_memory(self):
        data = Entries([(Image.new("RGB", (4, 4)), 0) for _ in range(3)])
        pool = Pool.from_dataset(data)
        before = data.reads
        pool.media(2)
        assert data.reads == before + 1

    def test_a_row_without_image_or_text_is_shown_whole(self):
        data = HuggingFace([{"a": 1, "b": 2.0}, {"a": 3, "b": 4.0}])
        assert Pool.from_dataset(data, np.eye(2)).media(1).rows == (("a", "3"), ("b", "4"))
        with pytest.raises(PoolError, match="give features"):
            Pool.from_dataset(data)

    def test_entries_that_cannot_be_read_are_left_out(self):
        data = Entries([np.ones(3), OSError("bad sector"), np.zeros(3)])
        with pytest.warns(PoolWarning, match="1 of 3 rows"):
            pool = Pool.from_dataset(data)
        assert pool.usable.tolist() == [True, False, True]
        assert "bad sector" in pool.media(1).text

    def test_images_that_cannot_be_read_are_left_out(self):
        image = Image.new("RGB", (4, 4))
        with pytest.warns(PoolWarning, match="1 of 3 images"):
            pool = Pool.from_dataset(Entries([image, ValueError("broken"), image]))
        assert pool.usable.tolist() == [True, False, True]

    def test_show_gets_the_shown_column(self):
        data = [(np.zeros(8), 8000, "yes"), (np.ones(8), 8000, "no")]
        pool = Pool.from_dataset(data, np.eye(2), show=lambda samples: (samples, 4000))
        assert pool.media(0).kind == "audio"

    def test_texts(self):
        data = HuggingFace([{"text": "a cat", "label": 0}, {"text": "a dog", "label": 1}])
        pool = Pool.from_dataset(data)
        assert pool.media(1).text == "a dog"
        assert pool.features.shape == (2, 2)

    @pytest.mark.parametrize(
        ("dataset", "keywords", "words"),
        [
            (UserDict(train=[1], test=[2]), {}, "'train', 'test'"),
            (iter([1, 2]), {}, "list"),
            ([], {}, "empty"),
            ([OSError], {"column": "image"}, "no column 'image'"),
            (HuggingFace([{"text": "a"}]), {"column": "txt"}, "did you mean 'text'"),
            (HuggingFace([{"text": "a"}]), {"features": "embedding"}, "no column 'embedding'"),
            (Entries([KeyError("gone")]), {}, "first entry"),
            ([np.zeros(3), np.zeros(4)], {}, "different shapes"),
            ([("a", 0)], {"features": np.eye(3)}, "3 rows of features and 1 items"),
        ],
    )
    def test_what_cannot_be_a_pool(self, dataset, keywords, words):
        with pytest.raises(PoolError, match=words):
            Pool.from_dataset(dataset, **keywords)
