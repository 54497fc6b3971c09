"""Intervals that hold however often one looks."""

from __future__ import annotations

from jupyter_al.errors import AlError

__all__ = ["anytime_level"]


def anytime_level(look: int, level: float = 0.95) -> float:
    """Return the level of the interval at one look, so that those of all looks hold together.

    The j-th look may be wrong with probability ``(1 - level) / (j (j + 1))``. These shares sum to
    ``1 - level`` over all j, so the chance that any interval ever misses is at most that (union
    bound; it is less in fact, for two looks share most of their labels: see ``docs/trust.md``).
    An interval at the plain `level` holds for this moment only.

    Parameters
    ----------
    look : int
        1 for the first time that the number is shown, and so on.
    level : float
        For all looks together, in (0, 1).

    Raises
    ------
    AlError
        When `look` is below 1 or `level` outside (0, 1).

    Examples
    --------
    >>> round(1 - anytime_level(5), 8)
    0.00166667
    """
    if look < 1:
        raise AlError(f"look counts from 1; it is {look!r}.")
    if not 0 < level < 1:
        raise AlError(f"level must lie between 0 and 1, such as 0.95; it is {level!r}.")
    return 1 - (1 - level) / (look * (look + 1))
