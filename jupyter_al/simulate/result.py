"""What came out of a simulation: a frame, a table, a figure, a sentence."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_al.errors import SimulationError
from jupyter_al.simulate.statistics import (
    FEWEST_SEEDS,
    area,
    labels_to,
    mean_of,
    paired,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Failure", "Run", "Simulation"]

BASELINE = "random"


@dataclass(frozen=True)
class Run:
    """One strategy with one seed.

    Attributes
    ----------
    strategy : str
    seed : int
    points : list of [number of labels, accuracy]
    seconds, seconds_asking : float
        Altogether, and in the strategy.
    notes : list of str
        What the strategy said.
    """

    strategy: str
    seed: int
    points: list[list[float]]
    seconds: float = 0.0
    seconds_asking: float = 0.0
    notes: list[str] = field(default_factory=list)

    @property
    def grid(self) -> tuple[int, ...]:
        """The numbers of labels at which the accuracy was measured."""
        return tuple(int(n) for n, _ in self.points)


@dataclass(frozen=True)
class Failure:
    """A run that ended with an error."""

    strategy: str
    seed: int
    sentence: str


@dataclass(frozen=True, eq=False, repr=False)
class Simulation:
    """Learning curves of several strategies and seeds.

    Attributes
    ----------
    runs : tuple of Run
    failures : tuple of Failure
        Runs that ended with an error; they are in no number here.
    settings : dict
        Everything that the runs were made with.
    notes : tuple of str
        What else a person should know.
    """

    runs: tuple[Run, ...]
    failures: tuple[Failure, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def strategies(self) -> tuple[str, ...]:
        """The strategies that have a run, in the order they were given."""
        return tuple(dict.fromkeys(run.strategy for run in self.runs))

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds that are compared: those in which random has its whole curve."""
        grid = self._grid
        return tuple(r.seed for r in self.runs if r.strategy == BASELINE and r.grid == grid)

    @property
    def left_out(self) -> tuple[str, ...]:
        """Strategies that are not compared: in some of the seeds their curve is not whole."""
        grid, known = self._grid, self._by_arm
        return tuple(
            s
            for s in dict.fromkeys([*self.strategies, *(f.strategy for f in self.failures)])
            if any((r := known.get((s, seed))) is None or r.grid != grid for seed in self.seeds)
        )

    @property
    def frame(self) -> pd.DataFrame:
        """One row for each point of each curve: strategy, seed, n_labels, accuracy."""
        import pandas as pd

        rows = [
            (run.strategy, run.seed, int(n), accuracy)
            for run in self.runs
            for n, accuracy in run.points
        ]
        return pd.DataFrame(rows, columns=["strategy", "seed", "n_labels", "accuracy"])

    def table(self, target: float | None = None, level: float = 0.95) -> pd.DataFrame:
        """Compare the strategies over the seeds that all of them have.

        Parameters
        ----------
        target : float, optional
            An accuracy, for ``labels_to_target``; default the mean accuracy with which
            ``random`` ends.
        level : float
            Of the intervals, each taken by itself.

        Returns
        -------
        DataFrame
            One row for each strategy: ``area`` (mean accuracy along the curve), ``final``
            accuracy, ``labels_to_target`` (median over seeds; infinite where most never reach
            it) and ``reached`` (in how many seeds), ``gain`` of area over random in the same
            seed with its t interval ``gain_low``, ``gain_high``, and in how many seeds it
            ``wins``, ``ties``, ``losses``. With at least 5 seeds the rows are ordered and have
            a ``rank``, with fewer they stay as they were given. ``attrs`` holds the target, the
            level, the seeds and the sentence of :meth:`ranking`.
        """
        import pandas as pd

        level = _between(level, "'level' lies between 0 and 1, such as 0.95; not")
        curves = self._curves()
        base = curves[BASELINE]
        if target is None:
            target = float(np.mean([points[-1][1] for points in base]))
        elif target != 1 or isinstance(target, bool):
            target = _between(target, "'target' is an accuracy above 0 and up to 1, not")
        rows: list[dict[str, Any]] = []
        for strategy, of_seeds in curves.items():
            areas = [area(points) for points in of_seeds]
            reached = [labels_to(points, target) for points in of_seeds]
            against = paired(areas, [area(points) for points in base], level)
            rows.append(
                {
                    "strategy": strategy,
                    "area": float(np.mean(areas)),
                    "final": float(np.mean([points[-1][1] for points in of_seeds])),
                    "labels_to_target": float(np.median(reached)),
                    "reached": sum(map(math.isfinite, reached)),
                    "gain": against.gain.mean,
                    "gain_low": against.gain.low,
                    "gain_high": against.gain.high,
                    "wins": against.wins,
                    "ties": against.ties,
                    "losses": against.losses,
                }
            )
        frame = pd.DataFrame(rows).set_index("strategy")
        if self._enough:
            frame = frame.sort_values("area", ascending=False, kind="stable")
            frame.insert(0, "rank", frame["area"].rank(ascending=False, method="min").astype(int))
        frame.attrs = {
            "target": target,
            "level": level,
            "seeds": list(self.seeds),
            "ranking": self.ranking(level),
        }
        return frame

    def ranking(self, level: float = 0.95) -> str:
        """Say which strategies are better than random, or why that cannot be said."""
        level = _between(level, "'level' lies between 0 and 1, such as 0.95; not")
        curves, n = self._curves(), len(self.seeds)
        if not self._enough:
            return (
                f"{n} seed{'s' if n != 1 else ''} {'are' if n != 1 else 'is'} too few to rank "
                f"strategies: run at least {FEWEST_SEEDS}, seeds={FEWEST_SEEDS}."
            )
        areas = {s: [area(points) for points in found] for s, found in curves.items()}
        order = sorted(areas, key=lambda s: -float(np.mean(areas[s])))
        groups: dict[str, list[str]] = {"better": [], "open": [], "worse": []}
        for strategy in order:
            if strategy != BASELINE:
                gain = paired(areas[strategy], areas[BASELINE], level).gain
                group = "better" if gain.low > 0 else "worse" if gain.high < 0 else "open"
                groups[group].append(strategy)
        said = [
            f"{text}: {', '.join(groups[group])}."
            for group, text in (
                ("better", "Better than random"),
                ("open", "Not told apart from random"),
                ("worse", "Worse than random"),
            )
            if groups[group]
        ]
        return (
            f"By area under the curve over {n} seeds (intervals at {level:.0%}, each taken by "
            f"itself). {' '.join(said)}"
        )

    def plot(self, level: float = 0.95) -> Any:
        """Return a plotly figure: mean and interval of each strategy over the seeds.

        Raises
        ------
        SimulationError
            Plotly is not installed.
        """
        from jupyter_al.simulate.figure import figure

        level = _between(level, "'level' lies between 0 and 1, such as 0.95; not")
        n = len(self.seeds)
        bands = {
            strategy: [
                (int(of_point[0][0]), mean_of([accuracy for _, accuracy in of_point], level))
                for of_point in zip(*found, strict=True)
            ]
            for strategy, found in self._curves().items()
        }
        title = f"Mean accuracy over {n} seed{'s' if n != 1 else ''}"
        return figure(bands, title + (f", {level:.0%} interval" if n > 1 else ""))

    @property
    def _by_arm(self) -> dict[tuple[str, int], Run]:
        return {(run.strategy, run.seed): run for run in self.runs}

    @property
    def _grid(self) -> tuple[int, ...]:
        """The numbers of labels in random's longest curve."""
        return max((r.grid for r in self.runs if r.strategy == BASELINE), key=len, default=())

    @property
    def _enough(self) -> bool:
        return len(self.seeds) >= FEWEST_SEEDS

    def _curves(self) -> dict[str, list[list[list[float]]]]:
        """Return the curves of each strategy, in the order of the seeds that are compared."""
        known, seeds, left_out = self._by_arm, self.seeds, self.left_out
        if not seeds:
            raise SimulationError("Every run of random failed: see .failures.")
        return {
            strategy: [known[strategy, seed].points for seed in seeds]
            for strategy in self.strategies
            if strategy not in left_out
        }

    def __repr__(self) -> str:
        head = f"Simulation of {len(self.strategies)} strategies, {len(self.runs)} runs"
        lines = [head + (f", {len(self.failures)} failed" if self.failures else "")]
        lines += [f"  note: {note}" for note in self.notes]
        lines += [f"  failed: {f.strategy}, seed {f.seed}: {f.sentence}" for f in self.failures[:5]]
        if self.left_out and self.seeds:
            lines.append(f"  not compared, for want of whole curves: {', '.join(self.left_out)}")
        try:
            lines += [self.table().round(4).to_string(), self.ranking()]
        except SimulationError as error:
            lines.append(str(error))
        return "\n".join(lines)


def _between(value: Any, sentence: str) -> float:
    """Return a number between 0 and 1."""
    real = isinstance(value, (int, float, np.number)) and not isinstance(value, bool)
    if not real or not 0 < value < 1:
        raise SimulationError(f"{sentence} {value!r}.")
    return float(value)
