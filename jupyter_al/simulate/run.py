"""One run: one strategy labels the pool from scratch, with one seed."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al.pool import Pool
from jupyter_al.session import Session
from jupyter_al.simulate.world import World
from jupyter_al.strategies import Strategy

__all__ = ["Arm", "Settings", "answers_of", "run", "split"]

Codes = npt.NDArray[np.int64]

# one stream of random numbers for each purpose: a longer budget changes no other draw
_HELD_OUT, _FIRST, _NOISE = 1, 2, 3


@dataclass(frozen=True)
class Arm:
    """One run to be made: which strategy, which seed."""

    strategy: str
    seed: int


@dataclass(frozen=True)
class Settings:
    """What all runs of a simulation have in common; see :func:`jupyter_al.simulate.simulate`.

    Attributes
    ----------
    strategies : mapping of str to Strategy
    learner : anything that `learners.resolve` takes
    budget, batch, initial : int
    noise : float
    share : float or None
        Held out of the pool for testing; None where there is a test set.
    """

    strategies: Mapping[str, Strategy]
    learner: Any
    budget: int
    batch: int
    initial: int
    noise: float
    share: float | None


def split(size: int, share: float | None, seed: int) -> tuple[Codes, Codes]:
    """Return ascending positions of the pool and of the held-out rows, the same for all arms."""
    if share is None:
        return np.arange(size), np.empty(0, dtype=np.int64)
    order = np.random.default_rng([seed, _HELD_OUT]).permutation(size)
    cut = held_out(size, share)
    return np.sort(order[cut:]), np.sort(order[:cut])


def held_out(size: int, share: float | None) -> int:
    """Return how many rows are held out."""
    return 0 if share is None else max(1, round(size * share))


def answers_of(codes: Codes, n_classes: int, noise: float, seed: int) -> Codes:
    """Return what the annotator says: `noise` of the answers are another class, drawn uniformly.

    An item gets the same answer whoever asks, so that arms of one seed stay comparable.
    """
    rng = np.random.default_rng([seed, _NOISE])
    wrong = rng.random(len(codes)) < noise
    return np.where(wrong, (codes + rng.integers(1, n_classes, len(codes))) % n_classes, codes)


def run(world: World, settings: Settings, arm: Arm) -> dict[str, Any]:
    """Label up to the budget; return the learning curve and what it took.

    Returns
    -------
    dict
        ``points``: [number of labels, accuracy] after each batch; ``seconds_asking`` and
        ``seconds`` altogether; ``notes``: what the strategy said, each sentence once.
    """
    rows, held = split(len(world), settings.share, arm.seed)
    whole = len(rows) == len(world)
    truth = world.codes if whole else world.codes[rows]
    test = (world.inputs[held], world.codes[held]) if world.test is None else world.test
    answers = answers_of(truth, len(world.classes), settings.noise, arm.seed)
    started, asking = time.perf_counter(), 0.0
    points: list[list[float]] = []
    notes: dict[str, None] = {}
    given: set[int] = set()
    with Session(
        Pool(world.inputs if whole else world.inputs[rows]),
        list(world.classes),
        strategy=settings.strategies[arm.strategy],
        learner=settings.learner,
        audit=0.0,
        test=test,
        seed=arm.seed,
        projection="pca",
    ) as session:
        rng = np.random.default_rng([arm.seed, _FIRST])
        first = rng.choice(len(rows), settings.initial, replace=False)
        session.annotate(first, answers[first])
        given.update(answers[first].tolist())
        known = settings.initial
        if known:
            points.append([known, _accuracy(session, given, test[1])])
        while known < settings.budget:
            goal = min(settings.budget, known + settings.batch)
            while known < goal:  # a strategy may return fewer than it was asked for
                before = time.perf_counter()
                query = session.query(goal - known)
                asking += time.perf_counter() - before
                notes.update(dict.fromkeys(query.notes))
                if not len(query):
                    break
                if len(query) < goal - known:
                    notes["Fewer came back than were asked for: it was fitted more often."] = None
                session.annotate(query.indices, answers[query.indices])
                given.update(answers[query.indices].tolist())
                known += len(query)
            if known < goal:
                notes[f"Nothing was left to ask after {known} labels."] = None
                break
            points.append([known, _accuracy(session, given, test[1])])
    return {
        "points": points,
        "seconds": round(time.perf_counter() - started, 3),
        "seconds_asking": round(asking, 3),
        "notes": list(notes),
    }


def _accuracy(session: Session, given: set[int], truth: Codes) -> float:
    """Fit and test; with labels of one class alone, that class is the answer to everything."""
    session.fit()
    if len(given) == 1:
        return float(np.mean(truth == next(iter(given))))
    share = session.evaluate().interval.estimate
    assert share is not None
    return share
