"""One simulated session: everything it says of itself, beside what is true."""

from __future__ import annotations

import time
import warnings
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

import jupyter_al as al
from benchmarks._trust.random_curve import RandomCurve
from benchmarks._trust.truths import Truths
from benchmarks._trust.worlds import World
from jupyter_al.evaluation.accuracy.accuracy import accuracy
from jupyter_al.evaluation.accuracy.intervals import wilson
from jupyter_al.evaluation.evaluation import Evaluation
from jupyter_al.evaluation.stopping.advice import stop_advice
from jupyter_al.session.trust.held_out import estimated, held_out

__all__ = ["Case", "number", "patience", "session_of", "simulate", "truths"]

BATCHES = (40, 40, 40, 40, 60, 60, 60, 60)
MEASURED = 40
LOOKS = {4: "middle", 7: "end"}  # after these batches everything is evaluated
REPEATS = 2  # of the smaller random arms: ten take most of the time of a session


@dataclass(frozen=True)
class Case:
    """Which session: the repeat decides the share of the audit and whether it measures."""

    name: str
    strategy: str
    noise: float
    repeat: int

    @property
    def seed(self) -> int:
        """One of its own: sessions that share an audit would miss together."""
        what = f"{self.name} {self.strategy} {self.noise}"
        return 100 * zlib.crc32(what.encode()) % 10**9 + self.repeat

    @property
    def audit(self) -> float:
        """Share of the answers that are audited: the default, and more."""
        return (0.15, 0.30, 0.15, 0.50)[self.repeat % 4]

    @property
    def measures(self) -> bool:
        """Whether labels are drawn to measure, after the fifth batch."""
        return self.repeat % 3 == 1

    @property
    def compares(self) -> bool:
        """Whether the comparison with random labels is fitted: that takes most of the time."""
        return self.repeat % 4 == 3 or self.repeat % 8 == 1


def simulate(case: Case, world: World, random: RandomCurve) -> dict[str, Any]:
    """Label up to a third of the pool; return the rounds and the numbers with their truths."""
    started = time.perf_counter()
    told = _Told(case, world, random)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with session_of(case, world, case.audit) as session:
            told.run(session)
    seconds = round(time.perf_counter() - started, 2)
    return {"seconds": seconds, "rounds": told.rounds, "numbers": told.numbers}


