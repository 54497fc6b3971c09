"""Pools from tables, texts, folders and data sets."""

import warnings

import numpy as np
import pandas as pd
import pytest

from jupyter_al.errors import PoolError, PoolWarning
from jupyter_al.pool import Pool
from tests.pool.pictures import png


@pytest.fixture(autouse=True)
def _warnings_are_errors():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def _frame():
    return pd.DataFrame(
        {
            "age": [20, 30, 40, 50],
            "same": [7.0, 7.0, 7.0, 7.0],
            "colour": ["red", "blue", "red", None],
            "member": [True, False, True, True],
            "since": pd.to_datetime(["2026-01-01", "2026-01-03", "2026-01-02", "2026-01-04"]),
        }
    )


class TestFrame:
    def test_numbers_are_standardised_and_texts_become_zeros_and_ones(self):
        features = Pool.from_frame(_frame()).features
        unit = np.array([-3, -1, 1, 3]) / np.sqrt(5)
        assert features.dtype == np.float32
        np.testing.assert_allclose(features[:, 0], unit, atol=1e-6)
        assert features[:, 1].tolist() == [0, 0, 0, 0]
        assert features[:, 2:4].tolist() == [[0, 1], [1, 0], [0, 1], [0, 0]]  # blue, red
        np.testing.assert_allclose(features[:, 4:].mean(axis=0), 0, atol=1e-6)
        np.testing.assert_allclose(features[:, 4:].std(axis=0), 1, atol=1e-6)
        np.testing.assert_allclose(features[:, 5], unit[[0, 2, 1, 3]], atol=1e-6)

    def test_the_original_row_is_shown(self):
        rows = dict(Pool.from_frame(_frame()).media(3).rows)
        assert rows["age"] == "50"
        assert rows["colour"] == "—"
        assert rows["member"] == "True"

    def test_chosen_columns_only(self):
        assert Pool.from_frame(_frame(), features=["age", "colour"]).features.shape == (4, 3)
        assert Pool.from_frame(_frame(), features="age").features.shape == (4, 1)

    def test_missing_and_infinite_numbers_leave_their_rows_out(self):
        frame = pd.DataFrame({"x": [1.0, np.nan, 3.0, np.inf], "n": pd.array([1, 2, None, 4])})
        with pytest.warns(PoolWarning, match="3 of 4 rows"):
            pool = Pool.from_frame(frame)
        assert pool.usable.tolist() == [True, False, False, False]
        assert pool.features[[0, 2], 0].tolist() == [-1, 1]  # mean and deviation of the finite

    def test_the_index_names_the_rows(self):
        frame = _frame()
        assert Pool.from_frame(frame[frame["age"] > 25]).ids == ["1", "2", "3"]
        frame.index = ["a", "b", "a", "b"]
        assert Pool.from_frame(frame).ids == ["0", "1", "2", "3"]
        assert Pool.from_frame(frame, ids="age").ids == ["20", "30", "40", "50"]
        assert Pool.from_frame(frame, ids=list("wxyz")).ids == list("wxyz")

    def test_columns_that_give_nothing_are_named(self):
        frame = pd.DataFrame({"x": range(30), "name": [f"n{i}" for i in range(30)]})
        frame["parts"] = [[1]] * 30
        with pytest.warns(PoolWarning, match="Not used as features.*'name', 'parts'"):
            pool = Pool.from_frame(frame)
        assert pool.features.shape == (30, 1)
        with pytest.raises(PoolError, match="'name' gives no features"):
            Pool.from_frame(frame, features=["x", "name"])
        with pytest.raises(PoolError, match="No column of the table"):
            Pool.from_frame(frame[["name"]])

    def test_text_with_embeddings_and_without(self):
        frame = pd.DataFrame({"text": ["a cat", "a dog", None], "n": [1, 2, 3]})
        with pytest.warns(PoolWarning, match="1 of 3 texts are empty"):
            pool = Pool.from_frame(frame, text="text", embeddings=np.eye(3), ids="n")
        assert pool.features.tolist() == np.eye(3).tolist()
        assert pool.media(1).text == "a dog"
        assert pool.usable.tolist() == [True, True, False]
        with pytest.warns(PoolWarning, match="empty"):
            assert Pool.from_frame(frame, text="text").features.shape == (3, 2)
        with pytest.warns(PoolWarning, match="empty"):
            assert Pool.from_frame(frame, text="text", features=["n"]).features.shape == (3, 1)

    def test_embeddings_in_a_column(self):
        frame = pd.DataFrame({"text": ["a", "b", "c"], "e": [[1.0, 2.0], None, np.array([3, 4])]})
        with pytest.warns(PoolWarning, match="1 of 3 rows"):
            pool = Pool.from_frame(frame, text="text", embeddings="e")
        assert pool.features[[0, 2]].tolist() == [[1, 2], [3, 4]]
        frame.at[1, "e"] = [1.0]
        with pytest.raises(PoolError, match=r"different shapes \(\(1,\), \(2,\)\)"):
            Pool.from_frame(frame, text="text", embeddings="e")

    def test_images_by_path(self, tmp_path):
        for name, color in (("a.png", (255, 0, 0)), ("b.png", (0, 0, 255))):
            (tmp_path / name).write_bytes(png(color=color))
        files = [str(tmp_path / name) for name in ("a.png", "b.png", "lost.png")]
        frame = pd.DataFrame({"file": files, "n": [1, 2, 3]})
        with pytest.warns(PoolWarning, match="1 of 3 images are missing"):
            pool = Pool.from_frame(frame, image="file")
        assert pool.usable.tolist() == [True, True, False]
        assert pool.media(0).kind == "image"
        with pytest.warns(PoolWarning, match="1 of 3 files do not exist"):
            pool = Pool.from_frame(frame, image="file", embeddings=np.eye(3))
        assert pool.features.shape == (3, 3)

    def test_sounds_learn_from_the_numbers(self, tmp_path):
        (tmp_path / "a.wav").write_bytes(b"RIFF0000WAVE")
        frame = pd.DataFrame({"file": [str(tmp_path / "a.wav")] * 2, "n": [1, 2]})
        pool = Pool.from_frame(frame, audio="file")
        assert pool.features.shape == (2, 1)
        assert pool.media(1).kind == "audio"

    def test_show_gets_the_row_or_the_shown_column(self):
        pool = Pool.from_frame(_frame(), show=lambda row: f"{row['colour']} at {row['age']}")
        assert pool.media(1).text == "blue at 30"
        pool = Pool.from_frame(_frame(), audio="age", show=lambda age: age + 1)
        assert pool.media(1).text == "31"

    def test_columns_of_the_same_name(self):
        frame = pd.DataFrame([[1, 2], [3, 5]], columns=["x", "x"])
        pool = Pool.from_frame(frame)
        assert pool.features.shape == (2, 2)
        assert pool.media(1).rows == (("x", "3"), ("x", "5"))

    def test_other_tables_are_turned_into_pandas(self):
        class Table:
            def to_pandas(self):
                return _frame()

        assert len(Pool.from_frame(Table())) == 4

    @pytest.mark.parametrize("factor", [1e-300, 1e-30, 1.0, 1e300])
    def test_standardising_any_scale(self, factor):
        frame = pd.DataFrame({"x": np.array([1.0, 2.0, 3.0]) * factor})
        features = Pool.from_frame(frame).features[:, 0]
        np.testing.assert_allclose(features, [-1.224745, 0, 1.224745], atol=1e-5)

    @pytest.mark.parametrize(
        ("keywords", "words"),
        [
            ({"text": "colur"}, "did you mean 'colour'"),
            ({"features": ["agee"]}, "did you mean 'age'"),
            ({"ids": "nmae"}, "no column"),
            ({"text": "colour", "image": "colour"}, "one of text, image and audio"),
            ({"embeddings": np.eye(4), "features": ["age"]}, "not both"),
            ({"embeddings": np.eye(3)}, "3 rows of features and 4 items"),
        ],
    )
    def test_wrong_arguments(self, keywords, words):
        with pytest.raises(PoolError, match=words):
            Pool.from_frame(_frame(), **keywords)

    @pytest.mark.parametrize("frame", [[1, 2], _frame().iloc[:0], None])
    def test_what_is_no_table(self, frame):
        with pytest.raises(PoolError, match=r"DataFrame|no rows"):
            Pool.from_frame(frame)

    def test_the_warning_points_at_the_user(self):
        with pytest.warns(PoolWarning) as caught:
            Pool.from_frame(pd.DataFrame({"x": [1.0, np.nan]}))
        assert caught[0].filename == __file__


