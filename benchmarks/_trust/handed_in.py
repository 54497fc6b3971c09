"""Sessions that are handed several models, and further data: which is best, what has drifted."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.tree import DecisionTreeClassifier

import jupyter_al as al
from benchmarks._trust.session import Case, number, session_of
from benchmarks._trust.truths import FEWEST_NEW
from benchmarks._trust.worlds import World
from jupyter_al.evaluation.resampling import Range

__all__ = ["simulate"]

ANSWERS, AUDIT = 200, 0.2
ASKED = 60
ADDED = 150
MANY = 2000  # further items, from which their mean is as good as the truth
MODELS: dict[str, Callable[[], Any]] = {
    "logistic": lambda: LogisticRegression(max_iter=500),
    "strict": lambda: LogisticRegression(C=0.003, max_iter=500),
    "neighbours": lambda: KNeighborsClassifier(5),
    "tree": lambda: DecisionTreeClassifier(random_state=0),
}


def simulate(case: Case, world: World) -> dict[str, Any]:
    """Label 200 items, hand in four models, ask which is best; then look for drift."""
    started = time.perf_counter()
    numbers: list[list[Any]] = []
    best: list[dict[str, Any]] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with session_of(case, world, AUDIT) as session:
            _answer(session, world, session.query(ANSWERS).indices)
            session.fit()
            rows, codes = session.loop.recorder.labels.training()
            models = {name: make().fit(world.X[rows], codes) for name, make in MODELS.items()}
            right = {name: _right(model, world) for name, model in models.items()}
            given = {name: _wide(model, world, world.X) for name, model in models.items()}
            rest = np.ones(len(world.X), dtype=bool)
            rest[rows] = False
            found = session.choose_model(given, ask=ASKED)
            for look in ("audit", "asked"):
                if look == "asked":
                    _answer(session, world, found.asked)
                    found = session.choose_model()
                true = _true(right, rest, len(world.new_said) >= FEWEST_NEW)
                numbers += _compared(found, look, true)
                where = "new" if "new" in true else "rest"
                top = max(true[where].values())
                best.append({
                    "look": look, "labels": found.n, "said": float(found.probabilities.max()),
                    "is": true[where][found.best] == top, "clear": found.clear,
                    "lost": round(top - true[where][found.best], 5),
                })  # fmt: skip
            drifts = _drifts(session, world, case)
    numbers += [row for rows_, _ in drifts for row in rows_]
    alarms = [alarm for _, alarm in drifts]
    seconds = round(time.perf_counter() - started, 2)
    return {"seconds": seconds, "numbers": numbers, "best": best, "alarms": alarms}


def _answer(session: al.Session, world: World, rows: Any) -> None:
    session.annotate(rows, [int(code) for code in world.said[rows]])


def _wide(model: Any, world: World, X: Any) -> Any:
    """Return probabilities with a column for each class, also those nobody has labelled."""
    out = np.zeros((len(X), len(world.classes)))
    out[:, model.classes_] = model.predict_proba(X)
    return out


def _right(model: Any, world: World) -> tuple[Any, Any]:
    return model.predict(world.X) == world.said, model.predict(world.new_inputs) == world.new_said


def _true(right: dict[str, tuple[Any, Any]], rest: Any, new: bool) -> dict[str, dict[str, float]]:
    """Return the accuracy of each model, by population."""
    out = {"rest": {name: float(pool[rest].mean()) for name, (pool, _) in right.items()}}
    if new:
        out["new"] = {name: float(other.mean()) for name, (_, other) in right.items()}
    return out


def _compared(found: Any, look: str, true: dict[str, dict[str, float]]) -> list[list[Any]]:
    out: list[list[Any]] = []
    for name, accuracy, less in zip(
        found.names, found.accuracies, found.differences, strict=True
    ):  # fmt: skip
        is_ = {where: each[name] for where, each in true.items()}
        out += number("model handed in", look, accuracy.interval, accuracy.enough, is_)
        if less is not None:
            gap = {where: each[found.best] - each[name] for where, each in true.items()}
            out += number("difference from the leader", look, less, found.enough, gap)
    return out


def _drifts(
    session: al.Session, world: World, case: Case
) -> list[tuple[list[list[Any]], dict[str, Any]]]:
    """Add items as they come, and items of other class shares; the true shift is that of many."""
    model = session.loop.trainer.model
    if model is None or len(world.new_said) < MANY:
        return []
    sure = np.asarray(model.predict_proba(world.new_inputs)).max(axis=1)
    rng = np.random.default_rng([case.seed, 7])
    skewed = rng.dirichlet(np.ones(len(world.classes)))[world.new_said]
    out = []
    for look, weights in (("as before", np.ones(len(sure))), ("other shares", skewed)):
        shares = weights / weights.sum()
        rows = rng.choice(len(sure), ADDED, p=shares)
        found = session.drift(world.new_inputs[rows])
        true = float(shares @ sure - sure.mean())
        ends = Range(found.difference, found.low, found.high, ADDED, 0.95, found.method)
        rows_ = number("drift", look, ends, found.enough, {"new": true})
        out.append((rows_, {"look": look, "alarm": bool(found.alarm), "true": round(true, 4)}))
    return out
