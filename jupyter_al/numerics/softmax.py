"""Softmax, entropy and the two largest probabilities of each row."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from jupyter_al.numerics.arrays import Floats, blocks

__all__ = ["doubt", "entropy", "log_softmax", "softmax", "top_two", "uncertainty"]

_COLUMNS_AT_ONCE = 32


def log_softmax(logits: Floats) -> Floats:
    """Return ``logits - log(sum(exp(logits)))`` row by row; finite for any finite logits."""
    logits = np.asarray(logits)
    shifted: Floats = logits - logits.max(axis=1, keepdims=True)
    shifted -= np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return shifted


def softmax(logits: Floats) -> Floats:
    """Return the (M, C) probabilities of (M, C) logits; rows sum to one."""
    logits = np.asarray(logits)
    with np.errstate(invalid="ignore"):  # a row with infinity becomes NaN, quietly
        out: Floats = logits - logits.max(axis=1, keepdims=True)
        np.exp(out, out=out)
        out /= out.sum(axis=1, keepdims=True)
    return out


def entropy(probabilities: Floats) -> Floats:
    """Return the (M,) entropy in nats, with ``0 log 0 = 0``."""
    out = np.empty(len(probabilities), dtype=np.float32)
    for part in blocks(len(probabilities), probabilities.shape[1] * 8):
        chunk = np.asarray(probabilities[part])
        logs = np.log(np.where(chunk > 0, chunk, 1))
        out[part] = -np.einsum("ij,ij->i", chunk, logs)
    return out


def top_two(probabilities: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the largest, the second largest, and the sum of all but the largest, each (M,).

    O(M C): the rows are never sorted. The sum is built from small numbers, so it keeps its
    precision where the largest probability rounds to one.
    """
    first, second, others = (np.empty(len(probabilities), probabilities.dtype) for _ in range(3))
    for part, *found in _top_two_blocks(probabilities):
        first[part], second[part], others[part] = found
    return first, second, others


def _top_two_blocks(probabilities: Floats) -> Iterator[tuple[slice, Floats, Floats, Floats]]:
    """Yield slices with the three arrays of :func:`top_two`, which the next block overwrites."""
    rows, columns = probabilities.shape
    room: Floats = np.empty((3, 0), dtype=probabilities.dtype)
    for part in blocks(rows, columns * probabilities.itemsize, budget=2**20):
        chunk = probabilities[part]
        if room.shape[1] != len(chunk):
            room = np.empty((3, len(chunk)), dtype=probabilities.dtype)
        first, second, others = room
        if columns == 1:
            first[:], second[:], others[:] = chunk[:, 0], 0, 0
        elif columns <= _COLUMNS_AT_ONCE:
            _top_two_columns(np.ascontiguousarray(chunk.T), first, second, others)
        else:
            _top_two_rows(chunk.copy(), first, second, others)
        yield part, first, second, others


def _top_two_columns(columns: Floats, first: Floats, second: Floats, others: Floats) -> None:
    np.maximum(columns[0], columns[1], out=first)
    np.minimum(columns[0], columns[1], out=second)
    others[:] = second
    loser = np.empty_like(first)
    for column in columns[2:]:
        np.minimum(first, column, out=loser)
        np.maximum(first, column, out=first)
        np.maximum(second, loser, out=second)
        others += loser


def _top_two_rows(chunk: Floats, first: Floats, second: Floats, others: Floats) -> None:
    rows = np.arange(len(chunk))
    for out in (first, second):
        best = chunk.argmax(axis=1)
        out[:] = chunk[rows, best]
        chunk[rows, best] = 0
    np.add(second, chunk.sum(axis=1), out=others)


def doubt(probabilities: Floats) -> Floats:
    """Return ``1 - max p``, (M,), precise where the largest probability rounds to one."""
    out = np.empty(len(probabilities), dtype=probabilities.dtype)
    for part, first, _, others in _top_two_blocks(probabilities):
        out[part] = np.where(first < 0.5, 1 - first, others)
    return out


def uncertainty(probabilities: Floats) -> Floats:
    """Return ``1 - (p1 - p2)`` in [0, 1], (M,) float32: 1 where two classes are tied.

    Above a margin of one half it is computed as ``2 p2 + (the others)``, which is the same
    number for rows that sum to one and still ranks rows whose first probability rounds to one.
    """
    out = np.empty(len(probabilities), dtype=np.float32)
    for part, first, second, others in _top_two_blocks(probabilities):
        others += second
        np.subtract(first, second, out=first)
        np.subtract(1, first, out=second)
        np.copyto(others, second, where=first < 0.5)
        np.minimum(others, 1, out=others)
        np.maximum(others, 0, out=out[part])
    return out
