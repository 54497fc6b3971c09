"""``al.simulate``: strategies on a pool whose labels are known."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

import jupyter_al
from jupyter_al import learners
from jupyter_al.errors import SimulationError, names_the_nearest
from jupyter_al.pool import Pool
from jupyter_al.simulate import arguments
from jupyter_al.simulate.processes import cores, in_processes, why_not
from jupyter_al.simulate.progress import ProgressLine
from jupyter_al.simulate.result import Failure, Run, Simulation
from jupyter_al.simulate.run import Arm, Settings, held_out, run
from jupyter_al.simulate.store import RunStore
from jupyter_al.simulate.world import World
from jupyter_al.strategies import Strategy

__all__ = ["simulate"]


@names_the_nearest
def simulate(
    pool: Pool,
    y: Any,
    *,
    strategies: Iterable[str | Strategy] | Mapping[str, str | Strategy] = ("auto",),
    budget: int = 200,
    batch: int = 20,
    seeds: int | Iterable[int] = 5,
    learner: Any = "linear",
    noise: float = 0.0,
    test: Any = None,
    initial: int | None = None,
    jobs: int | None = None,
    store: str | os.PathLike[str] | None = None,
    progress: bool = True,
) -> Simulation:
    """Let strategies label the pool from scratch, with `y` as the annotator.

    Each run drives a :class:`jupyter_al.Session`. Runs of one seed share the held-out rows, the
    first labels and the annotator's mistakes, so that strategies are compared in pairs.

    Parameters
    ----------
    pool : Pool
    y : (N,) array_like
        The true class of each item, as names or numbers.
    strategies : list of str or Strategy, or dict of these by name
        ``random`` and ``margin`` are added where they are missing.
    budget : int
        Labels at the end of a run.
    batch : int
        Labels between two fits.
    seeds : int or list of int
        How many runs of each strategy, or their seeds. A ranking takes at least 5.
    learner : str, classifier, torch module or Learner
        As for a session.
    noise : float
        Share of the annotator's answers that are wrong: another class, drawn uniformly. The
        test labels stay right.
    test : float or (features, labels), optional
        Share of the pool that is held out for testing, drawn anew for each seed, or a test set;
        default a quarter of the pool.
    initial : int, optional
        Labels drawn uniformly before the strategy begins; default one batch. With 0 the
        strategy begins by itself; one that needs a model hands over to a cold start.
    jobs : int, optional
        Processes; default one for each processor. 1 runs here.
    store : path, optional
        Folder in which finished runs are kept; runs of the same settings, data and version of
        this package are taken from it.
    progress : bool
        Whether to show a line that says how far it is.

    Returns
    -------
    Simulation
        ``.frame``, ``.table()``, ``.plot()``, ``.ranking()``.

    Raises
    ------
    SimulationError
        An argument is wrong, or every run failed.

    Examples
    --------
    >>> import jupyter_al as al
    >>> from sklearn.datasets import load_digits
    >>> X, y = load_digits(return_X_y=True)
    >>> found = al.simulate(al.Pool(X), y, budget=40, seeds=1, jobs=1, progress=False)
    >>> sorted(found.frame["strategy"].unique())
    ['auto', 'margin', 'random']
    """
    world, share = arguments.world_of(pool, y, test)
    learners.resolve(learner)
    batch = arguments.number("batch", batch, 1)
    settings = Settings(
        strategies=arguments.strategies_of(strategies),
        learner=learner,
        budget=arguments.number("budget", budget, 1),
        batch=batch,
        initial=batch if initial is None else arguments.number("initial", initial, 0),
        noise=arguments.share_of("noise", noise, 0.0, 1.0),
        share=share,
    )
    _check_sizes(world, settings)
    wanted = None if jobs is None else arguments.number("jobs", jobs, 1)
    if not isinstance(progress, (bool, np.bool_)):
        raise SimulationError(f"'progress' is True or False, not {progress!r}.")
    arms = [Arm(label, seed) for seed in arguments.seeds_of(seeds) for label in settings.strategies]
    described = _describe(world, settings, lasting=store is not None)
    keys = {arm: {**described, "strategy": _named(settings, arm), "seed": arm.seed} for arm in arms}
    kept = None if store is None else RunStore(store)
    outcomes = {arm: found for arm in arms if kept and (found := kept.get(keys[arm])) is not None}
    todo = [arm for arm in arms if arm not in outcomes]
    failures = []
    line = ProgressLine(len(arms), len(outcomes), progress)
    line.begin()
    notes = []
    if kept is not None and kept.broken:
        notes.append(f"{kept.broken} lines of the store could not be read; those runs were remade.")
    notes.extend(
        f"What is called {label!r} here, and the others are compared with, is {strategy.name}."
        for label, strategy in settings.strategies.items()
        if label in arguments.ALWAYS and strategy.name != label
    )
    n_jobs, note = _how_many(settings, wanted, len(todo))
    notes.extend([note] if note else [])
    try:
        for arm, outcome in _outcomes(world, settings, todo, n_jobs):
            if "error" in outcome:
                failures.append(Failure(arm.strategy, arm.seed, str(outcome["error"])))
            else:
                outcomes[arm] = outcome
                if kept is not None:
                    kept.add(keys[arm], outcome)
            line.step(arm.strategy, arm.seed)
    finally:
        line.end()
    if not outcomes:
        raise SimulationError(f"Every run failed; the first with: {failures[0].sentence}")
    return Simulation(
        runs=tuple(Run(a.strategy, a.seed, **outcomes[a]) for a in arms if a in outcomes),
        failures=tuple(failures),
        settings={
            **described,
            "strategies": {label: repr(s) for label, s in settings.strategies.items()},
            "seeds": list(dict.fromkeys(arm.seed for arm in arms)),
        },
        notes=tuple(notes),
    )


def _check_sizes(world: World, settings: Settings) -> None:
    available = len(world) - held_out(len(world), settings.share)
    if settings.budget > available:
        raise SimulationError(
            f"'budget' is {settings.budget}, but only {available} items can be asked; "
            "lower 'budget' or hold out less with 'test'."
        )
    if settings.initial > settings.budget:
        raise SimulationError(
            f"'initial' ({settings.initial}, by default one batch) exceeds 'budget' "
            f"({settings.budget}); lower it."
        )


def _describe(world: World, settings: Settings, *, lasting: bool) -> dict[str, Any]:
    """Return every setting that two runs may share, as plain values."""
    learner = settings.learner
    learner = learners.resolve(learner) if isinstance(learner, str) else learner
    if lasting:
        for label, strategy in settings.strategies.items():
            arguments.said_of(strategy, f"the strategy {label!r}")
    return {
        "jupyter_al": jupyter_al.__version__,
        "data": world.digest,
        "items": len(world),
        "classes": list(world.classes),
        "learner": arguments.said_of(learner, "the learner") if lasting else repr(learner),
        "budget": settings.budget,
        "batch": settings.batch,
        "initial": settings.initial,
        "noise": settings.noise,
        "test": settings.share if world.test is None else f"{len(world.test[1])} rows given",
    }


def _named(settings: Settings, arm: Arm) -> dict[str, str]:
    return {"name": arm.strategy, "is": repr(settings.strategies[arm.strategy])}


def _how_many(settings: Settings, wanted: int | None, runs: int) -> tuple[int, str | None]:
    """Return the number of processes, and a sentence where it is not what one would expect."""
    jobs = min(cores() if wanted is None else wanted, max(1, runs))
    if jobs == 1:
        return 1, None
    reason = why_not(settings)
    if reason is None:
        return jobs, None
    if wanted is not None:
        raise SimulationError(f"'jobs' must be 1 here: {reason}.")
    return 1, f"The runs were made one after the other: {reason}."


def _outcomes(
    world: World, settings: Settings, arms: Sequence[Arm], jobs: int
) -> Iterator[tuple[Arm, dict[str, Any]]]:
    if jobs > 1:
        yield from in_processes(world, settings, arms, jobs)
        return
    for arm in arms:
        yield arm, _here(world, settings, arm)


def _here(world: World, settings: Settings, arm: Arm) -> dict[str, Any]:
    try:
        return run(world, settings, arm)
    except Exception as error:  # a user's own strategy can raise anything
        return {"error": f"{type(error).__name__}: {error}"}
