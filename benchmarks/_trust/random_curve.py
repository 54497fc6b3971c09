"""How good models of random labels really are: the mean over many, on items they never saw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks._trust.worlds import NEW, rows_of
from jupyter_al import learners
from jupyter_al.simulate.run import answers_of

__all__ = ["RandomCurve", "random_curve"]

SIZES = (10, 20, 40, 80, 140, 250, 450, 900)
DRAWS = 20


@dataclass(frozen=True, eq=False)
class RandomCurve:
    """Mean accuracy with each number of random labels, made monotone."""

    sizes: tuple[int, ...]
    accuracies: tuple[float, ...]

    def at(self, labels: int) -> float:
        """Return the accuracy with so many labels, linear in their logarithm."""
        return float(np.interp(np.log(labels), np.log(self.sizes), self.accuracies))

    def labels_for(self, accuracy: float) -> float:
        """Return the labels an accuracy takes; infinite beyond the largest number."""
        if accuracy > self.accuracies[-1]:
            return float("inf")
        rising = np.maximum.accumulate(self.accuracies) + 1e-9 * np.arange(len(self.sizes))
        return float(np.exp(np.interp(accuracy, rising, np.log(self.sizes))))


def random_curve(
    name: str, noise: float, sizes: tuple[int, ...] = SIZES, draws: int = DRAWS
) -> RandomCurve:
    """Fit models of random labels of each size; score each on up to 5,000 other items."""
    X, codes, classes = rows_of(name)
    learner = learners.resolve("linear")
    sizes = tuple(n for n in sizes if n <= len(codes) // 2)
    found = np.zeros((draws, len(sizes)))
    for draw in range(draws):
        said = answers_of(codes, len(classes), noise, 10_000 + draw)
        order = np.random.default_rng([draw, 3]).permutation(len(codes))
        test = order[-min(NEW, len(codes) - sizes[-1]) :]
        for at, n in enumerate(sizes):
            rows = order[:n]
            if len(np.unique(said[rows])) < 2:
                found[draw, at] = float((said[test] == said[rows[0]]).mean())
                continue
            model = learner.fit(X[rows], said[rows], len(classes), seed=draw)
            predicted = np.asarray(model.predict_proba(X[test])).argmax(axis=1)
            found[draw, at] = float((predicted == said[test]).mean())
    return RandomCurve(sizes, tuple(found.mean(axis=0).round(5).tolist()))
