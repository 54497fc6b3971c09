"""Whether added data look to a model like the data it was measured on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from jupyter_al.errors import AlError
from jupyter_al.evaluation.unlabelled.thresholded_confidence import checked_scores
from jupyter_al.numerics.arrays import Floats

__all__ = ["FEWEST", "Drift", "drift"]

FEWEST = 30


@dataclass(frozen=True)
class Drift:
    """How differently a model scores added items.

    Attributes
    ----------
    alarm : bool
        The distributions differ by chance in at most `level` of such comparisons, and by at least
        `least`.
    distance : float
        Largest difference of the two distribution functions, in [0, 1] (Kolmogorov-Smirnov).
    p_value : float
    difference, low, high : float
        Mean score of the added items less that of the others, with Welch's 95 % interval.
    mean_reference, mean_added : float
    n_reference, n_added : int
    level, least : float
    method : str
    """

    alarm: bool
    distance: float
    p_value: float
    difference: float
    low: float
    high: float
    mean_reference: float
    mean_added: float
    n_reference: int
    n_added: int
    level: float
    least: float
    method: str = "Kolmogorov-Smirnov, Welch"

    @property
    def enough(self) -> bool:
        """Whether there are 30 items on each side; without them there is no alarm."""
        return min(self.n_reference, self.n_added) >= FEWEST

    @property
    def sentence(self) -> str:
        """What the comparison says, with the mean confidence before and now."""
        if not self.enough:
            few = min(self.n_reference, self.n_added)
            which = "added" if self.n_added == few else "earlier"
            return f"not enough evidence yet: {few} of {FEWEST} {which} items"
        now, before = f"{self.mean_added:.2f}", f"{self.mean_reference:.2f}"
        if not self.alarm:
            return (
                f"the {self.n_added} added items look like the others to the model: "
                f"mean confidence {now}, before {before}"
            )
        ends = f"{self.low:+.2f} to {self.high:+.2f}"
        return (
            f"the {self.n_added} added items look different to the model: mean confidence {now}, "
            f"before {before} ({ends}); label some of them before you rely on the accuracy"
        )

    def __str__(self) -> str:
        return self.sentence


def drift(reference: Any, added: Any, *, level: float = 0.01, least: float = 0.1) -> Drift:
    """Compare the confidence of a model on added items with that on the items before.

    Parameters
    ----------
    reference : (n,) array_like
        Largest probability of each item of the pool before, or of the audited ones.
    added : (m,) array_like
        The same of the items added.
    level : float
        Share of false alarms, in (0, 1), when nothing has changed.
    least : float
        Distance in [0, 1) below which a difference is too small to matter, however certain.

    Returns
    -------
    Drift
        Silence does not show that nothing has changed: a model may be as sure of what it has
        never seen.

    Raises
    ------
    AlError
        When a side is empty or a score is not finite.

    Examples
    --------
    >>> import numpy as np
    >>> before = np.linspace(0.7, 1, 200)
    >>> drift(before, before - 0.2).alarm, drift(before, before).alarm
    (True, False)
    """
    from scipy.stats import kstwo, t

    if not 0 < level < 1:
        raise AlError(f"level must lie between 0 and 1, such as 0.01; it is {level!r}.")
    if not 0 <= least < 1:
        raise AlError(f"least must be from 0 and below 1, such as 0.1; it is {least!r}.")
    one, two = checked_scores(reference, "reference"), checked_scores(added, "added")
    n, m = len(one), len(two)
    distance = _distance(np.sort(one), np.sort(two))
    p_value = float(kstwo.sf(distance, max(1, round(n * m / (n + m)))))
    gap = float(two.mean() - one.mean())
    half = np.inf
    if min(n, m) > 1:
        parts = np.array([one.var(ddof=1) / n, two.var(ddof=1) / m])
        total = parts.sum()
        half = 0.0
        if total > 0:
            freedom = total**2 / np.sum(parts**2 / np.array([n - 1, m - 1]))
            half = float(t.ppf(0.975, freedom) * np.sqrt(total))
    return Drift(
        alarm=min(n, m) >= FEWEST and p_value <= level and distance >= least,
        distance=distance,
        p_value=p_value,
        difference=gap,
        low=gap - half,
        high=gap + half,
        mean_reference=float(one.mean()),
        mean_added=float(two.mean()),
        n_reference=n,
        n_added=m,
        level=level,
        least=least,
    )


def _distance(one: Floats, two: Floats) -> float:
    """Return the largest difference of the distribution functions of two ascending samples."""
    points = np.concatenate((one, two))
    shares = [np.searchsorted(part, points, side="right") / len(part) for part in (one, two)]
    return float(np.abs(shares[0] - shares[1]).max())
