"""Signs that more labels change little, each with its meaning."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from jupyter_al.errors import AlError
from jupyter_al.evaluation.stopping.error_stability import error_ratio
from jupyter_al.evaluation.stopping.stability import change_bound, changed_share, delta_f, kappa

__all__ = ["Limits", "Round", "Signal", "since_reset", "stop_signals"]

_FALLS = 3


@dataclass(frozen=True, eq=False)
class Round:
    """What one model said about the stop set, a fixed uniform part of the pool.

    Attributes
    ----------
    predicted : (n,) array
        Classes, the same items in every round.
    n_classes : int
        Declared classes; a round with another number begins a new history.
    model : str
        Kind of model; another one begins a new history.
    uncertainty : float or None
        :func:`~.model_doubt.overall_uncertainty`, only of calibrated probabilities.
    error_change : float or None
        :func:`~.error_stability.error_change` since the round before.
    contradiction : float or None
        :func:`~.model_doubt.contradiction` of the labels that this model was fitted to last.
    expected_f : float or None
        :func:`~.model_doubt.expected_f`.
    positive_trained : bool
        Whether there is a label of the positive class, for two classes.
    """

    predicted: Any
    n_classes: int
    model: str = ""
    uncertainty: float | None = None
    error_change: float | None = None
    contradiction: float | None = None
    expected_f: float | None = None
    positive_trained: bool = True


@dataclass(frozen=True)
class Limits:
    """At which value each signal says that more labels change little."""

    kappa: float = 0.99
    delta_f: float = 0.05
    changed: float = 0.005
    uncertainty: float = 0.05
    bound: float = 0.01
    error_ratio: float = 0.10
    window: int = 3
    expected_f: bool = False
    """Whether to watch the F measure the model expects, which takes many rounds."""

    def __post_init__(self) -> None:
        if self.window < 1:
            raise AlError(f"window counts rounds, 1 or more; it is {self.window}.")


@dataclass(frozen=True)
class Signal:
    """One sign.

    Attributes
    ----------
    name : str
    value, limit : float
        The value is NaN while it is not available.
    stable : bool or None
        Whether it says that more labels change little; None while it is not available.
    sentence : str
    """

    name: str
    value: float
    limit: float
    stable: bool | None
    sentence: str

    def __str__(self) -> str:
        return self.sentence


def stop_signals(
    rounds: Sequence[Round],
    *,
    population: int | None = None,
    limits: Limits | None = None,
    positive: Any = 1,
) -> tuple[Signal, ...]:
    """Compute every signal that can be computed.

    Parameters
    ----------
    rounds : sequence of Round
        Oldest first. Only those since the classes or the kind of model changed last are used.
    population : int, optional
        Size of the pool, for the bound on the change of accuracy.
    limits : Limits, optional
    positive
        The positive class of two, for delta F.

    Raises
    ------
    AlError
        When the rounds look at different numbers of items.

    References
    ----------
    Bloodgood and Vijay-Shanker (2009), kappa average; Altschuler and Bloodgood (2019), delta F;
    Zhu, Wang and Hovy (2008), overall uncertainty and classification change; Vlachos (2008),
    contradictory information; Ishibashi and Hino (2020), error stability. The bound is exact
    for any labels.
    """
    history = since_reset(rounds)
    n = len(np.asarray(history[-1].predicted)) if history else 0
    if any(len(np.asarray(each.predicted)) != n for each in history):
        raise AlError("Every round must look at the same items of the stop set.")
    return tuple(_signals(history, population, limits or Limits(), positive)) if n else ()


def since_reset(rounds: Sequence[Round]) -> list[Round]:
    """Return the rounds since the classes or the kind of model changed last."""
    kept = 0
    for each in reversed(rounds):
        if (each.n_classes, each.model) != (rounds[-1].n_classes, rounds[-1].model):
            break
        kept += 1
    return list(rounds[len(rounds) - kept :])


def _signals(
    history: list[Round], population: int | None, at: Limits, positive: Any
) -> Iterator[Signal]:
    last = history[-1]
    pairs = [(new.predicted, old.predicted) for old, new in pairwise(history)][-at.window :]
    full = len(pairs) == at.window

    kappas = [kappa(*pair) for pair in pairs]
    mean = float(np.mean(kappas)) if full else math.nan
    yield _signal(
        "kappa average",
        mean,
        at.kappa,
        mean >= at.kappa,
        f"predictions of the last {at.window} rounds agree beyond chance by {mean:.3f}",
    )
    if last.n_classes == 2:
        moves = [delta_f(*pair, positive, positive_trained=last.positive_trained) for pair in pairs]
        worst = float(np.max(moves)) if full else math.nan
        yield _signal(
            "delta F",
            worst,
            at.delta_f,
            worst < at.delta_f,
            f"the predicted positives of the last {at.window} rounds moved by {worst:.3f} at most",
        )
    share = changed_share(*pairs[-1]) if pairs else math.nan
    yield _signal(
        "classification change",
        share,
        at.changed,
        share <= at.changed,
        f"{100 * share:.1f} % of predictions changed in the last round",
    )
    found = change_bound(*pairs[-1], population=population) if pairs else None
    bound = found.bound if found else math.nan
    words = found.sentence if found else ""
    yield _signal("accuracy-change bound", bound, at.bound, bound <= at.bound, words)
    if last.uncertainty is not None:
        doubt = last.uncertainty
        yield _signal(
            "overall uncertainty",
            doubt,
            at.uncertainty,
            doubt < at.uncertainty,
            f"the model's doubt about unlabelled items is {100 * doubt:.1f} % of the largest",
        )
    if last.error_change is not None:
        ratio = error_ratio([r.error_change for r in history if r.error_change is not None])
        yield _signal(
            "error stability",
            ratio,
            at.error_ratio,
            ratio <= at.error_ratio,
            f"the error can move {ratio:.2f} times as much as in the first rounds",
        )
    if last.contradiction is not None:
        yield _falling(history)
    if at.expected_f and last.expected_f is not None:
        yield _converged(history)


def _signal(name: str, value: float, limit: float, stable: bool, sentence: str) -> Signal:
    if math.isnan(value):
        return Signal(name, value, limit, None, f"{name}: not available yet")
    return Signal(name, value, limit, bool(stable), sentence)


def _falling(history: list[Round]) -> Signal:
    values = [np.nan if r.contradiction is None else r.contradiction for r in history]
    falls = np.diff(values[-_FALLS - 1 :])
    value = values[-1] if len(falls) == _FALLS and np.isfinite(falls).all() else math.nan
    return _signal(
        "contradictory information",
        value,
        0.0,
        bool((falls < 0).all()),
        f"new labels contradict the model with a weight of {value:.3f}",
    )


def _converged(history: list[Round], window: int = 10, least: float = 5e-5) -> Signal:
    values = np.array([np.nan if r.expected_f is None else r.expected_f for r in history])
    grown = math.nan
    if len(values) > window and np.isfinite(values[-window - 1 :]).all():
        grown = float(values[-window:].mean() - values[-window - 1 : -1].mean())
    newest_best = bool(values[-1] >= np.nanmax(values)) if np.isfinite(values[-1]) else False
    return _signal(
        "performance convergence",
        grown,
        least,
        grown < least and newest_best,
        f"the F measure the model expects grew by {grown:.5f} a round",
    )