class TestTexts:
    def test_texts_on_the_same_subject_are_near(self):
        sport = ["the team won the match", "the match was lost by the team", "team and match"]
        food = ["soup with bread and salt", "bread needs salt", "salt in the soup"]
        features = Pool.from_texts(sport + food).features
        np.testing.assert_allclose(np.linalg.norm(features, axis=1), 1, atol=1e-5)
        near = features @ features.T
        assert near[:3, :3].mean() > near[:3, 3:].mean() + 0.2

    def test_many_words_are_reduced_and_the_same_every_time(self):
        rng = np.random.default_rng(0)
        texts = [" ".join(f"w{k}" for k in rng.integers(0, 900, 40)) for _ in range(300)]
        first = Pool.from_texts(texts)
        assert first.features.shape == (300, 128)
        assert first.features.tobytes() == Pool.from_texts(texts).features.tobytes()

    def test_embeddings_and_ids(self):
        pool = Pool.from_texts(pd.Series(["a", "b"]), np.eye(2), ids=["x", "y"])
        assert pool.features.tolist() == [[1, 0], [0, 1]]
        assert pool.ids == ["x", "y"]
        assert pool.name == "texts"

    def test_a_text_that_names_a_file_stays_a_text(self, tmp_path):
        (tmp_path / "a.png").write_bytes(png())
        name = str(tmp_path / "a.png")
        assert Pool.from_texts([name, "b.png"]).media(0).text == name

    @pytest.mark.parametrize(
        "texts", [["!!!", "???"], ["a", "b"], ["日", "本"], ["one"], ["same"] * 5, [1, 2.5]]
    )
    def test_texts_without_ordinary_words(self, texts):
        pool = Pool.from_texts(texts)
        assert len(pool) == len(texts)
        assert np.isfinite(pool.features).all()
        assert pool.media(0).text == str(texts[0])

    def test_empty_texts_are_never_asked(self):
        with pytest.warns(PoolWarning, match="4 of 5 texts are empty"):
            pool = Pool.from_texts(["a word", "", "  ", None, pd.NA])
        assert pool.usable.tolist() == [True, False, False, False, False]
        with pytest.warns(PoolWarning, match="No item"):
            assert len(Pool.from_texts(["", " "])) == 2

    @pytest.mark.parametrize("texts", ["one text", [], None, 5, {"a": "b"}])
    def test_what_is_no_list_of_texts(self, texts):
        with pytest.raises(PoolError, match=r"list of texts|no texts"):
            Pool.from_texts(texts)

    def test_the_number_of_embeddings_must_fit(self):
        with pytest.raises(PoolError, match="3 rows of features and 2 items"):
            Pool.from_texts(["a", "b"], np.eye(3))


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "pets"
    for name, color in (
        ("b.png", (0, 0, 255)),
        ("cats/a.jpg", (250, 0, 0)),
        ("cats/c.JPG", (255, 0, 0)),
        (".hidden/x.png", (0, 0, 0)),
        ("._b.png", (0, 0, 0)),
    ):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(png(color=color, kind="PNG" if name.endswith("png") else "JPEG"))
    (root / "notes.txt").write_text("no image")
    return root


