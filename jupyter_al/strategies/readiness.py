"""Whether a strategy can choose now, and if not, why."""

from __future__ import annotations

from jupyter_al.errors import StrategyError
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies.registry import get
from jupyter_al.strategies.strategy import Strategy

__all__ = ["why_not"]


def why_not(strategy: str | Strategy, snapshot: Snapshot) -> str | None:
    """Return why `strategy` cannot choose from `snapshot`, or None when it can.

    Parameters
    ----------
    strategy : str or Strategy
        A registered name, or the strategy itself.
    snapshot : Snapshot
        What it would see; nothing is computed.

    Returns
    -------
    str or None
        A sentence with what to do about it.

    Raises
    ------
    StrategyError
        Unknown name, or something else than a strategy and a snapshot.
    """
    if isinstance(strategy, str):
        strategy = get(strategy)
    if not callable(getattr(strategy, "select", None)) or not isinstance(snapshot, Snapshot):
        raise StrategyError(
            "why_not(strategy, snapshot) takes a strategy or its name, and what it would see: "
            f"why_not('badge', session.snapshot); not {strategy!r} and {snapshot!r}."
        )
    needs = sorted(getattr(strategy, "needs", ()))
    try:
        snapshot.require(*needs, by=getattr(strategy, "name", None))
    except StrategyError as error:
        return str(error)
    return None
