"""Which class is looked for, and how common it is among the labels."""

from __future__ import annotations

import numpy as np

from jupyter_al.errors import NotApplicable, StrategyError, nearest
from jupyter_al.numerics.arrays import Floats
from jupyter_al.snapshot import Snapshot

__all__ = ["check_target", "corrected", "prior_of", "target_of"]


def check_target(target: object) -> None:
    """Raise `StrategyError` for something that cannot name a class."""
    if isinstance(target, bool) or not (target is None or isinstance(target, (int, str))):
        raise StrategyError(f"target must be a class name or its position, not {target!r}.")


def target_of(snapshot: Snapshot, target: int | str | None) -> int:
    """Return the position of the class `target`; None is the labelled class with fewest labels.

    Raises
    ------
    StrategyError
        There is no such class.
    NotApplicable
        Only one class is declared: there is nothing to tell apart.
    """
    if snapshot.n_classes < 2 and snapshot.classes:
        raise NotApplicable("A search needs members and others: declare a second class.")
    if isinstance(target, str):
        if target not in snapshot.classes:
            raise StrategyError(f"There is no class {target!r}{nearest(target, snapshot.classes)}")
        return snapshot.classes.index(target)
    if target is not None:
        if not 0 <= target < snapshot.n_classes:
            raise StrategyError(f"target must be from 0 to {snapshot.n_classes - 1}, not {target}.")
        return int(target)
    counts = np.bincount(snapshot.labels, minlength=max(1, snapshot.n_classes))
    return int(np.where(counts > 0, counts, np.iinfo(np.int64).max).argmin())


def prior_of(snapshot: Snapshot, target: int) -> float:
    """Return the share of the labels that is of class `target`; 0 without labels."""
    return float((snapshot.labels == target).mean()) if len(snapshot.labels) else 0.0


def corrected(chance: Floats, among_labels: float, in_pool: float) -> Floats:
    """Return probabilities for a pool in which the class is rarer than among the labels.

    ``odds <- odds [b / (1 - b)] / [a / (1 - a)]`` with a the share among the labels and b the
    share in the pool; no order changes. Unchanged where the labels are all or none of the class.
    """
    if not 0 < among_labels < 1:
        return chance
    up = chance * in_pool * (1 - among_labels)
    down = (1 - chance) * (1 - in_pool) * among_labels
    return np.asarray(up / (up + down))
