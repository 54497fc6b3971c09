"""What stands for nothing: None, NaN and pandas' own words for it."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["is_missing"]


def is_missing(value: Any) -> bool:
    """Tell whether a single value is missing."""
    # by name, because pandas need not be imported to hold none of its values
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    # NaN and NaT are the only values that differ from themselves; arrays are not asked
    scalar = isinstance(value, (float, np.floating, np.datetime64, np.timedelta64))
    return scalar and bool(value != value)
