"""Encode samples as a WAV file."""

from __future__ import annotations

import io
import wave
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al.pool.media import Media

__all__ = ["audio_from_samples"]

_MAX_CHANNELS = 8


def audio_from_samples(samples: npt.NDArray[Any], rate: float) -> Media:
    """Encode samples as 16-bit PCM.

    Parameters
    ----------
    samples : (n,), (n, channels) or (channels, n) ndarray
        Floats in [-1, 1] (a louder signal is scaled down), or whole numbers over the range of
        their type.
    rate : float
        Samples per second.
    """
    samples = np.asarray(samples)
    if samples.ndim == 2 and samples.shape[0] < samples.shape[1]:
        samples = samples.T
    if samples.ndim == 1:
        samples = samples[:, None]
    if samples.ndim != 2 or samples.size == 0 or samples.shape[1] > _MAX_CHANNELS:
        raise ValueError(f"samples of shape {samples.shape} are not a sound: (n,) or (n, 2) are")
    if not 1 <= rate <= 1_000_000:
        raise ValueError(f"{rate!r} is not a sampling rate in samples per second")
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(round(rate))
        file.writeframes(_to_int16(samples).tobytes())
    return Media("audio", "audio/wav", buffer.getvalue())


def _to_int16(samples: npt.NDArray[Any]) -> npt.NDArray[np.int16]:
    kind, width = samples.dtype.kind, samples.dtype.itemsize
    if kind == "i" and width == 2:
        return np.ascontiguousarray(samples, dtype="<i2")
    if kind in "iu":
        # the middle of an unsigned type is silence
        middle = 0 if kind == "i" else 2.0 ** (8 * width - 1)
        scaled = (samples.astype(np.float64) - middle) / 2.0 ** (8 * width - 1)
    elif kind == "f":
        scaled = np.nan_to_num(samples.astype(np.float64), nan=0.0, posinf=0.0, neginf=0.0)
        scaled = scaled / max(1.0, float(np.abs(scaled).max()))
    else:
        raise ValueError(f"samples of type {samples.dtype} are not a sound")
    return np.round(scaled * 32767).clip(-32768, 32767).astype("<i2")
