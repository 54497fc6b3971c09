"""The interval of a share (of errors, say) estimated from items drawn unequally."""

from __future__ import annotations

from jupyter_al.evaluation.active_testing.lure import Risk

__all__ = ["share_interval"]


def share_interval(risk: Risk, level: float) -> tuple[float, float]:
    """Return the Clopper-Pearson interval of the effective number of labels.

    Parameters
    ----------
    risk : Risk
        Of losses that are 0 or 1.
    level : float

    Returns
    -------
    (float, float)
        Within [0, 1]; (0, 1) below two labels, without width when the whole pool is labelled.

    Notes
    -----
    ``n_eff = Rc (1 - Rc) / V`` labels drawn uniformly would tell as much (n where V is 0), with
    the mean clipped to ``Rc`` in [1/(2n), 1 - 1/(2n)]; the counts are ``Rc n_eff`` of n_eff.
    """
    from scipy.special import betaincinv

    if risk.mean is None or risk.variance is None:
        return 0.0, 1.0
    if risk.n == risk.population:
        return risk.mean, risk.mean
    margin = 1 / (2 * risk.n)
    share = min(1 - margin, max(margin, risk.mean))
    spread = share * (1 - share)
    effective = spread / risk.variance if risk.variance > 0 else float(risk.n)
    count, tail = share * effective, (1 - level) / 2
    low = float(betaincinv(count, effective - count + 1, tail))
    high = float(betaincinv(count + 1, effective - count, 1 - tail))
    # clipping keeps an end off 0 or 1; the estimate itself belongs to the interval
    mean = min(1.0, max(0.0, risk.mean))
    return min(low, mean), max(high, mean)
