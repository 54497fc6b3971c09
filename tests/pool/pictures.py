"""Small image files for the tests of the pool."""

import io

import numpy as np
from PIL import Image


def png(size=(6, 4), color=(200, 30, 60), kind="PNG", mode="RGB", **options):
    """Return an image file of one colour."""
    buffer = io.BytesIO()
    Image.new(mode, size, color).save(buffer, kind, **options)
    return buffer.getvalue()


def pixels(media):
    """Return the pixels that a browser would show."""
    return np.asarray(Image.open(io.BytesIO(media.data)))
