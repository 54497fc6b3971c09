from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

import jupyter_al as al
from jupyter_al.landscape import Field, make_grid
from jupyter_al.widget.cards import Buffers
from jupyter_al.widget.layers import field_reply

from .conftest import Page


def layer(page: Page, name: str) -> tuple[dict[str, Any], bytes]:
    """The last reply of this name with its bytes."""
    for batch, buffers in zip(reversed(page.batches), reversed(page.buffers), strict=True):
        for message in batch["messages"]:
            if message["type"] == name:
                return message, buffers[message["buffer"]] if "buffer" in message else b""
    raise AssertionError(f"no {name}")


def label(page: Page, blobs: tuple[np.ndarray, np.ndarray], items: range) -> None:
    for item in items:
        page.answer("label", [item], "abc"[blobs[1][item]])


def test_layers_are_made_and_sent_when_asked_for(
    page: Page, blobs: tuple[np.ndarray, np.ndarray]
) -> None:
    label(page, blobs, range(12))
    page.settle()
    assert page.replies("field") == []
    page.say(type="layers", names=["field", "contours", "regions"])
    page.settle()
    field, planes = layer(page, "field")
    assert len(planes) == 4 * field["nx"] * field["ny"]
    assert len(planes) < 40_000
    codes, strength, unsure, near = np.frombuffer(planes, dtype=np.uint8).reshape(4, -1)
    shown = np.asarray(field["classes"])[codes[strength > 100]]
    assert set(shown.tolist()) == {0, 1, 2}
    assert strength.max() > 150
    assert (strength[near == 0] == 0).all()
    assert unsure.max() > 0
    contours, lines = layer(page, "contours")
    assert len(lines) == 16 * sum(contours["lines"])
    regions, _ = layer(page, "regions")
    assert sum(row["size"] for row in regions["rows"]) == 300
    assert {row["name"] for row in regions["rows"]} <= {"a", "b", "c"}
    json.dumps([field, contours, regions], allow_nan=False)


def test_before_a_model_there_is_an_emptyfield_reply(page: Page) -> None:
    page.say(type="layers", names=["field", "regions"])
    page.settle()
    field, planes = layer(page, "field")
    assert (field["nx"], planes) == (0, b"")
    rows = layer(page, "regions")[0]["rows"]
    assert {(row["name"], row["uncertainty"], row["share"]) for row in rows} == {
        ("unlabelled", None, None)
    }
    json.dumps(rows, allow_nan=False)


def test_a_region_is_selected_by_its_number(page: Page, session: al.Session) -> None:
    page.say(type="layers", names=["regions"])
    page.settle()
    row = layer(page, "regions")[0]["rows"][0]
    page.say(type="region", index=row["index"])
    page.settle()
    assert len(session.selection) == row["size"]
    assert page.wait("selection")[-1]["count"] == row["size"]
    page.say(type="region", index=10_000)  # of an earlier map
    page.settle()
    assert len(session.selection) == 0


@pytest.mark.parametrize(
    "message",
    [
        {"type": "layers", "names": ["fields"]},
        {"type": "layers", "names": "field"},
        {"type": "layers"},
        {"type": "region"},
        {"type": "region", "index": -1},
        {"type": "region", "index": True},
        {"type": "region", "index": "0"},
    ],
)
def test_what_is_no_layer_is_refused_in_words(page: Page, message: dict[str, Any]) -> None:
    page.say(**message)
    error = page.wait("error")[-1]
    assert error["code"] == "protocol"
    assert error["text"].endswith(".")


def test_more_classes_than_a_byte_holds() -> None:
    grid = make_grid(np.random.default_rng(0).uniform(-1, 1, (500, 2)))
    assert grid is not None
    shape = (grid.ny, grid.nx)
    codes = (np.arange(grid.nx * grid.ny) % 400).reshape(shape)
    codes[0] = -1
    one = np.ones(shape, dtype=np.float32)
    buffers = Buffers()
    message = field_reply(Field(grid, codes, one, one, one), buffers)
    assert len(message["classes"]) == 255
    place, strength = np.frombuffer(buffers.parts[0], dtype=np.uint8).reshape(4, *shape)[:2]
    known = np.isin(codes, message["classes"])
    assert (strength[known] == 255).all()
    assert (strength[~known] == 0).all()
    assert (np.asarray(message["classes"])[place[known]] == codes[known]).all()
