"""Read images that have no embeddings."""

from __future__ import annotations

from typing import Any

from jupyter_al.pool._image_features import image_features
from jupyter_al.pool._source import Source

__all__ = ["read_images"]


def read_images(images: Any, ids: Any, name: str = "images") -> Source:
    """Return images with features made from their pixels; each is read once."""
    features, readable = image_features(images)
    unreadable = int((~readable).sum())
    notes: tuple[str, ...] = ()
    if unreadable:
        notes = (
            f"{unreadable} of {len(images)} images are missing or cannot be read; "
            "they are never asked.",
        )
    return Source(features, images, ids, unusable=~readable, notes=notes, name=name, checked=True)
