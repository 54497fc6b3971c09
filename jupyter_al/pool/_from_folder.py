"""Read a folder of images."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from jupyter_al.errors import PoolError
from jupyter_al.pool._from_images import read_images
from jupyter_al.pool._sniff import IMAGE_SUFFIXES
from jupyter_al.pool._source import Source

__all__ = ["read_folder"]


def read_folder(path: Any, embeddings: Any, pattern: str | None) -> Source:
    """Return the images below a folder, sorted by their relative paths."""
    folder = Path(path).expanduser()
    if not folder.is_dir():
        what = "is a file" if folder.is_file() else "does not exist"
        raise PoolError(f"The folder {str(folder)!r} {what}: give a folder of images.")
    names = _names(folder, pattern)
    if not names:
        wanted = f"that match {pattern!r}" if pattern else f"({', '.join(IMAGE_SUFFIXES)})"
        raise PoolError(f"The folder {str(folder)!r} holds no images {wanted}.")
    files = [folder / name for name in names]
    title = folder.resolve().name or "images"
    if embeddings is not None:
        return Source(embeddings, files, names, name=title)
    return read_images(files, names, name=title)


def _names(folder: Path, pattern: str | None) -> list[str]:
    found = []
    for parent, folders, files in os.walk(folder):
        # such as .ipynb_checkpoints and the ._ files of macOS
        folders[:] = [name for name in folders if not name.startswith(".")]
        relative = Path(parent).relative_to(folder)
        found += [relative / name for name in files if not name.startswith(".")]
    if pattern is None:
        kept = [name for name in found if name.suffix.lower() in IMAGE_SUFFIXES]
    else:
        kept = [name for name in found if name.match(pattern)]
    return sorted(name.as_posix() for name in kept)
