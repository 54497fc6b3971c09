"""TAILOR: a choice among strategies by what their questions have brought so far."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from jupyter_al.errors import NotApplicable, StrategyError
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._words import ordinary
from jupyter_al.strategies.composition import Composition
from jupyter_al.strategies.filters import Dedupe
from jupyter_al.strategies.hybrid.arms import class_weights, counts_of_arms, draw_rewards
from jupyter_al.strategies.hybrid.galaxy import Galaxy
from jupyter_al.strategies.hybrid.one_class import Likely, Undecided
from jupyter_al.strategies.registry import get
from jupyter_al.strategies.strategy import BaseStrategy, Picks, Task

__all__ = ["Tailor"]

_FOR_EACH_CLASS = ("likely", "undecided", "galaxy")


@dataclass(frozen=True)
class Tailor(BaseStrategy):
    """TAILOR (Zhang, Shao, Verma and Nowak, NeurIPS 2023) for one label an item.

    For each place in the batch every arm draws from its belief about the classes that it finds,
    and the arm whose draw promises most asks its next row. What each arm has found is read from
    ``snapshot.past`` (`asked_by` holds the term ``arm`` of a pick); nothing is kept here. Each arm
    answers as if it chose the whole batch, so that picks of other arms do not repel its own.

    Parameters
    ----------
    arms : tuple of str
        Names of strategies; ``likely``, ``undecided`` and ``galaxy`` become one arm a class.
    discount : float
        What a round leaves of earlier evidence, in (0, 1].
    reward : str
        ``balance``: labels of rare classes are worth more; ``find``: all the same.

    Notes
    -----
    Formula: arm k draws ``theta_k ~ Dirichlet(1 + counts_k)``, the classes that it found; the arm
    with the largest ``theta_k . v`` asks next, with ``v_c = 1 / max(1, labels of c)``, negative for
    a class with more than half of all labels.

    Cost: that of all arms together, plus O(n K C) for K arms.
    """

    arms: tuple[str, ...] = ("least-confidence", "badge", *_FOR_EACH_CLASS)
    discount: float = 0.9
    reward: str = "balance"

    def __post_init__(self) -> None:
        named = isinstance(self.arms, (tuple, list)) and all(isinstance(a, str) for a in self.arms)
        if not named or not self.arms or len(set(self.arms)) < len(self.arms):
            raise StrategyError(
                f"arms must hold names of strategies, each once, not {self.arms!r}."
            )
        object.__setattr__(self, "arms", tuple(self.arms))
        if not 0 < self.discount <= 1:
            raise StrategyError(f"discount must be in (0, 1], not {self.discount!r}.")
        if self.reward not in ("balance", "find"):
            raise StrategyError(f"reward must be 'balance' or 'find', not {self.reward!r}.")
        for arm in self.arms:
            if arm not in _FOR_EACH_CLASS and not isinstance(_known(arm), BaseStrategy):
                raise StrategyError(f"arms: {arm!r} cannot be asked row by row; leave it out.")

    @property
    def name(self) -> str:
        """``tailor``."""
        return "tailor"

    @property
    def needs(self) -> frozenset[str]:
        """What the arms need together."""
        return frozenset().union(*(arm.needs for arm in self._kinds()))

    @property
    def uses_past(self) -> frozenset[str]:
        """Which arm asked for which label, and what the arms learn from."""
        return frozenset({"asked_by"}).union(*(arm.uses_past for arm in self._kinds()))

    def _kinds(self) -> list[BaseStrategy]:
        """Return the arms, of those for each class one."""
        return [_of_class(a, 0) if a in _FOR_EACH_CLASS else _known(a) for a in self.arms]

    def strategies(self, snapshot: Snapshot) -> dict[str, BaseStrategy]:
        """Return the arms by name, for the classes of this snapshot."""
        found: dict[str, BaseStrategy] = {}
        for arm in self.arms:
            if arm not in _FOR_EACH_CLASS:
                found[arm] = _known(arm)
                continue
            for code, name in enumerate(snapshot.classes):
                found[f"{arm}: {name}"] = _of_class(arm, code)
        return found

    def counts(self, snapshot: Snapshot) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Return the (K, C) discounted counts of the labels that each arm has found."""
        past = snapshot.past
        arms = list(self.strategies(snapshot))
        labels = snapshot.labels if len(past.asked_by) else snapshot.labels[:0]
        return counts_of_arms(
            arms, past.asked_by, past.asked_in, labels, snapshot.n_classes, self.discount
        )

    def pick(self, task: Task) -> Picks:
        """Draw an arm for each place; the score is what its draw promised."""
        snapshot, n = task.snapshot, task.n
        if snapshot.n_classes < 2:
            raise NotApplicable("'tailor' compares classes and only one is declared: add a second.")
        arms = list(self.strategies(snapshot).items())
        counts, rng = self.counts(snapshot), task.rng()
        weights = class_weights(snapshot.labels, snapshot.n_classes, self.reward)
        # one row of each kind, so that two arms cannot ask copies of the same one
        rows = task.rows[Dedupe().kept(task, task.rows, None)]
        answers: dict[int, Picks] = {}
        places: dict[int, int] = {}
        taken: set[int] = set()
        chosen: list[tuple[int, int, float]] = []
        spent: set[int] = set()
        while len(chosen) < n and len(spent) < len(arms):
            task.check(len(chosen) / n)
            promised = draw_rewards(counts, weights, rng)
            promised[list(spent)] = -np.inf
            arm = int(promised.argmax())
            if arm not in answers:
                own = replace(task, rows=rows, name=arms[arm][1].name, progress=None)
                answers[arm], places[arm] = arms[arm][1].pick(own), 0
            positions = answers[arm].positions
            while places[arm] < len(positions) and int(positions[places[arm]]) in taken:
                places[arm] += 1
            if places[arm] == len(positions):
                spent.add(arm)
                continue
            taken.add(int(positions[places[arm]]))
            chosen.append((arm, places[arm], float(promised[arm])))
        return _told([name for name, _ in arms], answers, chosen, self._notes(snapshot, arms))

    def _notes(self, snapshot: Snapshot, arms: list[tuple[str, BaseStrategy]]) -> tuple[str, ...]:
        known = {name for name, _ in arms}
        if any(name in known for name in snapshot.past.asked_by):
            return ()
        return ("It is not known which arm asked for which label: all arms have the same chance.",)


