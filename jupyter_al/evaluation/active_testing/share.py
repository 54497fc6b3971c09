"""The interval of a share (of errors, say) estimated from items drawn unequally."""

from __future__ import annotations

from jupyter_al.evaluation.accuracy.finite_pool import hypergeometric
from jupyter_al.evaluation.active_testing.lure import Risk

__all__ = ["RARE", "share_interval"]


RARE = 7
"""Seen errors below which the labels count as no more than they are."""


def share_interval(
    risk: Risk, level: float, *, seen: int | None = None, drawn_from: int | None = None
) -> tuple[float, float]:
    """Return the Clopper-Pearson interval of the effective number of labels.

    Parameters
    ----------
    risk : Risk
        Of losses that are 0 or 1.
    level : float
    seen : int, optional
        Losses of 1 among the labels; below 7 the interval is widened, see the notes.
    drawn_from : int, optional
        Items of a larger pool of which the population is an even sample: of that pool then.

    Returns
    -------
    (float, float)
        Within [0, 1]; (0, 1) below two labels, without width when the whole pool is labelled.

    Notes
    -----
    ``n_eff = Rc (1 - Rc) / V`` labels drawn uniformly would tell as much (n where V is 0), with
    the mean clipped to ``Rc`` in [1/(2n), 1 - 1/(2n)]; the counts are ``Rc n_eff`` of n_eff.

    Where errors are rare and the surrogate is good, the few errors seen are those it expected,
    each with a small weight; V knows nothing of the others and comes out too small (coverage .91
    to .94 at error rates of 1 to 8 %). So ``n_eff <= n`` while fewer than 7 errors are seen. In
    simulations with error rates of 0.5, 2, 5 and 15 %, pools of 400 and 2000 items, 50 and 100
    labels and a good, a useless and a misleading surrogate (48 cases of 400 runs each) the
    interval of 95 % then covers 94.8 to 100 %: 95 to 99 % at an error rate of 15 %, 99 % or more
    below 2 %, where it is wider than needed, and wider than that of an even audit (Wilson) with
    as many labels. ``docs/trust.md`` has each case, and what whole sessions did.

    A population that is an even sample of `drawn_from` items adds
    ``Rc (1 - Rc) / population * (1 - population / drawn_from)`` to V.
    """
    from scipy.special import betaincinv

    if risk.mean is None or risk.variance is None:
        return 0.0, 1.0
    if risk.n == risk.population and drawn_from in (None, risk.population):
        return risk.mean, risk.mean
    if risk.n == risk.population:
        whole = hypergeometric(round(risk.mean * risk.n), risk.n, int(drawn_from or 0), level=level)
        return whole.low, whole.high
    margin = 1 / (2 * risk.n)
    share = min(1 - margin, max(margin, risk.mean))
    spread = share * (1 - share)
    effective = spread / risk.variance if risk.variance > 0 else float(risk.n)
    if seen is not None and min(seen, risk.n - seen) < RARE:
        effective = min(effective, float(risk.n))
    if drawn_from is not None:
        further = (1 - risk.population / drawn_from) / risk.population
        effective = 1 / (1 / effective + further)
    count, tail = share * effective, (1 - level) / 2
    low = float(betaincinv(count, effective - count + 1, tail))
    high = float(betaincinv(count + 1, effective - count, 1 - tail))
    # clipping keeps an end off 0 or 1; the estimate itself belongs to the interval
    mean = min(1.0, max(0.0, risk.mean))
    return min(low, mean), max(high, mean)
