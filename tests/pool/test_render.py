import io
import wave
from collections import UserDict, namedtuple
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from PIL import Image

from jupyter_al.pool._image import image_from_array
from jupyter_al.pool._render import render
from jupyter_al.pool.media import Media
from tests.pool.pictures import pixels, png

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


class TestArrays:
    def test_bytes_are_kept_exactly(self):
        image = np.random.default_rng(0).integers(0, 256, (5, 7, 3), dtype=np.uint8)
        media = render(image)
        assert (media.kind, media.mime) == ("image", "image/png")
        assert (media.width, media.height) == (7, 5)
        np.testing.assert_array_equal(pixels(media), image)

    @pytest.mark.parametrize(
        ("image", "expected"),
        [
            (np.array([[0.0, 0.5, 1.0]]), [0, 128, 255]),
            (np.array([[0.0, 0.2, 0.4]]), [0, 51, 102]),  # a dark image stays dark
            (np.array([[-1.0, 0.0, 1.0]]), [0, 128, 255]),
            (np.array([[0.0, 8.0, 16.0]]), [0, 128, 255]),
            (np.array([[100, 300, 500]], dtype=np.uint16), [0, 128, 255]),
            (np.array([[False, True]]), [0, 255]),
            (np.array([[np.nan, 0.0, 1.0, np.inf]]), [0, 0, 255, 0]),
            (np.array([[5.0, 5.0]]), [0, 0]),
            (np.array([[np.nan]]), [0]),
            (np.array([[0.0, 0.5, 1.0]], dtype=np.float16), [0, 128, 255]),
        ],
    )
    def test_ranges(self, image, expected):
        assert pixels(render(image))[0].tolist() == expected

    @pytest.mark.parametrize(
        ("shape", "size", "mode"),
        [
            ((4, 6), (6, 4), "L"),
            ((4, 6, 1), (6, 4), "L"),
            ((4, 6, 3), (6, 4), "RGB"),
            ((4, 6, 4), (6, 4), "RGBA"),
            ((3, 5, 6), (6, 5), "RGB"),
            ((1, 5, 6), (6, 5), "L"),
            ((4, 5, 6), (6, 5), "RGBA"),
        ],
    )
    def test_layouts(self, shape, size, mode):
        image = Image.open(io.BytesIO(render(np.zeros(shape, dtype=np.uint8)).data))
        assert (image.size, image.mode) == (size, mode)

    def test_channels_first_are_moved_and_not_reshaped(self):
        image = np.zeros((3, 2, 5), dtype=np.uint8)
        image[2, 1, 4] = 255  # blue, lower right
        assert pixels(render(image))[1, 4].tolist() == [0, 0, 255]

    def test_tensors_have_their_channels_first_where_both_fit(self):
        image = torch.zeros(3, 8, 3, dtype=torch.uint8)
        assert (render(image).width, render(image).height) == (3, 8)
        assert (render(image.numpy()).width, render(image.numpy()).height) == (8, 3)
        assert render(torch.rand(3, 8, 8, requires_grad=True)).kind == "image"

    @pytest.mark.parametrize("shape", [(2, 5, 6), (5, 6, 2), (2, 3, 4, 5), (0, 4), (4, 0, 3)])
    def test_other_shapes_are_no_images(self, shape):
        with pytest.raises(ValueError, match="is not an image"):
            render(np.zeros(shape))

    def test_arrays_of_texts_are_no_images(self):
        with pytest.raises(ValueError, match="is not an image"):
            render(np.array([["a", "b"]]))

    def test_small_ones_are_not_enlarged_and_large_ones_are_reduced(self):
        assert render(np.zeros((8, 8))).width == 8
        media = render(np.zeros((3000, 1500, 3), dtype=np.uint8))
        assert (media.width, media.height, media.mime) == (512, 1024, "image/jpeg")
        assert render(np.zeros((2000, 2000, 4), dtype=np.uint8)).mime == "image/png"

    def test_a_given_range(self):
        media = image_from_array(np.array([[0.0, 4.0, 99.0]]), value_range=(0.0, 8.0))
        assert pixels(media)[0].tolist() == [0, 128, 255]

    def test_one_dimension_is_a_row_and_none_a_number(self):
        assert render(np.array([1.5, 2.0])).rows == (("x0", "1.5"), ("x1", "2"))
        assert render(np.float32(2.5)).text == "2.5"
        assert render(torch.tensor(3)).text == "3"


