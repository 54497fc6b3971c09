"""Tell images and sounds by their first bytes or by the end of their file name."""

from __future__ import annotations

from typing import Any

__all__ = ["AUDIO_TYPES", "IMAGE_SUFFIXES", "is_media_path", "sniff"]

IMAGE_SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tif", ".tiff")
AUDIO_TYPES = {
    ".wav": "audio/wav",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".oga": "audio/ogg",
    ".opus": "audio/ogg",
    ".flac": "audio/flac",
    ".m4a": "audio/mp4",
    ".aac": "audio/aac",
}
_SUFFIXES = (*IMAGE_SUFFIXES, *AUDIO_TYPES)
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"OggS\x00", "audio/ogg"),
    (b"fLaC\x00", "audio/flac"),
    (b"ID3\x02", "audio/mpeg"),
    (b"ID3\x03", "audio/mpeg"),
    (b"ID3\x04", "audio/mpeg"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}


def sniff(data: bytes) -> str | None:
    """Return the type of an image or sound, or None. SVG is text: it can hold scripts."""
    if data[:4] == b"RIFF":
        return _RIFF.get(data[8:12])
    return next((mime for magic, mime in _MAGIC if data.startswith(magic)), None)


def is_media_path(value: Any) -> bool:
    """Tell whether a text is the path of an image or a sound, by its suffix alone."""
    return len(value) < 4096 and "\n" not in value and value.lower().endswith(_SUFFIXES)
