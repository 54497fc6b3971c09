"""A strategy under a name of the user's own."""

from __future__ import annotations

from dataclasses import dataclass, replace

from jupyter_al.strategies.delegating import Delegating
from jupyter_al.strategies.strategy import BaseStrategy, Picks, Task

__all__ = ["Called"]


@dataclass(frozen=True)
class Called(Delegating):
    """Picks what `inner` picks; menu, journal and ``Query.strategy`` show the other name.

    Parameters
    ----------
    inner : BaseStrategy
    called : str
    """

    inner: BaseStrategy
    called: str

    @property
    def name(self) -> str:
        """Return the name that was given."""
        return self.called

    def pick(self, task: Task) -> Picks:
        """Pick with the generators of the strategy itself."""
        return self.inner.pick(replace(task, name=self.inner.name))