class TestFolder:
    def test_images_are_found_sorted_and_named(self, folder):
        pool = Pool.from_folder(folder)
        assert pool.ids == ["b.png", "cats/a.jpg", "cats/c.JPG"]
        assert pool.name == "pets"
        assert [pool.media(i).mime for i in range(3)] == ["image/png", "image/jpeg", "image/jpeg"]
        distance = np.linalg.norm(pool.features[1] - pool.features, axis=1)
        assert distance[2] < distance[0] / 10  # the two red ones

    def test_embeddings_follow_the_names(self, folder):
        pool = Pool.from_folder(str(folder), np.eye(3))
        assert pool.features.tolist() == np.eye(3).tolist()
        with pytest.raises(PoolError, match="2 rows of features and 3 items"):
            Pool.from_folder(folder, np.eye(2))

    @pytest.mark.parametrize(
        ("pattern", "names"),
        [
            ("*.png", ["b.png"]),
            ("cats/*", ["cats/a.jpg", "cats/c.JPG"]),
            ("[bc].*", ["b.png", "cats/c.JPG"]),
        ],
    )
    def test_patterns(self, folder, pattern, names):
        assert Pool.from_folder(folder, pattern=pattern).ids == names

    @pytest.mark.parametrize("embeddings", [None, np.eye(5)])
    def test_broken_images_are_counted_once(self, folder, embeddings):
        (folder / "a-broken.png").write_bytes(b"nothing")
        (folder / "z-empty.gif").write_bytes(b"")
        with pytest.warns(PoolWarning) as caught:
            pool = Pool.from_folder(folder, embeddings)
        assert pool.usable.tolist() == [False, True, True, True, False]
        assert len(pool.notes) == 1
        assert "2 of 5" in str(caught[0].message)
        assert pool.media(0).kind == "error"
        assert pool.media(1).kind == "image"

    def test_only_broken_images(self, tmp_path):
        (tmp_path / "a.png").write_bytes(b"nothing")
        with pytest.warns(PoolWarning, match="No item"):
            pool = Pool.from_folder(tmp_path)
        assert not pool.usable.any()

    def test_equal_images_and_a_single_one(self, tmp_path):
        (tmp_path / "a.png").write_bytes(png())
        assert Pool.from_folder(tmp_path).usable.all()
        (tmp_path / "b.png").write_bytes(png())
        pool = Pool.from_folder(tmp_path)
        np.testing.assert_allclose(pool.features, 0, atol=1e-6)
        assert pool.usable.all()

    def test_what_is_no_folder_of_images(self, folder, tmp_path):
        with pytest.raises(PoolError, match="does not exist"):
            Pool.from_folder(tmp_path / "nowhere")
        with pytest.raises(PoolError, match="is a file"):
            Pool.from_folder(folder / "b.png")
        with pytest.raises(PoolError, match="that match"):
            Pool.from_folder(folder, pattern="*.tiff")
        (tmp_path / "empty").mkdir()
        with pytest.raises(PoolError, match="holds no images"):
            Pool.from_folder(tmp_path / "empty")
