"""Simple features of images, for users who have no embeddings yet."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al.pool._render import render
from jupyter_al.pool.finite import finite_rows

__all__ = ["image_features"]

_SIDE = 16
_DIMENSIONS = 64


def image_features(
    images: Sequence[Any],
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.bool_]]:
    """Return the main components of small versions of the images.

    Parameters
    ----------
    images : sequence
        Paths, file contents, PIL images or arrays.

    Returns
    -------
    features : (N, D) ndarray of float32, D <= 64
        NaN for an image that cannot be read.
    readable : (N,) ndarray of bool
    """
    positions = range(len(images))
    if isinstance(images, list):
        # Pillow decodes outside the interpreter lock
        with ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as threads:
            rows = np.stack(list(threads.map(lambda i: _attempt(images, i), positions)))
    else:
        # a data set of the user's may not bear threads, and holds more than fits into memory
        rows = np.stack([_attempt(images, i) for i in positions])
    readable = finite_rows(rows)
    return _main_components(rows, readable), readable


def _attempt(images: Sequence[Any], position: int) -> npt.NDArray[np.float32]:
    try:
        return _pixels(images[position])
    except Exception:  # Pillow's decoders and data sets of the user's raise many kinds
        return np.full(3 * _SIDE * _SIDE, np.nan, dtype=np.float32)


def _pixels(image: Any) -> npt.NDArray[np.float32]:
    """Return an image as 16 × 16 × 3 numbers in [0, 1]."""
    from PIL import Image

    if isinstance(image, (str, os.PathLike)):
        image = Path(image).read_bytes()
    elif not hasattr(image, "getbands") and not isinstance(image, bytes):
        image = render(image).data
    if isinstance(image, bytes):
        image = Image.open(io.BytesIO(image))
        # a JPEG is decoded at the nearest of its reduced sizes
        image.draft("RGB", (4 * _SIDE, 4 * _SIDE))
    small = image.convert("RGB").resize((_SIDE, _SIDE), Image.Resampling.BOX)
    return np.asarray(small, dtype=np.float32).ravel() / np.float32(255)


def _main_components(
    rows: npt.NDArray[np.float32], readable: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float32]:
    from sklearn.decomposition import PCA

    good = int(readable.sum())
    k = max(1, min(_DIMENSIONS, good))
    features = np.full((len(rows), k), np.nan, dtype=np.float32)
    if good > 1:
        with np.errstate(invalid="ignore"):  # equal images have no variance to divide by
            features[readable] = PCA(k, random_state=0).fit_transform(rows[readable])
    else:
        features[readable] = 0
    return features
