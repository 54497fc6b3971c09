"""Batches by kernel, transformation and selection; LCMD is one of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from jupyter_al.errors import NotApplicable, StrategyError, nearest
from jupyter_al.numerics.arrays import Floats, Ints, dense
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._distinct import Seen
from jupyter_al.strategies._greedy import choose
from jupyter_al.strategies._words import amount
from jupyter_al.strategies.coverage.typiclust import TypiClust
from jupyter_al.strategies.gradient._fill import complete, shortlist
from jupyter_al.strategies.gradient.selections import SELECTIONS, posterior
from jupyter_al.strategies.gradient.sketch import KERNELS, features_of, needs_of_kernel
from jupyter_al.strategies.strategy import BaseStrategy, Picks, Task

__all__ = ["KernelBatch"]

MODES = ("tp", "p")
_FEATURES = 2**26  # numbers held at once: 256 MB in single precision
_BY_DISTANCE = ("lcmd", "maxdist", "kmeanspp")
_SENTENCES = {
    "lcmd": "farthest ({}) from all that is labelled or chosen, in the group least covered",
    "maxdist": "farthest ({}) from all that is labelled or chosen",
    "kmeanspp": "{} away from all that is labelled or chosen, drawn by the distance",
    "maxdet": "the model knows least about it, given all that is labelled or chosen ({})",
    "maxdiag": "the model knows least about it ({})",
    "bait": "this answer would lower the model's doubt about the pool by {}",
    "fw": "stands for many rows that the batch does not represent yet ({})",
}
_FIRST = "the longest of all vectors ({}), to start from"


@dataclass(frozen=True)
class KernelBatch(BaseStrategy):
    """Deep batch active learning by kernel (Holzmüller et al., JMLR 2023), on a softmax head.

    Features stand for a kernel, are transformed, and a greedy selection chooses the batch. The
    default, LCMD, takes the row farthest from its centre in the cluster with the largest sum of
    squared distances, and makes it a centre; labelled rows are the first centres.

    Parameters
    ----------
    select_by : str
        ``lcmd``, ``maxdist``, ``kmeanspp``, ``maxdet``, ``maxdiag``, ``bait`` (rank one) or
        ``fw`` (Frank-Wolfe).
    kernel : str
        ``grad``: gradients ``(p - onehot(argmax p)) ⊗ (x, 1)``; ``ll``: ``(x, 1)``;
        ``linear``: x.
    mode : str
        ``tp``: the labelled rows count as chosen; ``p``: the pool alone.
    sketch : int
        Wider features are projected at random to so many columns.
    posterior : bool
        Turn the kernel into its posterior covariance given the labelled rows (mode ``p``).
    sigma : float
        Noise of the posterior, of ``maxdet`` and of ``bait``, after the features are scaled to
        length one in the mean.

    Notes
    -----
    Formula: with features f of the kernel (``(p - e_c) ⊗ (x, 1)``, sketched), LCMD asks ``argmax
    ||f - centre(f)||²`` in the cluster with the largest ``sum ||f - centre(f)||²``; the pick
    becomes a centre.

    Cost: features of width s (512 at most by default): time O(N (C D + s)) for them and O((N + L)
    s) a pick (``maxdet``, ``bait``: O(N s + s²)); memory O(N s), so that large pools are
    shortlisted.
    """

    select_by: str = "lcmd"
    kernel: str = "grad"
    mode: str = "tp"
    sketch: int = 512
    posterior: bool = False
    sigma: float = 0.1

    def __post_init__(self) -> None:
        for word, choices in (
            ("select_by", tuple(SELECTIONS)),
            ("kernel", KERNELS),
            ("mode", MODES),
        ):
            value = getattr(self, word)
            if value not in choices:
                raise StrategyError(
                    f"{word} must be one of {', '.join(choices)}, not {value!r}"
                    f"{nearest(str(value), choices)}"
                )
        if not self.sketch >= 1:
            raise StrategyError(f"sketch must be a number of columns from 1, not {self.sketch!r}.")
        if not 0 < self.sigma < np.inf:
            raise StrategyError(f"sigma must be above zero, not {self.sigma!r}.")
        if self.posterior and self.mode == "tp":
            raise StrategyError(
                "posterior=True counts the labelled rows already: choose mode='p' with it."
            )

    @property
    def name(self) -> str:
        """``lcmd``, or ``kernel-`` and the selection."""
        return "lcmd" if self.select_by == "lcmd" else f"kernel-{self.select_by}"

    @property
    def needs(self) -> frozenset[str]:
        """What the kernel is made of."""
        return needs_of_kernel(self.kernel)

    def pick(self, task: Task) -> Picks:
        """Choose; with labels of one class only, gradients hand over to TypiClust."""
        snapshot = task.snapshot
        if self.kernel == "grad":
            if snapshot.n_classes < 2:
                raise NotApplicable(
                    f"{self.name!r} compares classes and only one is declared: add a second."
                )
            if len(np.unique(snapshot.labels)) == 1:
                note = (
                    "All labels are of one class, so that the gradients say nothing: typical rows "
                    "are asked until a second class has a label."
                )
                return replace(TypiClust().pick(task), fallback="typiclust", notes=(note,))
        rng = task.rng()
        labelled = self._labelled(snapshot)
        few = shortlist(task, _FEATURES // self.sketch, None, rng)
        both = np.concatenate([labelled, few.rows])
        features = features_of(snapshot, both, self.kernel, self.sketch, rng)
        task.check()
        features, pool = self._transformed(features, len(labelled))
        step = SELECTIONS[self.select_by](features, pool, self.sigma)
        start = None
        current = step.scores()
        if self.select_by in _BY_DISTANCE and not pool and current.max() > 0:
            start = int(current.argmax())
        seen = Seen.labelled(snapshot)
        chosen = choose(
            step,
            np.arange(len(few.rows), dtype=np.int64),
            task.n,
            rng=rng if self.select_by == "kmeanspp" else None,
            first=start,
            accept=lambda index: seen.is_new(int(few.rows[index])),
            check=task.check,
        )
        gains = np.sqrt(chosen.gains) if self.select_by in _BY_DISTANCE else chosen.gains
        terms: list[dict[str, Any]] = [{"gain": float(gain)} for gain in gains]
        said = _SENTENCES[self.select_by]
        reasons = [said.format(amount(float(gain))) for gain in gains]
        if start is not None and reasons:
            reasons[0] = _FIRST.format(amount(float(gains[0])))
        return complete(task, few.rows, chosen.order, gains, terms, reasons, few.notes)

    def _transformed(self, features: Floats, pool: int) -> tuple[Floats, int]:
        """Return the features, scaled and turned, and how many rows count as chosen."""
        measured = features[:pool] if pool else features
        size = float(np.einsum("ij,ij->", measured, measured, dtype=np.float64))
        if size <= 0:
            size = float(np.einsum("ij,ij->", features, features, dtype=np.float64))
            measured = features
        if size > 0:
            features *= np.sqrt(len(measured) / size)
        if self.posterior and pool:
            features = posterior(features, features[:pool], self.sigma)
        return (features, pool) if self.mode == "tp" else (features[pool:], 0)

    def _labelled(self, snapshot: Snapshot) -> Ints:
        index = snapshot.labelled
        fine = np.isfinite(dense(snapshot.embedding, index)).all(axis=1)
        if self.kernel == "grad":
            fine &= np.isfinite(dense(snapshot.probabilities, index)).all(axis=1)
        return index[fine]
