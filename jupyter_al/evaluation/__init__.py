"""How good a model is, from labels that were not chosen by a strategy, with an interval."""

from jupyter_al.evaluation.accuracy import Estimate, accuracy
from jupyter_al.evaluation.intervals import Interval, clopper_pearson, enough, wilson

__all__ = ["Estimate", "Interval", "accuracy", "clopper_pearson", "enough", "wilson"]
