"""Several ideas at once, large pools, and the choice among strategies."""

from __future__ import annotations

from jupyter_al.strategies.hybrid import catalogue_mixed

__all__ = ["catalogue_mixed"]
