"""Turn one item, whatever it is, into media."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from jupyter_al.pool._audio import audio_from_samples
from jupyter_al.pool._image import image_from_array, image_from_bytes, image_from_pil
from jupyter_al.pool._matrix import as_array
from jupyter_al.pool._row import row_from_pairs, row_from_values
from jupyter_al.pool._sniff import AUDIO_TYPES, is_media_path, sniff
from jupyter_al.pool.media import Media

__all__ = ["render"]

_MAX_FILE = 64 << 20


def render(
    item: Any, *, paths: bool = True, value_range: tuple[float, float] | None = None
) -> Media:
    """Return the media of one item; raises `ValueError` or `OSError` with the reason.

    Parameters
    ----------
    item : object
        Image (array, tensor, PIL, path, bytes), text, row (mapping, Series, one-dimensional
        array), sound (path, bytes, ``(samples, rate)``), number, or media.
    paths : bool
        Whether a text that ends like an image or sound file is opened.
    value_range : (float, float), optional
        Black and white of array images.
    """
    if isinstance(item, Media):
        return item
    if item is None:
        raise ValueError("there is nothing to show")
    if isinstance(item, str):
        return _file(item) if paths and is_media_path(item) else Media("text", text=str(item))
    if isinstance(item, os.PathLike):
        return _file(item)
    if isinstance(item, (bytes, bytearray, memoryview)):
        return _bytes(bytes(item))
    if isinstance(item, Mapping):
        return _mapping(item)
    if isinstance(item, (tuple, list)):
        return _sequence(item)
    if hasattr(item, "index") and hasattr(item, "items"):  # a pandas Series
        return row_from_pairs(item.items())
    if hasattr(item, "save") and hasattr(item, "getbands"):  # a PIL image, without importing PIL
        return image_from_pil(item)
    if hasattr(item, "__array__"):
        return _array(item, value_range)
    if isinstance(item, (bool, int, float, complex)):
        return Media("text", text=str(item))
    raise ValueError(
        f"an item of type {type(item).__name__} is not an image, a text, a table row or a sound; "
        "give Pool a show function that returns one"
    )


def _array(item: Any, value_range: tuple[float, float] | None) -> Media:
    array = as_array(item)
    if array.ndim == 0:
        return render(array.item())
    if array.ndim == 1:
        return row_from_values(array)
    tensor = hasattr(item, "detach")
    return image_from_array(array, channels_first=tensor, value_range=value_range)


def _sequence(item: Any) -> Media:
    if len(item) == 2:
        # (samples, rate), and (rate, samples) as SciPy reads it
        for samples, rate in (item, item[::-1]):
            if _is_number(rate) and (hasattr(samples, "__array__") or isinstance(samples, list)):
                return audio_from_samples(as_array(samples), float(rate))
    return row_from_pairs((f"x{i}", value) for i, value in enumerate(item))


def _mapping(item: Mapping[Any, Any]) -> Media:
    # how Hugging Face data sets hold sounds and undecoded images
    if "array" in item and "sampling_rate" in item:
        return audio_from_samples(as_array(item["array"]), float(item["sampling_rate"]))
    if set(item) == {"bytes", "path"}:
        return _file(Path(item["path"])) if item["bytes"] is None else _bytes(item["bytes"])
    return row_from_pairs(item.items())


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)


def _file(path: Any) -> Media:
    path = Path(path)
    try:
        size = path.stat().st_size
        if size > _MAX_FILE:
            raise ValueError(f"the file {path.name!r} has {size >> 20} MB, too many to show")
        data = path.read_bytes()
    except FileNotFoundError:
        raise ValueError(f"there is no file {str(path)!r}") from None
    if path.suffix.lower() in AUDIO_TYPES:
        return Media("audio", AUDIO_TYPES[path.suffix.lower()], data)
    return image_from_bytes(data) if is_media_path(path.name) else _bytes(data)


def _bytes(data: bytes) -> Media:
    mime = sniff(data)
    if mime is not None and mime.startswith("image/"):
        return image_from_bytes(data)
    if mime is not None:
        return Media("audio", mime, data)
    try:
        return Media("text", text=data.decode("utf-8"))
    except UnicodeDecodeError:
        raise ValueError("these bytes are not an image, a sound or a text") from None
