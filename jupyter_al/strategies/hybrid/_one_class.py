"""While all labels are of one class a model says nothing: typical rows are asked instead."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from jupyter_al.strategies.coverage.typiclust import TypiClust
from jupyter_al.strategies.strategy import Picks, Task

__all__ = ["typical_instead"]


def typical_instead(task: Task) -> Picks | None:
    """Return what TypiClust asks where all labels are of one class; None where they are not."""
    if len(np.unique(task.snapshot.labels)) != 1:
        return None
    note = (
        "All labels are of one class, so that the model says nothing yet: typical rows are asked "
        "until a second class has a label."
    )
    return replace(TypiClust().pick(task), fallback="typiclust", notes=(note,))
