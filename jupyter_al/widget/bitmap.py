"""A set of positions as a bitmap: an eighth of a byte a point. Twin: ``js/src/map/bits.ts``."""

from __future__ import annotations

import base64
import binascii

import numpy as np
import numpy.typing as npt

from jupyter_al.errors import ProtocolError

__all__ = ["pack_bitmap", "unpack_bitmap"]


def pack_bitmap(items: npt.NDArray[np.int64], pool_size: int) -> str:
    """Return positions as a base64 bitmap, bit i of byte ``i >> 3``, lowest bit first."""
    bits = np.zeros(pool_size, dtype=bool)
    bits[items] = True
    return base64.b64encode(np.packbits(bits, bitorder="little").tobytes()).decode("ascii")


def unpack_bitmap(text: object, pool_size: int) -> npt.NDArray[np.int64]:
    """Return the positions of a base64 bitmap; the inverse of :func:`pack_bitmap`."""
    size = (pool_size + 7) // 8
    try:
        raw = base64.b64decode(str(text), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ProtocolError("'items_b64' is not base64.") from error
    if len(raw) != size:
        raise ProtocolError(f"A selection of this pool takes {size} bytes; {len(raw)} came.")
    bits = np.unpackbits(np.frombuffer(raw, dtype=np.uint8), bitorder="little")[:pool_size]
    return np.flatnonzero(bits).astype(np.int64)