def _told(
    names: list[str],
    answers: dict[int, Picks],
    chosen: list[tuple[int, int, float]],
    notes: tuple[str, ...],
) -> Picks:
    terms, reasons = [], []
    for arm, place, _ in chosen:
        terms.append({**answers[arm].terms[place], "arm": names[arm]})
        reasons.append(f"{answers[arm].reasons[place]} (asked by {ordinary(names[arm])})")
    used = sorted({arm for arm, _, _ in chosen})
    said = dict.fromkeys(note for arm in used for note in answers[arm].notes)
    fallback = next((answers[arm].fallback for arm in used if answers[arm].fallback), None)
    return Picks(
        np.array([answers[arm].positions[place] for arm, place, _ in chosen], dtype=np.int64),
        np.array([promise for _, _, promise in chosen]),
        terms,
        reasons,
        fallback=fallback,
        notes=(*notes, *said),
    )


def _known(name: str) -> BaseStrategy:
    strategy = get(name)
    if not isinstance(strategy, BaseStrategy):
        raise StrategyError(f"arms: {name!r} cannot be asked row by row; leave it out.")
    return strategy


def _of_class(word: str, code: int) -> BaseStrategy:
    if word == "galaxy":
        return Galaxy(code)
    return Composition(Likely(code) if word == "likely" else Undecided(code))
