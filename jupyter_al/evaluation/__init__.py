"""How good a model is, from labels that no strategy chose, with an interval; which is best."""

from jupyter_al.evaluation.accuracy.accuracy import Estimate, accuracy
from jupyter_al.evaluation.accuracy.anytime import anytime_level
from jupyter_al.evaluation.accuracy.class_averages import ClassAverage, balanced_accuracy, macro_f1
from jupyter_al.evaluation.accuracy.finite_pool import hypergeometric
from jupyter_al.evaluation.accuracy.interval import Interval, enough
from jupyter_al.evaluation.accuracy.intervals import clopper_pearson, wilson
from jupyter_al.evaluation.accuracy.paired import Comparison, compare
from jupyter_al.evaluation.accuracy.per_class import ClassQuality, per_class
from jupyter_al.evaluation.active_testing.accuracy import ActiveAccuracy, active_accuracy
from jupyter_al.evaluation.active_testing.acquisition import (
    accuracy_scores,
    cross_entropy_scores,
    squared_error_scores,
)
from jupyter_al.evaluation.active_testing.difference import ActiveDifference, active_difference
from jupyter_al.evaluation.active_testing.draw import Draw, draw_items, draw_probabilities
from jupyter_al.evaluation.active_testing.loss import ActiveLoss, active_loss
from jupyter_al.evaluation.active_testing.lure import Risk, lure
from jupyter_al.evaluation.calibration.reliability import Reliability, reliability
from jupyter_al.evaluation.calibration.temperature import (
    Temperature,
    calibrate,
    fit_temperature,
    tempered,
)
from jupyter_al.evaluation.choice.candidates import Candidates, share_best
from jupyter_al.evaluation.choice.model_choice import ModelChoice, choose_model
from jupyter_al.evaluation.choice.model_panel import ModelPanel, model_panel
from jupyter_al.evaluation.gain.gain import Gain, gain_over_random
from jupyter_al.evaluation.gain.learning_curve import LearningCurve, fit_learning_curve
from jupyter_al.evaluation.gain.random_arm import RandomArm, random_arm
from jupyter_al.evaluation.resampling import Range
from jupyter_al.evaluation.shares.class_shares import ClassShares, class_shares
from jupyter_al.evaluation.shares.prior_shift import corrected, shares_without_labels
from jupyter_al.evaluation.stopping.advice import StopAdvice, stop_advice
from jupyter_al.evaluation.stopping.signals import Limits, Round, Signal, stop_signals
from jupyter_al.evaluation.stopping.stability import ChangeBound, change_bound
from jupyter_al.evaluation.unlabelled.agreement import Agreement, agreement
from jupyter_al.evaluation.unlabelled.believed_accuracy import BelievedAccuracy, believed_accuracy
from jupyter_al.evaluation.unlabelled.drift import Drift, drift
from jupyter_al.evaluation.unlabelled.thresholded_confidence import (
    ThresholdedConfidence,
    thresholded_confidence,
)

__all__ = [
    "ActiveAccuracy",
    "ActiveDifference",
    "ActiveLoss",
    "Agreement",
    "BelievedAccuracy",
    "Candidates",
    "ChangeBound",
    "ClassAverage",
    "ClassQuality",
    "ClassShares",
    "Comparison",
    "Draw",
    "Drift",
    "Estimate",
    "Gain",
    "Interval",
    "LearningCurve",
    "Limits",
    "ModelChoice",
    "ModelPanel",
    "RandomArm",
    "Range",
    "Reliability",
    "Risk",
    "Round",
    "Signal",
    "StopAdvice",
    "Temperature",
    "ThresholdedConfidence",
    "accuracy",
    "accuracy_scores",
    "active_accuracy",
    "active_difference",
    "active_loss",
    "agreement",
    "anytime_level",
    "balanced_accuracy",
    "believed_accuracy",
    "calibrate",
    "change_bound",
    "choose_model",
    "class_shares",
    "clopper_pearson",
    "compare",
    "corrected",
    "cross_entropy_scores",
    "draw_items",
    "draw_probabilities",
    "drift",
    "enough",
    "fit_learning_curve",
    "fit_temperature",
    "gain_over_random",
    "hypergeometric",
    "lure",
    "macro_f1",
    "model_panel",
    "per_class",
    "random_arm",
    "reliability",
    "share_best",
    "shares_without_labels",
    "squared_error_scores",
    "stop_advice",
    "stop_signals",
    "tempered",
    "thresholded_confidence",
    "wilson",
]
