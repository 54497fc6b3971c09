"""A picture of an interface in 256 colours whose flat colours stay exactly as they are."""

from __future__ import annotations

import numpy as np
from PIL import Image

EXACT = 176  # the most frequent colours; the others share the rest of the palette


def few_colours(picture: Image.Image) -> Image.Image:
    """Return `picture` with a palette: a third of the bytes, no colour of the design changed."""
    pixels = np.asarray(picture.convert("RGB"))
    colours, where, counts = np.unique(
        pixels.reshape(-1, 3), axis=0, return_inverse=True, return_counts=True
    )
    order = np.argsort(-counts, kind="stable")
    palette = colours[order[:EXACT]]
    rest = colours[order[EXACT:]]
    if len(rest):
        shared = Image.fromarray(rest[None].astype(np.uint8)).quantize(256 - EXACT)
        triples = np.asarray(shared.getpalette()).reshape(-1, 3)
        palette = np.concatenate([palette, triples])[:256]
    # nearest entry of the palette: |c - p|² without the term that is the same for all p
    near = colours.astype(np.float32) @ palette.T.astype(np.float32)
    nearest = np.argmin((palette.astype(np.float32) ** 2).sum(1) - 2 * near, axis=1)
    out = Image.fromarray(nearest[where].reshape(pixels.shape[:2]).astype(np.uint8), "P")
    out.putpalette(palette.astype(np.uint8).tobytes())
    return out
