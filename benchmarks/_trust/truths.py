"""What is true of a model, for each of the populations that an interval may speak of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks._trust.worlds import World
from jupyter_al.evaluation import balanced_accuracy, macro_f1, reliability

__all__ = ["FEWEST_NEW", "Truths"]

FEWEST_NEW = 700  # fewer new items would be a truth with too much chance of its own

Bools = npt.NDArray[np.bool_]
Numbers = dict[str, float]


class Truths:
    """How good one model really is.

    ``rest`` are the items of the pool that do not train the model, with the answers that the
    annotator would give; ``new`` are items that were never in the pool, with such answers;
    ``true`` is as ``rest`` with the true classes.

    Parameters
    ----------
    probabilities : (N, K) array
        Of the pool.
    predict : callable
        Features to probabilities.
    trains, open_ : (N,) bool
        Items that train the model, and items that nobody has answered.
    """

    def __init__(
        self,
        world: World,
        probabilities: Any,
        predict: Callable[[Any], Any],
        trains: Bools,
        open_: Bools,
    ) -> None:
        self.world, self.trains, self.open = world, trains, open_
        self.sure = np.asarray(probabilities).max(axis=1)
        self.predicted = np.asarray(probabilities).argmax(axis=1)
        new = np.asarray(predict(world.new_inputs))
        self.new_sure, self.new_predicted = new.max(axis=1), new.argmax(axis=1)
        rest = ~trains
        self._parts = {
            "rest": (self.predicted[rest], world.said[rest]),
            "true": (self.predicted[rest], world.truth[rest]),
        }
        if len(world.new_said) >= FEWEST_NEW:
            self._parts["new"] = (self.new_predicted, world.new_said)

    def accuracy(self) -> Numbers:
        """Return the share of right predictions."""
        return {where: float((p == y).mean()) for where, (p, y) in self._parts.items()}

    def reached(self) -> float:
        """Return the accuracy on new items, however few there are."""
        return float((self.new_predicted == self.world.new_said).mean())

    def whole(self) -> float:
        """Return the accuracy on all items of the pool, those that train the model too."""
        return round(float((self.predicted == self.world.said).mean()), 5)

    def open_accuracy(self) -> Numbers:
        """Return the accuracy on the items without an answer."""
        right = self.predicted == self.world.said
        true = self.predicted == self.world.truth
        return {"rest": float(right[self.open].mean()), "true": float(true[self.open].mean())}

    def per_class(self, what: str) -> dict[str, Any]:
        """Return recall or precision of each class; NaN for one without items."""
        K = len(self.world.classes)
        out = {}
        for where, (predicted, answers) in self._parts.items():
            of = answers if what == "recall" else predicted
            hits = np.bincount(answers[predicted == answers], minlength=K)
            with np.errstate(invalid="ignore"):
                out[where] = hits / np.bincount(of, minlength=K)
        return out

    def average(self, name: str) -> Numbers:
        """Return the macro-F1 or the balanced accuracy."""
        measure = macro_f1 if name == "macro-F1" else balanced_accuracy
        return {w: measure(*part, draws=1).value.estimate for w, part in self._parts.items()}

    def shares(self) -> dict[str, Any]:
        """Return the class shares of the whole pool, as annotators and as nature has them."""
        K, world = len(self.world.classes), self.world
        return {
            "rest": np.bincount(world.said, minlength=K) / len(world.said),
            "true": np.bincount(world.truth, minlength=K) / len(world.truth),
        }

    def calibration(self) -> Numbers:
        """Return the calibration error on all items that the model has not seen."""
        rest, world = ~self.trains, self.world
        sure = np.concatenate([self.sure[rest], self.new_sure])
        out = {}
        for where, pool, new in (
            ("rest", world.said, world.new_said), ("true", world.truth, world.new_truth)
        ):  # fmt: skip
            right = np.concatenate([self.predicted[rest] == pool[rest], self.new_predicted == new])
            out[where] = reliability(sure, right, draws=1).error.estimate
        return out
