"""What each quantity is, in a sentence or two: the answer to "what is this?"."""

from __future__ import annotations

__all__ = ["MEANINGS"]

MEANINGS = {
    "accuracy": (
        "The share of the pool that the model gets right, measured on items that never trained "
        "it. Of 100 such intervals about 95 hold the true share."
    ),
    "anytime": (
        "Who looks after every round meets a lucky number sooner or later. This wider interval "
        "holds for all looks together."
    ),
    "recall": (
        "Of the audited items of a class, the share that the model finds (recall). Each interval "
        "is for its class alone: of twenty, one will miss."
    ),
    "macro-F1": (
        "For each class the balance of finding it and of being right about it, then the mean: a "
        "rare class counts as much as a frequent one."
    ),
    "balanced accuracy": "The mean over the classes of the share that is found.",
    "labels saved": (
        "How many more labels drawn at random would have made as good a model. Models of audited "
        "labels alone are scored on audited items they have not seen; the curve through them is "
        "never read beyond 3 times the labels it was fitted to."
    ),
    "difference": (
        "Accuracy of the model less that of a model of as many random labels, on the same items."
    ),
    "stop": (
        "Each sign compares the models of the last rounds. They agree when more than half say "
        "that labels of this kind change little; what was never asked may still be wrong."
    ),
    "kappa average": (
        "How far the models of the last rounds agree beyond what chance alone would give; 1 is "
        "the same everywhere."
    ),
    "delta F": "How far the items predicted as the positive class have moved between rounds.",
    "classification change": (
        "The share of a fixed sample of the pool that the last model predicts otherwise than the "
        "one before."
    ),
    "accuracy-change bound": (
        "An item predicted as before is as right as before, so accuracy cannot have moved more "
        "than predictions changed. This holds whatever the labels are."
    ),
    "overall uncertainty": (
        "The mean doubt (entropy) of the calibrated model about items without a label, as a part "
        "of the largest there can be."
    ),
    "error stability": "A bound on how far one more label can still move the expected error.",
    "contradictory information": (
        "How sure the model was of another class where a new label contradicts it; it falls when "
        "there is little left to learn."
    ),
    "performance convergence": "Whether the F measure that the model expects still grows.",
    "calibration": (
        "Of the items that a well calibrated model is 80 % sure of, 80 % are right. This is how "
        "far confidence and accuracy lie apart on average."
    ),
    "temperature": (
        "What the scores are divided by so that the model is as sure as it is right; above 1 it "
        "was too sure."
    ),
    "class shares": (
        "How frequent each class is in the pool, from audited labels: labels that were chosen to "
        "learn from are no even sample."
    ),
    "belief": (
        "What the model's own confidence says of items without labels. A model can be sure and "
        "wrong, so this is no measurement."
    ),
    "time": "Seconds from a sample on the screen to its answer; accidents and pauses are left out.",
    "target": (
        "Where the learning curve of this session reaches the accuracy you named; it is never "
        "read beyond 3 times the labels so far."
    ),
}
"""By quantity; signals by their names."""
