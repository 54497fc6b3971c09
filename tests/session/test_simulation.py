"""Does choosing help? A simulated annotator on digits, five seeds, paired with random."""

from __future__ import annotations

import numpy as np
import pytest

import jupyter_al as al

from .conftest import CLASSES, Digits

SEEDS = range(5)
LABELS = 100


def accuracy_after(digits: Digits, strategy: str, seed: int) -> float:
    """Accuracy on held-out digits after 100 labels, 20 of them random to begin with."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(digits.y))
    train, test = order[:1297], order[1297:]
    X, y = digits.X[train], digits.y[train]
    session = al.Session(
        al.Pool(X), CLASSES, strategy=strategy, audit=0, seed=seed, projection="pca"
    )
    start = rng.choice(len(X), 20, replace=False)
    session.annotate(start, y[start])
    while len(session.labels) < LABELS:
        query = session.query(20)
        session.annotate(query.indices, y[query.indices])
    session.fit()
    model = session.loop.trainer.model
    assert model is not None
    return float((model.predict_proba(digits.X[test]).argmax(axis=1) == digits.y[test]).mean())


@pytest.fixture(scope="module")
def random_arm() -> list[float]:
    digits = Digits()
    return [accuracy_after(digits, "random", seed) for seed in SEEDS]


@pytest.mark.parametrize("strategy", ["ralif", "margin", "badge"])
def test_choosing_beats_random(digits: Digits, random_arm: list[float], strategy: str) -> None:
    chosen = [accuracy_after(digits, strategy, seed) for seed in SEEDS]
    gain = np.subtract(chosen, random_arm)
    print(
        f"{strategy}: {np.mean(chosen):.3f}, random {np.mean(random_arm):.3f}, "
        f"paired gain {gain.mean():+.3f} (each seed {np.round(gain, 3).tolist()})"
    )
    assert gain.mean() > 0
