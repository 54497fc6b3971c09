"""Strategies around another one: they need, and learn from, what it does."""

from __future__ import annotations

from jupyter_al.strategies.strategy import BaseStrategy

__all__ = ["Delegating"]


class Delegating(BaseStrategy):
    """Common part: the needs are those of the strategy inside."""

    inner: BaseStrategy

    @property
    def needs(self) -> frozenset[str]:
        """What the strategy inside needs."""
        return self.inner.needs

    @property
    def rowwise(self) -> frozenset[str]:
        """What the strategy inside needs in each row."""
        return self.inner.rowwise

    @property
    def uses_past(self) -> frozenset[str]:
        """What the strategy inside learns from."""
        return self.inner.uses_past
