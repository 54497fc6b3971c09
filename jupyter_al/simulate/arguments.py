"""Check the arguments of a simulation, each in a sentence that says how to mend it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al import strategies
from jupyter_al.errors import SessionError, SimulationError
from jupyter_al.pool import Pool, finite_rows
from jupyter_al.session.opening import resolve_strategy
from jupyter_al.simulate.world import World
from jupyter_al.strategies import Strategy

__all__ = ["ALWAYS", "HELD_OUT", "number", "said_of", "seeds_of", "share_of", "strategies_of",
           "world_of"]  # fmt: skip

ALWAYS = ("random", "margin")
"""What every other strategy has to be compared with."""
HELD_OUT = 0.25


def number(name: str, value: Any, least: int) -> int:
    """Return a whole number from `least`."""
    whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    if not whole or value < least:
        raise SimulationError(f"{name!r} is a whole number from {least}, not {value!r}.")
    return int(value)


def share_of(name: str, value: Any, low: float, high: float) -> float:
    """Return a share from `low` to `high`."""
    real = isinstance(value, (int, float, np.number)) and not isinstance(value, bool)
    if not real or not low <= value <= high:
        raise SimulationError(f"{name!r} is a share from {low} to {high}, not {value!r}.")
    return float(value)


def seeds_of(seeds: Any) -> tuple[int, ...]:
    """Return distinct seeds: `seeds` themselves, or ``0 ... seeds - 1`` for a number."""
    if isinstance(seeds, (int, np.integer)) and not isinstance(seeds, bool):
        return tuple(range(number("seeds", seeds, 1)))
    if isinstance(seeds, (str, bytes)) or not isinstance(seeds, Iterable):
        raise SimulationError(
            f"'seeds' is how many, such as 5, or a list of whole numbers, not {seeds!r}."
        )
    found = tuple(number("seeds", seed, 0) for seed in seeds)
    if not found or len(set(found)) < len(found):
        raise SimulationError("'seeds' must hold at least one seed, and each of them once.")
    return found


def strategies_of(given: Any) -> dict[str, Strategy]:
    """Return strategies by the name they are shown under, `ALWAYS` added where missing."""
    if isinstance(given, Mapping):
        pairs = [(str(label), spec) for label, spec in given.items()]
    elif isinstance(given, str) or not isinstance(given, Iterable):
        raise SimulationError(
            f"'strategies' is a list such as ['badge', 'typiclust'], not {given!r}."
        )
    else:
        pairs = [(s if isinstance(s, str) else getattr(s, "name", repr(s)), s) for s in given]
    found: dict[str, Strategy] = {}
    for label, spec in pairs:
        if label in found:
            raise SimulationError(
                f"'strategies' names {label!r} twice; give two variants names of their own: "
                "strategies={'first': ..., 'second': ...}."
            )
        try:
            found[label] = resolve_strategy(spec)
        except SessionError as error:
            raise SimulationError(f"'strategies' holds {spec!r}. {error}") from error
    for label in ALWAYS:
        found.setdefault(label, strategies.get(label))
    return found


def world_of(pool: Any, y: Any, test: Any) -> tuple[World, float | None]:
    """Return the data and, unless `test` is a set of the user's own, the share held out."""
    if not isinstance(pool, Pool):
        raise SimulationError(f"'pool' is an al.Pool, not {type(pool).__name__}: al.Pool(X).")
    answers = _labels("y", y, len(pool), "items in the pool")
    values, codes = np.unique(answers, return_inverse=True)
    if len(values) < 2:
        raise SimulationError("'y' holds one class only; there is nothing to learn.")
    usable = np.asarray(pool.usable)
    if usable.all():
        inputs, codes = pool.inputs, codes.astype(np.int64)
    else:
        inputs, codes = pool.inputs[np.flatnonzero(usable)], codes[usable].astype(np.int64)
    classes = tuple(str(value) for value in values)
    if test is None or isinstance(test, (int, float, np.number)):
        share = share_of("test", HELD_OUT if test is None else test, 0.01, 0.9)
        return World(inputs, codes, classes), share
    return World(inputs, codes, classes, _test_set(test, pool, values)), None


def _labels(name: str, y: Any, size: int, of: str) -> npt.NDArray[Any]:
    answers = np.asarray(y)
    if answers.ndim != 1 or len(answers) != size:
        raise SimulationError(
            f"{name!r} must give one class for each of the {size} {of}; it has the shape "
            f"{answers.shape}."
        )
    if answers.dtype == object:
        answers = np.array([str(a) if isinstance(a, str) else a for a in answers.tolist()])
    if answers.dtype.kind not in "biufSU":
        raise SimulationError(f"{name!r} must hold class names or numbers, nothing missing.")
    if answers.dtype.kind == "f" and not np.isfinite(answers).all():
        raise SimulationError(f"{name!r} holds NaN; leave out the items without a class.")
    return answers


def _test_set(test: Any, pool: Pool, values: npt.NDArray[Any]) -> tuple[Any, Any]:
    try:
        features, y = test
    except (TypeError, ValueError) as error:
        raise SimulationError(
            f"'test' is a share of the pool, such as {HELD_OUT}, or a pair (features, labels)."
        ) from error
    features = features if hasattr(features, "indptr") else np.asarray(features)
    answers = _labels("test", y, features.shape[0], "rows of its features")
    if features.shape[0] == 0 or features.shape[1:] != pool.inputs.shape[1:]:
        raise SimulationError(
            f"'test' needs rows of the shape {tuple(pool.inputs.shape[1:])}, like the pool's; "
            f"its features have the shape {features.shape}."
        )
    if not finite_rows(features.reshape(len(answers), -1)).all():
        raise SimulationError("'test' has rows with NaN or infinity; leave them out.")
    known = np.isin(answers, values)
    if not known.all():
        raise SimulationError(
            f"'test' has the class {answers[~known][0].item()!r}, which does not occur in 'y'."
        )
    return features, np.searchsorted(values, answers).astype(np.int64)


def said_of(thing: Any, name: str) -> str:
    """Return text that tells one strategy or learner from another, for the store.

    Raises
    ------
    SimulationError
        The object's ``repr`` holds its place in memory, which is another one every time.
    """
    text = repr(thing)
    state = getattr(thing, "state_dict", None)
    if callable(state):
        import hashlib

        found = hashlib.sha256()
        for key, tensor in state().items():
            found.update(f"{key} {tuple(tensor.shape)}".encode())
            found.update(tensor.detach().cpu().numpy().tobytes())
        text += f" {found.hexdigest()}"
    if re.search(r" at 0x[0-9a-f]+", text, re.IGNORECASE):
        raise SimulationError(
            f"A store tells runs apart by their settings, but {name} has no lasting description "
            f"({text[:80]}). Give its class a __repr__ that shows its parameters, or leave "
            "'store' out."
        )
    return text
