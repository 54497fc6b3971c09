"""Pools whose answers are known, sampled anew for each seed, and what annotators say of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from benchmarks import _data_sets
from jupyter_al.simulate.run import answers_of

__all__ = ["SETS", "World", "rows_of", "world"]

SETS = (
    "digits", "tab_segment", "tab_spambase", "tab_page_blocks", "tab_letter", "tab_credit_g",
    "agnews", "banking77", "fashion_mnist", "cifar10n",
)  # fmt: skip
POOL = 2500
WIDTH = 32  # principal components: many sessions need a model of milliseconds
MOST = 16_000  # rows of a set
NEW = 5000
_SAMPLE = 11

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class World:
    """A pool, further items like it, their classes, and what annotators say of each.

    Attributes
    ----------
    X : (N, D) float32
    truth, said : (N,) int64
        They differ where the annotator errs.
    new_inputs, new_truth, new_said
        The same of items that are in nobody's pool.
    classes : tuple of str
    """

    X: npt.NDArray[np.float32]
    truth: Codes
    said: Codes
    new_inputs: npt.NDArray[np.float32]
    new_truth: Codes
    new_said: Codes
    classes: tuple[str, ...]


@cache
def rows_of(name: str) -> tuple[npt.NDArray[np.float32], Codes, tuple[str, ...]]:
    """Return all rows of a set, with at most 32 columns."""
    data = _data_sets.LOADERS[name](_data_sets.FOLDER)
    X, y = np.asarray(data.X), np.asarray(data.y)
    if data.test is not None:
        X, y = np.concatenate([X, data.test[0]]), np.concatenate([y, data.test[1]])
    if len(y) > MOST:
        kept = np.sort(np.random.default_rng(0).choice(len(y), MOST, replace=False))
        X, y = X[kept], y[kept]
    if X.shape[1] > WIDTH:
        from sklearn.decomposition import PCA

        X = PCA(WIDTH, random_state=0).fit_transform(X)
    names, codes = np.unique(y, return_inverse=True)
    return X.astype(np.float32), codes.reshape(-1).astype(np.int64), tuple(map(str, names))


def world(name: str, noise: float, seed: int, pool: int = POOL) -> World:
    """Return a pool of so many items, or of half of the rows, and up to 5,000 others.

    `noise` of the answers are another class, each equally likely; whoever asks gets the same one.
    """
    X, codes, classes = rows_of(name)
    rng = np.random.default_rng([seed, _SAMPLE])
    order = rng.permutation(len(codes))
    size = min(pool, len(codes) // 2)
    mine, others = order[:size], order[size : size + NEW]
    said = answers_of(codes, len(classes), noise, seed)
    return World(X[mine], codes[mine], said[mine],
                 X[others], codes[others], said[others], classes)  # fmt: skip
