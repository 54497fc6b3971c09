"""Which predictions of a committee need no label: sure, and sure alike."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jupyter_al.numerics.arrays import Floats

__all__ = ["ask_at_rate", "trusted"]

_ROUNDING = 1e-12
_BLOCK = 100


def trusted(
    sureness: Floats, spread: Floats, least_sure: float, most_spread: float
) -> npt.NDArray[np.bool_]:
    """Return which rows are trusted: ``sureness >= least_sure and spread <= most_spread``.

    Parameters
    ----------
    sureness : (M,) array
        Largest mean probability.
    spread : (M,) array
        Sample standard deviation over the members of the probability of that class.
    least_sure, most_spread : float
    """
    sure = sureness >= least_sure - _ROUNDING
    return np.asarray(sure & (spread <= most_spread + _ROUNDING))


def ask_at_rate(
    sureness: Floats, spread: Floats, least_sure: float, most_spread: float, rate: float | None
) -> tuple[npt.NDArray[np.bool_], float]:
    """Return which rows of a stream are asked, in its order, and the last threshold.

    With a `rate` the threshold on sureness is moved after each hundred rows,
    ``d <- d + 0.02 (rate - share asked)``, within [0.5, 0.999].
    """
    if rate is None:
        return ~trusted(sureness, spread, least_sure, most_spread), least_sure
    asked = np.empty(len(sureness), dtype=bool)
    for start in range(0, len(sureness), _BLOCK):
        part = slice(start, start + _BLOCK)
        asked[part] = ~trusted(sureness[part], spread[part], least_sure, most_spread)
        least_sure = float(np.clip(least_sure + 0.02 * (rate - asked[part].mean()), 0.5, 0.999))
    return asked, least_sure
