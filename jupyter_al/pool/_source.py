"""What a pool is made from, before it is checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Source"]


@dataclass(frozen=True)
class Source:
    """Features and items as a reader found them.

    `unusable` marks items that the reader could not read and `notes` says why. `checked` is true
    where it has looked at all of them already; a text is then never a path.
    """

    features: Any
    items: Any = None
    ids: Any = None
    show: Callable[[Any], Any] | None = None
    unusable: npt.NDArray[np.bool_] | None = None
    notes: tuple[str, ...] = ()
    name: str = "pool"
    checked: bool = False
