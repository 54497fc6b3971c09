"""Encode images for the page: small ones exactly, big ones reduced."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al.pool.media import Media

__all__ = ["image_from_array", "image_from_bytes", "image_from_pil", "is_image_shape", "open_image"]

MAX_SIDE = 1024
# up to this size a lossless file is small, and single pixels are what a user looks at
_LOSSLESS_SIDE = 256
_MAX_FILE = 4 << 20
_CHANNELS = (1, 3, 4)
_BROWSER = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
_ORIENTATION = 0x0112  # EXIF tag; 1 = upright


def is_image_shape(shape: tuple[int, ...]) -> bool:
    """Tell whether an array of this shape is a picture: (H, W), (H, W, C) or (C, H, W)."""
    if len(shape) == 3:
        return shape[2] in _CHANNELS or shape[0] in _CHANNELS
    return len(shape) == 2


def image_from_array(
    array: npt.NDArray[Any],
    *,
    channels_first: bool = False,
    value_range: tuple[float, float] | None = None,
) -> Media:
    """Encode pixels.

    Parameters
    ----------
    array : (H, W), (H, W, C) or (C, H, W) ndarray, C = 1, 3 or 4
        uint8; or bool; or other numbers, of which [0, 1] is taken as it is and any other
        range is stretched to black and white.
    channels_first : bool
        Which layout to prefer where both fit; torch puts the channels first.
    value_range : (float, float), optional
        Values of black and white; default the smallest and largest of this image.
    """
    from PIL import Image

    if not is_image_shape(array.shape) or array.size == 0:
        raise ValueError(
            f"an array of shape {array.shape} is not an image: "
            "(H, W), (H, W, 3), (H, W, 4) or (3, H, W) are"
        )
    if array.ndim == 3:
        first = array.shape[0] in _CHANNELS
        if first and (channels_first or array.shape[2] not in _CHANNELS):
            array = np.moveaxis(array, 0, 2)
        if array.shape[2] == 1:
            array = array[:, :, 0]
    return image_from_pil(Image.fromarray(np.ascontiguousarray(_to_bytes(array, value_range))))


def _to_bytes(
    array: npt.NDArray[Any], value_range: tuple[float, float] | None
) -> npt.NDArray[np.uint8]:
    if array.dtype == np.uint8:
        return array
    if array.dtype.kind not in "biuf":
        raise ValueError(f"an array of type {array.dtype} is not an image")
    pixels = array.astype(np.float64)
    finite = np.isfinite(pixels)
    if value_range is None:
        value_range = _range(pixels[finite])
    low, high = value_range
    span = high - low
    pixels = np.where(finite, pixels, low)
    pixels = (pixels - low) / span if span > 0 else np.zeros_like(pixels)
    return np.round(np.clip(pixels, 0.0, 1.0) * 255).astype(np.uint8)


def _range(values: npt.NDArray[np.float64]) -> tuple[float, float]:
    if values.size == 0:
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())
    return (0.0, 1.0) if low >= 0.0 and high <= 1.0 else (low, high)


def value_range(images: Any, count: int = 64) -> tuple[float, float] | None:
    """Return what is black and white in a stack of images, from an even sample of them.

    One range for all keeps a dark image darker than a bright one. None for uint8, which needs
    no range.
    """
    if images.dtype == np.uint8 or images.dtype.kind not in "biuf":
        return None
    rows = np.unique(np.linspace(0, len(images) - 1, min(count, len(images))).astype(int))
    sample = np.asarray(images[rows], dtype=np.float64)
    return _range(sample[np.isfinite(sample)])


def open_image(data: bytes) -> Any:
    """Decode an image file whole, so that a broken one is found here."""
    from PIL import Image, UnidentifiedImageError

    try:
        image = Image.open(io.BytesIO(data))
        # a JPEG can be decoded at an 1/2, 1/4 or 1/8 of its size in a fraction of the time
        image.draft(None, (MAX_SIDE, MAX_SIDE))
        image.load()
    except UnidentifiedImageError:
        raise ValueError("the file is not an image that can be read") from None
    except (OSError, SyntaxError) as error:
        raise ValueError(f"the image is damaged ({error})") from None
    return image


def image_from_bytes(data: bytes) -> Media:
    """Encode an image file; a small one that browsers read is kept byte for byte."""
    image = open_image(data)
    upright = image.getexif().get(_ORIENTATION, 1) == 1
    if (
        upright
        and image.format in _BROWSER
        and image.mode in ("1", "L", "LA", "P", "RGB", "RGBA")
        and max(image.size) <= MAX_SIDE
        and len(data) <= _MAX_FILE
    ):
        return Media("image", _BROWSER[image.format], data, width=image.width, height=image.height)
    return image_from_pil(image)


def image_from_pil(image: Any) -> Media:
    """Encode a PIL image, at most 1024 pixels wide or high."""
    from PIL import ImageOps

    image = ImageOps.exif_transpose(image)
    if image.mode in ("I", "F") or image.mode.startswith("I;"):
        return image_from_array(np.asarray(image))
    if image.mode == "P":
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    elif image.mode not in ("L", "RGB", "RGBA"):
        modes = {"1": "L", "LA": "RGBA", "PA": "RGBA", "La": "RGBA", "RGBa": "RGBA"}
        image = image.convert(modes.get(image.mode, "RGB"))
    if max(image.size) > MAX_SIDE:
        image = image.copy()
        image.thumbnail((MAX_SIDE, MAX_SIDE))
    buffer = io.BytesIO()
    if image.mode == "RGB" and max(image.size) > _LOSSLESS_SIDE:
        image.save(buffer, "JPEG", quality=90)
        mime = "image/jpeg"
    else:
        image.save(buffer, "PNG", compress_level=4)
        mime = "image/png"
    return Media("image", mime, buffer.getvalue(), width=image.width, height=image.height)