class TestFiles:
    @pytest.mark.parametrize(
        ("kind", "mime"),
        [("PNG", "png"), ("JPEG", "jpeg"), ("GIF", "gif"), ("WEBP", "webp")],
    )
    def test_what_browsers_read_is_kept_byte_for_byte(self, kind, mime):
        data = png(kind=kind)
        assert render(data) == Media("image", f"image/{mime}", data, width=6, height=4)
        assert render(bytearray(data)) == render(memoryview(data)) == render(data)

    def test_tiff_and_bitmaps_become_png(self, tmp_path):
        assert render(png(kind="TIFF")).mime == "image/png"
        path = tmp_path / "a.bmp"
        path.write_bytes(png(kind="BMP"))
        assert pixels(render(path))[0, 0].tolist() == [200, 30, 60]

    def test_photos_are_turned_upright_and_reduced(self):
        exif = Image.Exif()
        exif[0x0112] = 6  # the camera was held upright
        media = render(png((40, 20), kind="JPEG", exif=exif))
        assert (media.width, media.height) == (20, 40)
        large = render(png((3000, 2000), kind="JPEG"))
        assert max(large.width, large.height) == 1024
        assert Image.open(io.BytesIO(large.data)).size == (large.width, large.height)

    @pytest.mark.parametrize(
        ("mode", "color", "kind"),
        [("CMYK", 0, "JPEG"), ("P", 3, "PNG"), ("LA", (9, 0), "PNG"), ("1", 1, "PNG")],
    )
    def test_unusual_modes(self, mode, color, kind):
        media = render(png(mode=mode, color=color, kind=kind))
        assert Image.open(io.BytesIO(media.data)).size == (6, 4)
        assert render(Image.new(mode, (6, 4), color)).kind == "image"

    def test_sixteen_bit_images_are_stretched(self):
        values = np.array([[0, 30_000, 60_000]], dtype=np.uint16)
        buffer = io.BytesIO()
        Image.fromarray(values).save(buffer, "PNG")
        assert pixels(render(buffer.getvalue()))[0].tolist() == [0, 128, 255]

    def test_damaged_images_are_told(self):
        noise = np.random.default_rng(0).integers(0, 256, (80, 80, 3), dtype=np.uint8)
        whole = render(noise).data
        with pytest.raises(ValueError, match="damaged"):
            render(whole[: len(whole) // 2])
        with pytest.raises(ValueError, match=r"damaged|not an image"):
            render(whole[:20])

    def test_paths_as_text_and_as_path(self, tmp_path):
        path = tmp_path / "A.PNG"
        path.write_bytes(png())
        assert render(str(path)) == render(path) == render(png())
        assert render(str(path), paths=False) == Media("text", text=str(path))

    def test_a_missing_file_is_told(self):
        with pytest.raises(ValueError, match=r"there is no file 'nowhere\.png'"):
            render("nowhere.png")
        with pytest.raises(ValueError, match="there is no file"):
            render(Path("nowhere.txt"))

    def test_a_huge_file_is_not_read(self, tmp_path):
        path = tmp_path / "huge.png"
        with path.open("wb") as file:
            file.truncate(65 << 20)
        with pytest.raises(ValueError, match="65 MB"):
            render(path)


class TestText:
    @pytest.mark.parametrize("item", [SVG, SVG.encode()])
    def test_svg_is_shown_as_text_because_it_can_hold_scripts(self, item):
        assert render(item) == Media("text", text=SVG)

    def test_an_svg_file_is_text(self, tmp_path):
        (tmp_path / "a.svg").write_text(SVG)
        assert render(tmp_path / "a.svg") == Media("text", text=SVG)

    @pytest.mark.parametrize("item", ["", "<b>bold</b>", "a\nb.png", "日本語", "x" * 5000 + ".png"])
    def test_texts_stay_as_they_are(self, item):
        assert render(item) == Media("text", text=item)

    def test_bytes_that_are_nothing(self):
        with pytest.raises(ValueError, match="not an image, a sound or a text"):
            render(b"\xff\x00\xfe\x9f")

    @pytest.mark.parametrize(("item", "text"), [(3, "3"), (2.5, "2.5"), (True, "True")])
    def test_numbers_and_numpy_texts(self, item, text):
        assert render(item).text == text
        assert type(render(np.str_("a")).text) is str


class TestRows:
    def test_mappings_and_series(self):
        row = {"a": 1, "b": 2.123456789, 3: None, "d": float("nan"), "e": True}
        expected = (("a", "1"), ("b", "2.12346"), ("3", "—"), ("d", "—"), ("e", "True"))
        assert render(row).rows == expected
        assert render(UserDict(row)).rows == expected
        assert render(pd.Series(row)).rows == expected

    def test_cells_of_every_kind(self):
        row = {
            "na": pd.NA,
            "nat": pd.NaT,
            "small": np.array([1, 2]),
            "large": np.zeros((30, 30)),
            "bytes": b"12345",
            "list": [1, 2],
            "time": pd.Timestamp("2026-01-02"),
        }
        assert [value for _, value in render(row).rows] == [
            "—",
            "—",
            "[1, 2]",
            "array (30, 30)",
            "5 bytes",
            "[1, 2]",
            "2026-01-02 00:00:00",
        ]

    def test_named_tuples_and_lists_are_rows(self):
        point = namedtuple("point", "x y z")(1, 2, 3)
        assert render(point).rows == (("x0", "1"), ("x1", "2"), ("x2", "3"))
        assert render(["a", "b"]).rows == (("x0", "a"), ("x1", "b"))


def _read(media):
    assert (media.kind, media.mime) == ("audio", "audio/wav")
    with wave.open(io.BytesIO(media.data)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
        return samples.reshape(-1, file.getnchannels()), file.getframerate(), file.getsampwidth()


class TestSound:
    def test_floats(self):
        samples, rate, width = _read(render((np.array([0.0, 0.5, -1.0, 1.0]), 8000)))
        assert samples[:, 0].tolist() == [0, 16384, -32767, 32767]
        assert (rate, width) == (8000, 2)

    def test_a_loud_signal_is_scaled_and_nan_is_silence(self):
        samples, _, _ = _read(render((np.array([0.0, 2.0, -4.0, np.nan]), 8000)))
        assert samples[:, 0].tolist() == [0, 16384, -32767, 0]

    @pytest.mark.parametrize(
        ("samples", "expected"),
        [
            (np.array([0, 100, -32768], dtype=np.int16), [0, 100, -32768]),
            (np.array([0, 1 << 30], dtype=np.int32), [0, 16384]),
            (np.array([128, 255, 0], dtype=np.uint8), [0, 32511, -32767]),
        ],
    )
    def test_whole_numbers(self, samples, expected):
        assert _read(render((samples, 8000)))[0][:, 0].tolist() == expected

    def test_the_order_of_scipy_and_lists_and_tensors(self):
        expected = render((np.array([0.0, 0.5, 1.0]), 8000))
        assert render((8000, np.array([0.0, 0.5, 1.0]))) == expected
        assert render(([0.0, 0.5, 1.0], 8000.0)) == expected
        assert render((torch.tensor([0.0, 0.5, 1.0]), 8000)) == expected
        assert render({"array": [0.0, 0.5, 1.0], "sampling_rate": 8000, "path": None}) == expected

    def test_stereo_in_both_layouts(self):
        stereo = np.stack([np.zeros(10), np.ones(10)])
        first, second = _read(render((stereo, 8000)))[0], _read(render((stereo.T, 8000)))[0]
        assert first[3].tolist() == [0, 32767]
        np.testing.assert_array_equal(first, second)

    def test_files_and_bytes(self, tmp_path):
        data = render((np.zeros(20), 8000)).data
        assert render(data) == Media("audio", "audio/wav", data)
        (tmp_path / "a.wav").write_bytes(data)
        assert render(tmp_path / "a.wav") == render(str(tmp_path / "a.wav")) == render(data)
        (tmp_path / "a.mp3").write_bytes(b"ID3\x03rest")
        assert render(tmp_path / "a.mp3").mime == "audio/mpeg"

    @pytest.mark.parametrize(
        "item",
        [
            (np.zeros(0), 8000),
            (np.zeros(9), 0),
            (np.zeros((20, 20)), 8000),
            (np.array(["a"]), 8000),
        ],
    )
    def test_what_is_no_sound(self, item):
        with pytest.raises(ValueError, match=r"sound|sampling rate"):
            render(item)


def test_media_pass_through_and_undecoded_images_are_opened(tmp_path):
    media = Media("text", text="made by the user")
    assert render(media) is media
    assert render({"bytes": png(), "path": None}) == render(png())
    (tmp_path / "a.png").write_bytes(png())
    assert render({"bytes": None, "path": str(tmp_path / "a.png")}) == render(png())


@pytest.mark.parametrize("item", [None, object(), print, {1, 2}])
def test_what_cannot_be_shown_is_said(item):
    with pytest.raises(ValueError, match=r"nothing to show|is not an image, a text"):
        render(item)
