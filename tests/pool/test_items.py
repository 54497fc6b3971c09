import warnings

import numpy as np
import pandas as pd
import pytest

from jupyter_al.errors import PoolError, PoolWarning
from jupyter_al.pool import Media, Pool


def quiet(*arguments, **keywords):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PoolWarning)
        return Pool(*arguments, **keywords)


@pytest.fixture(autouse=True)
def _warnings_are_errors():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


class TestItems:
    def test_a_frame_gives_rows_with_their_own_types(self):
        frame = pd.DataFrame({"n": [1, 2], "x": [0.5, np.nan], "word": ["a", "b"]})
        pool = Pool(np.eye(2), items=frame)
        assert pool.media(1) == Media("row", rows=(("n", "2"), ("x", "—"), ("word", "b")))
        frame.loc[1, "word"] = "changed later"
        assert Pool(np.eye(2), items=frame).media(1).rows[2] == ("word", "changed later")
        assert pool.media(1).rows[2] == ("word", "b")

    def test_a_dict_of_columns_gives_rows(self):
        pool = Pool(np.eye(2), items={"a": [1, 2], "b": ["x", "y"]})
        assert pool.media(0).rows == (("a", "1"), ("b", "x"))
        with pytest.raises(PoolError, match="same length"):
            Pool(np.eye(2), items={"a": [1, 2], "b": ["x"]})

    def test_without_items_the_features_are_a_row(self):
        pool = Pool(np.arange(40.0).reshape(2, 20))
        rows = pool.media(1).rows
        assert rows[0] == ("x0", "20")
        assert len(rows) == 13
        assert rows[-1] == ("…", "8 more")

    def test_flat_pixels_are_not_guessed_but_images_are_shown(self):
        assert Pool(np.zeros((2, 64))).media(0).kind == "row"
        assert Pool(np.zeros((2, 8, 8))).media(0).kind == "image"
        assert Pool(np.zeros((2, 8, 8)).reshape(2, 64), items=np.zeros((2, 64))).media(0).kind == (
            "row"
        )

    def test_images_of_a_stack_share_black_and_white(self):
        from tests.pool.pictures import pixels

        images = np.stack([np.full((4, 4), value) for value in (0.0, 8.0, 16.0)])
        pool = Pool(np.eye(3), items=images)
        assert [int(pixels(pool.media(i))[0, 0]) for i in range(3)] == [0, 128, 255]

    def test_missing_items_are_never_asked(self):
        with pytest.warns(PoolWarning, match="2 of 3 items are missing"):
            pool = Pool(np.eye(3), items=["a", None, float("nan")])
        assert pool.usable.tolist() == [True, False, False]
        assert pool.media(1).kind == "error"

    def test_lengths_that_differ_are_told_both(self):
        with pytest.raises(PoolError, match="3 rows of features and 2 items"):
            Pool(np.eye(3), items=["a", "b"])

    @pytest.mark.parametrize(("items", "words"), [("abc", "one text"), (5, "of type int")])
    def test_what_is_no_sequence_is_refused(self, items, words):
        with pytest.raises(PoolError, match=words):
            Pool(np.eye(3), items=items)

    def test_generators_and_series(self):
        assert Pool(np.eye(2), items=(word for word in "ab")).media(1).text == "b"
        assert Pool(np.eye(2), items=pd.Series(["a", "b"], index=[5, 6])).media(1).text == "b"

    def test_missing_and_broken_files_are_counted(self, tmp_path):
        from tests.pool.pictures import png

        (tmp_path / "good.png").write_bytes(png())
        (tmp_path / "empty.png").write_bytes(b"")
        (tmp_path / "text.jpg").write_text("not a picture")
        names = ["good.png", "empty.png", "text.jpg", "lost.png"]
        with pytest.warns(PoolWarning) as caught:
            pool = Pool(np.eye(4), items=[str(tmp_path / name) for name in names])
        assert pool.usable.tolist() == [True, False, False, False]
        assert "1 of 4 files do not exist" in str(caught[0].message)
        assert "2 of 4 files cannot be read" in str(caught[0].message)
        assert [pool.media(i).kind for i in range(4)] == ["image", "error", "error", "error"]
        assert "there is no file" in pool.media(3).text

    def test_texts_are_paths_only_when_all_end_like_one(self, tmp_path):
        texts = ["look at cat.jpg", "no picture here"]
        assert [Pool(np.eye(2), items=texts).media(i).text for i in range(2)] == texts

    def test_paths_may_have_any_suffix(self, tmp_path):
        path = tmp_path / "story.txt"
        path.write_text("once")
        assert Pool(np.eye(1), items=[path]).media(0) == Media("text", text="once")

    def test_a_lazy_data_set_is_not_read_at_creation(self):
        class Lazy:
            def __len__(self):
                return 3

            def __getitem__(self, position):
                if position == 2:
                    raise RuntimeError("the disk is gone")
                return f"item {position}"

        pool = Pool(np.eye(3), items=Lazy())
        assert pool.usable.all()
        assert pool.media(1).text == "item 1"
        assert pool.media(2) == Media(
            "error", text="Item 2 cannot be shown: RuntimeError: the disk is gone."
        )


class TestShow:
    def test_it_gets_the_item_where_items_were_given(self):
        pool = Pool(np.eye(2), items=["a", "b"], show=lambda item: item * 3)
        assert pool.media(1).text == "bbb"

    def test_it_gets_the_position_without_items(self):
        pool = Pool(np.eye(2), show=lambda position: {"position": position})
        assert pool.media(1).rows == (("position", "1"),)

    def test_it_may_return_anything_that_can_be_shown(self):
        shown = [np.zeros((4, 4)), "text", {"a": 1}, (np.zeros(8), 8000), 3.5, b"plain"]
        pool = Pool(np.eye(6), show=shown.__getitem__)
        kinds = [pool.media(i).kind for i in range(6)]
        assert kinds == ["image", "text", "row", "audio", "text", "text"]

    def test_a_failure_is_shown_and_not_raised(self):
        def show(position):
            if position == 0:
                raise ZeroDivisionError("one by zero")
            return object()

        pool = Pool(np.eye(2), show=show)
        assert "failed with ZeroDivisionError: one by zero" in pool.media(0).text
        assert "of type object is not an image" in pool.media(1).text
        assert {pool.media(i).kind for i in range(2)} == {"error"}

    def test_it_must_be_a_function(self):
        with pytest.raises(PoolError, match="function"):
            Pool(np.eye(2), show="image")


class TestMedia:
    def test_it_is_made_once_and_errors_are_tried_again(self):
        calls = []

        def show(position):
            calls.append(position)
            if position == 1 and calls.count(1) == 1:
                raise OSError("not yet")
            return "text"

        pool = Pool(np.eye(2), show=show)
        assert [pool.media(0).text for _ in range(3)] == ["text"] * 3
        assert [pool.media(1).kind for _ in range(3)] == ["error", "text", "text"]
        assert calls == [0, 1, 1]

    @pytest.mark.parametrize("position", [-1, 2, 10**30, "x", None, float("nan")])
    def test_it_never_raises(self, position):
        assert Pool(np.eye(2)).media(position).kind == "error"

    def test_numpy_positions_are_fine(self):
        assert Pool(np.eye(2), items=["a", "b"]).media(np.int64(1)).text == "b"

    def test_one_megabyte_of_text_is_kept_whole(self):
        text = "word " * 210_000
        assert Pool(np.eye(1), items=[text]).media(0).text == text
