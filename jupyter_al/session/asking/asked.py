"""What is known of a sample when it is asked: kept with the answer, shown on the card."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Asked"]


@dataclass(frozen=True)
class Asked:
    """One asked sample.

    Attributes
    ----------
    item : int
        Position in the pool.
    strategy : str
        Name of the query strategy that chose it, with the arm where it chose one among others.
    round : int
        Number of answers standing when it was ranked; seeds the strategy's generator.
    model_version : int
        0 when no model was fitted yet.
    selection_probability : float or None
        None when the choice was deterministic.
    slice : str
        ``seed``, ``active``, ``audit``, ``test`` or ``recheck``.
    score, rank, considered
        Acquisition score (higher = sooner), 1-based rank, and out of how many.
    reasons : tuple of str
        Sentences for the card's "why this sample".
    """

    item: int
    strategy: str
    round: int = 0
    model_version: int = 0
    selection_probability: float | None = None
    slice: str = "active"
    score: float | None = None
    rank: int = 1
    considered: int = 0
    reasons: tuple[str, ...] = ()
