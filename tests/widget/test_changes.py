"""Changes of a column: exact, never larger than the column, and read back as the page does."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from jupyter_al.widget.changes import LISTED, Changes, changes

Column = npt.NDArray[Any]


def applied(before: Column, made: Changes) -> Column:
    """Read changes value by value, as the format is written down."""
    out, dtype = before.copy(), before.dtype
    if made.bits == LISTED:
        k = len(made.data) // (4 + dtype.itemsize)
        out[np.frombuffer(made.data, "<u4", k)] = np.frombuffer(made.data[4 * k :], dtype, k)
        return out
    size = (len(before) * made.bits + 7) // 8
    values = iter(np.frombuffer(made.data[size:], dtype))
    number = int.from_bytes(made.data[:size], "little")
    half, full = 1 << (made.bits - 1), 1 << made.bits
    for i in range(len(before)):
        step = (number >> (i * made.bits)) & (full - 1)
        if step == half:
            out[i] = next(values)
        elif step:
            out[i] = (int(out[i]) + step - (full if step > half else 0)) % 256
    assert next(values, None) is None
    return out


COLUMN = arrays.arrays(np.uint8, st.integers(0, 60))


@given(COLUMN, st.data())
def test_they_lead_to_the_column_and_take_less(
    before: npt.NDArray[np.uint8], data: st.DataObject
) -> None:
    near = arrays.arrays(
        np.int64, len(before), elements=st.sampled_from([0, 0, 0, 1, -1, 7, -8, 90])
    )
    now = (before + data.draw(near)).astype(np.uint8)
    made = changes(before, now)
    if made is not None:
        assert len(made.data) < now.nbytes
        assert applied(before, made).tolist() == now.tolist()


@given(arrays.arrays(np.uint16, 40), arrays.arrays(np.bool_, 40))
def test_two_bytes_a_code(before: Column, which: npt.NDArray[np.bool_]) -> None:
    now = np.where(which, before + 1, before).astype("<u2")
    made = changes(before.astype("<u2"), now)
    if made is not None:
        assert made.bits in (LISTED, 1)
        assert applied(before.astype("<u2"), made).tolist() == now.tolist()


@pytest.mark.parametrize(
    ("move", "bits", "size"),
    [
        (lambda i: 0 * i, LISTED, 0),
        (lambda i: 100 * (i % 100 == 0), LISTED, 5 * 100),
        (lambda i: 100 * (i % 10 == 0), 1, 1250 + 1000),
        (lambda i: i % 3 - 1, 2, 2500),
        (lambda i: i % 15 - 7, 4, 5000),
        (lambda i: np.where(i % 100 == 0, 8, i % 15 - 7), 4, 5000 + 100),
    ],
)
def test_the_smallest_form_is_taken(move, bits: int, size: int) -> None:
    i = np.arange(10_000)
    before = np.random.default_rng(0).integers(0, 256, len(i)).astype(np.uint8)
    now = (before + move(i)).astype(np.uint8)
    made = changes(before, now)
    assert made is not None
    assert (made.bits, len(made.data)) == (bits, size)
    assert applied(before, made).tolist() == now.tolist()


def test_what_changed_everywhere_goes_out_whole() -> None:
    before = np.zeros(1000, dtype=np.uint8)
    assert changes(before, before + np.uint8(100)) is None
    assert changes(before[:0], before[:0]) is None


def test_columns_of_two_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="length"):
        changes(np.zeros(3, np.uint8), np.zeros(4, np.uint8))
