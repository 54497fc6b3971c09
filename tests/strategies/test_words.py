from __future__ import annotations

import math

import pytest

from jupyter_al.strategies._words import amount, count, ordinary, share, two_classes


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.48, ".48"), (1.0, "1.00"), (0.0, ".00"), (0.0004, "<.01"), (0.996, "1.00"),
     (math.nan, "unknown")],
)  # fmt: skip
def test_share(value: float, text: str) -> None:
    assert share(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.83, "0.83"), (11, "11.00"), (123.4, "123"), (0.0234, "0.023"), (54321, "5.4e4"),
     (0.00012, "1.2e-4"), (-2.5, "-2.50"), (math.inf, "unknown")],
)  # fmt: skip
def test_amount(value: float, text: str) -> None:
    assert amount(value) == text


def test_count_and_names() -> None:
    assert [count(n, "label") for n in (0, 1, 2)] == ["no label", "1 label", "2 labels"]
    assert count(12345, "row") == "12 345 rows"
    assert ordinary("a\nb ") == "a b"
    assert ordinary("") == "(unnamed)"
    assert len(ordinary("x" * 99)) == 32
    terms = {"first": "cat", "p1": 0.48, "second": "dog", "p2": 0.45}
    assert two_classes(terms) == "cat .48 and dog .45"
