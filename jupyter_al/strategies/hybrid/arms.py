"""What the arms of a choice among strategies have earned: Dirichlet beliefs and class weights."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints

__all__ = ["class_weights", "counts_of_arms", "draw_rewards"]


def class_weights(labels: Ints, classes: int, reward: str = "balance") -> Floats:
    """Return the (C,) worth of finding one more label of each class.

    ``v_c = 1 / w_c`` with ``w_c = max(1, labels of c)``, minus that for a class with more than
    half of all labels; one for each class where `reward` is ``find`` or nothing is labelled.
    """
    if reward == "find" or not len(labels):
        return np.ones(classes)
    held = np.maximum(1, np.bincount(labels, minlength=classes)).astype(np.float64)
    out: Floats = np.where(held > 0.5 * len(labels), -1 / held, 1 / held)
    return out


def counts_of_arms(
    arms: Sequence[str],
    asked_by: Sequence[str],
    asked_in: Sequence[int],
    labels: Ints,
    classes: int,
    discount: float = 0.9,
) -> Floats:
    """Return the (K, C) discounted counts of the labels that each arm has found.

    Starts from one; after each round with answers ``counts = discount * counts + new``, so that
    the start fades too. Labels that no arm asked for count for nothing.
    """
    counts = np.ones((len(arms), classes))
    place = {name: k for k, name in enumerate(arms)}
    own = np.array([place.get(name, -1) for name in asked_by], dtype=np.int64)
    rounds = np.asarray(asked_in, dtype=np.int64)
    for each in np.unique(rounds[own >= 0]):
        use = (own >= 0) & (rounds == each)
        counts *= discount
        np.add.at(counts, (own[use], labels[use]), 1.0)
    return counts


def draw_rewards(counts: Floats, weights: Floats, rng: np.random.Generator) -> Floats:
    """Return (K,) ``theta_k . v`` with ``theta_k ~ Dirichlet(counts_k + 1)``."""
    theta = rng.standard_gamma(counts + 1)
    out: Floats = (theta / theta.sum(axis=1, keepdims=True)) @ weights
    return out
