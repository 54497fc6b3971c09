"""Keep the media shown last, up to a number of bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict

from jupyter_al.pool.media import Media

__all__ = ["MediaCache"]


class MediaCache:
    """Least recently used media go first; safe to use from several threads."""

    def __init__(self, limit: int = 64 << 20) -> None:
        self._limit = limit
        self._held = 0
        self._entries: OrderedDict[int, Media] = OrderedDict()
        self._lock = threading.Lock()

    def __reduce__(self) -> tuple[type[MediaCache], tuple[int]]:
        # a pool that travels to another process starts there with an empty cache
        return MediaCache, (self._limit,)

    def get(self, position: int) -> Media | None:
        """Return the media of this item if it is still held."""
        with self._lock:
            media = self._entries.get(position)
            if media is not None:
                self._entries.move_to_end(position)
            return media

    def put(self, position: int, media: Media) -> None:
        """Hold the media of this item, and let the oldest go when there are too many bytes."""
        if media.size > self._limit:
            return
        with self._lock:
            old = self._entries.pop(position, None)
            self._entries[position] = media
            self._held += media.size - (old.size if old else 0)
            while self._held > self._limit:
                self._held -= self._entries.popitem(last=False)[1].size
