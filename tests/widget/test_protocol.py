"""The two halves of the protocol speak the same words."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_al.errors import ProtocolError
from jupyter_al.widget import protocol
from jupyter_al.widget.bitmap import pack_bitmap, unpack_bitmap
from jupyter_al.widget.messages import parse

TWIN = (Path(__file__).parents[2] / "js" / "src" / "shared" / "protocol.ts").read_text()
LISTS = [
    "EVENT_KINDS", "REQUEST_TYPES", "REPLY_TYPES", "COMMANDS", "SETTINGS", "PHASES", "COLUMNS",
    "LAYERS", "MEDIA_KINDS", "ERROR_CODES",
]  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_word_lists_agree(name: str) -> None:
    body = re.search(rf"export const {name} = \[(.*?)\] as const", TWIN, re.DOTALL)
    assert body is not None
    assert tuple(re.findall(r'"([a-z_]+)"', body[1])) == getattr(protocol, name)


@pytest.mark.parametrize("name", ["PROTOCOL", "MAX_TEXT"])
def test_numbers_agree(name: str) -> None:
    found = re.search(rf"export const {name} = ([\d_]+);", TWIN)
    assert found is not None
    assert int(found[1].replace("_", "")) == getattr(protocol, name)


@given(st.sets(st.integers(0, 99)), st.integers(100, 130))
def test_bitmaps_round_trip(items: set[int], size: int) -> None:
    positions = np.array(sorted(items), dtype=np.int64)
    text = pack_bitmap(positions, size)
    assert unpack_bitmap(text, size).tolist() == positions.tolist()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
FIELDS = [
    "type",
    "kind",
    "id",
    "items",
    "value",
    "asked",
    "answered_at",
    "names",
    "name",
    "items_b64",
]


@given(st.dictionaries(st.sampled_from(FIELDS), JSON | st.sampled_from(protocol.REQUEST_TYPES)))
def test_any_message_is_read_or_refused_in_words(content: dict[str, object]) -> None:
    with contextlib.suppress(ProtocolError):  # anything else is a fault
        parse({"v": protocol.PROTOCOL, **content}, 10)
