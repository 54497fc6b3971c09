"""Unknown keywords of what users call are refused with the nearest one."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest

import jupyter_al as al
from jupyter_al.simulate.simulation import simulate

X = np.random.default_rng(0).normal(size=(12, 2))


@pytest.mark.parametrize(
    ("call", "given", "sentence"),
    [
        (al.Snapshot, {"heads": 1}, r"^Snapshot\(\) .*'heads'; did you mean 'head'\?"),
        (al.Snapshot.from_arrays, {"probs": 1}, r"'probs'; did you mean 'probabilities'\?"),
        (al.Snapshot.from_arrays, {"xyz": 1}, r"'xyz'\.$"),
    ],
)
def test_a_keyword_of_arrays_that_is_unknown(
    call: Any, given: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(TypeError, match=sentence):
        call(X, **given)


def test_a_keyword_of_a_simulation_that_is_unknown() -> None:
    misspelt: dict[str, Any] = {"budgt": 9}
    with pytest.raises(TypeError, match=r"^simulate\(\) .*'budgt'; did you mean 'budget'\?"):
        al.simulate(al.Pool(X), np.arange(12) % 2, **misspelt)


def test_the_signature_and_the_words_stay() -> None:
    assert "budget" in inspect.signature(simulate).parameters
    assert "annotator" in (simulate.__doc__ or "")
    assert list(inspect.signature(al.Snapshot).parameters)[:2] == ["features", "model"]
