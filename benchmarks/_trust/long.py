"""Long sessions on large pools: what needs hundreds of audited labels to be said at all."""

from __future__ import annotations

import math
import time
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.isotonic import IsotonicRegression

from benchmarks._trust.random_curve import RandomCurve
from benchmarks._trust.session import Case, number, patience, session_of, truths
from benchmarks._trust.worlds import World
from jupyter_al.evaluation.cost import Target

__all__ = ["POOL", "SETS", "SIZES", "LongCase", "crossing", "simulate", "target_row"]

SETS = ("tab_letter", "agnews", "banking77", "fashion_mnist", "cifar10n")  # of 12,000 rows or more
POOL = 6000
SIZES = (40, 80, 140, 250, 450, 900, 1600, 2800, 5000)  # of random labels
BATCHES = (50, 50, 100, 100, 100, 200, 200, 400, 400)
TARGETS = (4, 6)  # batches after which a target is asked for
GAINS = {7: "middle", 9: "end"}
REPEATS = 4  # of the smaller random arms
STEP = 0.05  # a target is the next such number above the accuracy that is shown


@dataclass(frozen=True)
class LongCase(Case):
    """Half of these sessions audit half of their answers, the others 30 %."""

    @property
    def audit(self) -> float:
        """Share of the answers that are audited."""
        return (0.3, 0.5)[self.repeat % 2]


def simulate(case: LongCase, world: World, random: RandomCurve) -> dict[str, Any]:
    """Label 1,600 items; return what was said of gains and targets, and what came."""
    started = time.perf_counter()
    numbers: list[list[Any]] = []
    path: list[tuple[int, float]] = []
    asked: list[tuple[str, Target]] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with session_of(case, world, case.audit) as session:
            for place, batch in enumerate(BATCHES, 1):
                rows = session.query(batch).indices
                session.annotate(rows, [int(code) for code in world.said[rows]])
                session.fit()
                trainer = session.loop.trainer
                if trainer.model is None:
                    continue
                reached = truths(world, session).reached()
                path.append((trainer.trained_on, reached))
                if place in TARGETS:
                    shown = session.evaluate(patience=0).accuracy.interval.estimate
                    goal = round(STEP * (math.floor(shown / STEP + 1e-9) + 1), 2)
                    if goal < 1:
                        found = session.evaluate(patience=0, target=goal).target
                        asked.append((f"after {place}", found))
                if place in GAINS:
                    found = session.evaluate(patience=patience(session, REPEATS))
                    numbers += _gain(found, GAINS[place], reached, random)
    numbers += [target_row(look, said, path) for look, said in asked]
    seconds = round(time.perf_counter() - started, 2)
    return {"seconds": seconds, "path": path, "numbers": numbers}


def _gain(found: Any, look: str, reached: float, random: RandomCurve) -> list[list[Any]]:
    gain, arm = found.gain, found.random_arm
    n = gain.n_active
    needed = random.labels_for(reached)
    saved = 1 - n / needed if np.isfinite(needed) else 1.0
    out: list[list[Any]] = []
    if gain.accuracy is not None:
        out += number("gain of accuracy, long sessions", look, gain.accuracy, True,
                      {"new": reached - random.at(n)})  # fmt: skip
    if gain.labels_saved is not None:
        out += number("labels saved, long sessions", look, gain.labels_saved, True, {"new": saved})
    audited = 0 if arm is None else arm.n
    out.append(["why no labels saved", look, gain.reason, round(saved, 5), n, audited])
    return out


def target_row(look: str, said: Target, path: list[tuple[int, float]]) -> list[Any]:
    """Return the range beside the labels that it took; None where it took more than there were."""
    took = crossing(path, said.accuracy)
    last = path[-1][0]
    if said.reason:
        return ["why no target", look, said.reason.split(":")[0], took, said.n_labels, last]
    ends = [round(each, 1) if math.isfinite(each) else None for each in (said.low, said.high)]
    shown = [round(said.labels, 1), *ends, said.n_labels, True]
    if took is None and (ends[1] is None or ends[1] > last):
        return ["target not reached", look, *shown, {}, last]
    # more than there were, and than was said
    return ["labels to a target", look, *shown, {"new": last + 1.0 if took is None else took}]


def crossing(path: list[tuple[int, float]], goal: float) -> float | None:
    """Return the labels at which a rising line through the accuracies passes a goal."""
    n, reached = (np.array(part, dtype=np.float64) for part in zip(*path, strict=True))
    rising = IsotonicRegression().fit_transform(n, reached)
    if rising[-1] < goal:
        return None
    at = int(np.argmax(rising >= goal))
    if at == 0:
        return float(n[0])
    share = (goal - rising[at - 1]) / (rising[at] - rising[at - 1])
    between = np.log(n[at - 1]) + share * (np.log(n[at]) - np.log(n[at - 1]))
    return round(float(np.exp(between)), 1)