class _Told:
    """Collects what one session says."""

    def __init__(self, case: Case, world: World, random: RandomCurve) -> None:
        self.case, self.world, self.random = case, world, random
        self.rounds: list[dict[str, Any]] = []
        self.numbers: list[list[Any]] = []
        self.was: dict[int, dict[str, float]] = {}  # labels -> how good the model was

    def run(self, session: al.Session) -> None:
        scale = min(1.0, len(self.world.X) / 3 / sum(BATCHES))
        for place, batch in enumerate(BATCHES):
            query = session.query(max(5, round(scale * batch)))
            self._answer(session, query.indices)
            session.fit()
            if session.loop.trainer.model is None:
                continue
            now = truths(self.world, session)
            self._round(session, now)
            if place in LOOKS:
                last = LOOKS[place] == "end"
                wait = patience(session, REPEATS) if last and self.case.compares else 0.0
                self._numbers(session.evaluate(patience=wait), LOOKS[place], now)
            if LOOKS.get(place) == "middle" and self.case.measures:
                self._answer(session, session.measure(MEASURED).indices)
                found = session.evaluate(patience=0)
                self._numbers(found, "measured", now)
                self._twin(session, found, now)

    def _answer(self, session: al.Session, rows: npt.NDArray[np.int64]) -> None:
        session.annotate(rows, [int(code) for code in self.world.said[rows]])

    def _round(self, session: al.Session, now: Truths) -> None:
        trainer, labels = session.loop.trainer, session.loop.recorder.labels
        held = held_out(labels, trainer.audit)
        right = trainer.snapshot.predicted[held.rows] == held.codes
        given = (right, "audit", trainer.population, held)
        found, always = estimated(*given), estimated(*given, look=trainer.version)
        stop = stop_advice(trainer.rounds.rounds, population=trainer.population)
        is_ = now.accuracy()
        self.was[trainer.trained_on] = is_
        self.rounds.append({
            "labels": trainer.trained_on, "audited": len(held.rows), "look": trainer.version,
            "enough": found.enough, "drawn": held.measured,
            "now": _ends(found.interval), "always": _ends(always.interval),
            "is": is_, "pool": now.whole(),
            "stop": stop.may_stop,
            "signals": {s.name: s.stable for s in stop.signals if s.stable is not None},
            "bound": next((_r(s.value) for s in stop.signals
                           if s.name == "accuracy-change bound" and s.stable is not None), None),
        })  # fmt: skip

    def _numbers(self, found: Evaluation, look: str, now: Truths) -> None:
        put, K = self._put, len(self.world.classes)
        measured = hasattr(found.accuracy, "risk")
        kind = "LURE" if measured else "audit"
        put(kind, look, found.accuracy.interval, found.enough, now.accuracy())
        recall, precision = now.per_class("recall"), now.per_class("precision")
        for c in range(K):
            each = found.classes[c]
            put("recall", look, each.recall, each.known, {k: v[c] for k, v in recall.items()})
            put("precision", look, each.precision, each.precision.n >= 5,
                {k: v[c] for k, v in precision.items()})  # fmt: skip
        for average in (found.macro_f1, found.balanced_accuracy):
            put(average.name, look, average.value, average.enough, now.average(average.name))
        put("calibration error", look, found.reliability.error, found.reliability.enough,
            now.calibration())  # fmt: skip
        shares = now.shares()
        for c, each in enumerate(found.skew.pool.intervals):
            put("class share", look, each, True, {k: v[c] for k, v in shares.items()})
        if found.belief is not None:
            put("belief", look, found.belief, found.belief.enough, now.open_accuracy(),
                n=found.belief.n_source)  # fmt: skip
        arm = found.active_arm
        if arm is not None and arm.n:
            for size, share in zip(arm.sizes.tolist(), arm.accuracies, strict=True):
                if size in self.was and size != found.n_labels:
                    ends = wilson(round(float(share) * arm.n), arm.n)
                    put("earlier models", look, ends, True, self.was[size])
        self._gain(found, look, now)

    def _gain(self, found: Evaluation, look: str, now: Truths) -> None:
        if found.random_arm is None:
            return
        gain, n = found.gain, found.gain.n_active
        reached, arm = now.reached(), found.random_arm
        if gain.accuracy is not None:
            self._put("gain of accuracy", look, gain.accuracy, True,
                      {"new": reached - self.random.at(n)})  # fmt: skip
        needed = self.random.labels_for(reached)
        saved = {"new": 1 - n / needed if np.isfinite(needed) else 1.0}
        if gain.labels_saved is not None:
            self._put("labels saved", look, gain.labels_saved, True, saved)
        self.numbers.append(["why no labels saved", look, gain.reason, saved["new"], n, arm.n])
        if arm.curve.usable:
            for at in (arm.sizes[-1], 2 * arm.sizes[-1]):
                band = arm.draws().band(at)[0]
                kind = "random curve" if at == arm.sizes[-1] else "random curve, twice as far"
                self._put(kind, look, band, True, {"new": self.random.at(int(at))})

    def _twin(self, session: al.Session, found: Evaluation, now: Truths) -> None:
        """Say what an even audit with as many labels would have said."""
        rows = session.loop.trainer.audit.order[: found.accuracy.interval.n]
        right = now.predicted[rows] == self.world.said[rows]
        even = accuracy(right, np.ones(len(right), dtype=bool), population=len(self.world.X))
        self._put("audit, as many labels", "measured", even.interval, even.enough, now.accuracy())

    def _put(
        self, kind: str, look: str, ends: Any, shown: bool, truth: dict[str, float],
        n: int | None = None,
    ) -> None:  # fmt: skip
        self.numbers += number(kind, look, ends, shown, truth, n)


def number(
    kind: str, look: str, ends: Any, shown: bool, truth: dict[str, float], n: int | None = None
) -> list[list[Any]]:
    """Return an interval beside its truths as one row; none where it is made of nothing."""
    n = ends.n if n is None else n
    found = [_r(ends.estimate), _r(ends.low), _r(ends.high)]
    known = {where: _r(value) for where, value in truth.items() if np.isfinite(value)}
    return [[kind, look, *found, n, bool(shown), known]] if n else []


def session_of(case: Case, world: World, audit: float) -> al.Session:
    """Begin the session of a case."""
    return al.Session(
        al.Pool(world.X), list(world.classes), strategy=case.strategy, audit=audit,
        seed=case.seed, projection="pca",
    )  # fmt: skip


def truths(world: World, session: al.Session) -> Truths:
    """Return what is true of the model in use."""
    trainer, labels = session.loop.trainer, session.loop.recorder.labels
    assert trainer.model is not None
    trains = np.zeros(len(world.X), dtype=bool)
    trains[labels.training()[0]] = True
    return Truths(
        world, trainer.snapshot.probabilities, trainer.model.predict_proba, trains,
        labels.state == 0,
    )  # fmt: skip


def patience(session: al.Session, repeats: int) -> float:
    """Return the seconds in which so many repeats of the random arm are fitted, anywhere."""
    fit = max(session.loop.trainer.fits[0].seconds, 1e-4)
    return 5 * (3 * repeats + 1.01) * fit


def _ends(interval: Any) -> list[float | None]:
    return [_r(interval.estimate), _r(interval.low), _r(interval.high)]


def _r(value: float | None) -> float | None:
    return None if value is None or not np.isfinite(value) else round(float(value), 5)
