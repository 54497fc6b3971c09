"""Strategies that ask what an answer is expected to improve."""

from __future__ import annotations

from jupyter_al.strategies.expected.error_reduction import ErrorReduction
from jupyter_al.strategies.expected.expected_error import ExpectedErrorReduction
from jupyter_al.strategies.expected.expected_gain import ExpectedGain
from jupyter_al.strategies.expected.gain_clusters import GainClusters
from jupyter_al.strategies.expected.score_gain import ScoreGain
from jupyter_al.strategies.registry import register
from jupyter_al.strategies.uncertainty.thresholded import Thresholded
from jupyter_al.strategies.vocabulary import add_words

add_words(ErrorReduction, ScoreGain, GainClusters)

register(
    "epig",
    ExpectedGain(rule="log"),
    sentence="Ask the label that tells most about the labels of the rest of the pool.",
    reference="Bickford Smith et al., AISTATS 2023.",
    use_when="there are odd samples: what only settles itself is passed over, unlike by BALD.",
    fails_when="the committee hardly differs, or a large batch is taken: picks repeat each other.",
)
register(
    "bemps",
    ExpectedGain(rule="brier", batch="clusters"),
    sentence="Ask labels that should change predictions most, each for another part of the pool.",
    reference="Tan, Du and Buntine, NeurIPS 2021 (CoreMSE with clustered gains).",
    use_when="batches are large and a committee is at hand.",
    fails_when="the committee hardly differs, or its members are all wrong in the same way.",
)
register(
    "besra",
    ExpectedGain(rule="beta", batch="clusters"),
    sentence="As bemps, by a Beta scoring rule that weighs rare classes more.",
    reference="Tan, Nguyen, Du and Buntine, AAAI 2024; one class against the rest is ours.",
    use_when="classes are unequal and a committee is at hand.",
    fails_when="the committee hardly differs; the method was shown for many labels per item.",
)
register(
    "expected-error-reduction",
    ExpectedErrorReduction(),
    sentence="Ask the label that should leave the least doubt over the pool.",
    reference="Roy and McCallum, ICML 2001; refits of a least-squares head, exact.",
    use_when="labels are few but right, and each one is expensive.",
    fails_when="the model is sure and wrong: its own guesses stand in for the answers.",
)
register(
    "thresholded",
    Thresholded(),
    sentence="Ask, as samples arrive, those on which a committee is not sure or not of one mind.",
    reference="Duan et al., 2025 (arXiv 2504.10559), for more than two classes.",
    use_when="samples come as a stream, or sure predictions are to be kept as labels.",
    fails_when="probabilities are not calibrated: a sure and wrong committee is trusted. "
    "fill=False may return fewer samples than asked for.",
)
