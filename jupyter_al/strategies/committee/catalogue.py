"""Where several models disagree."""

from __future__ import annotations

from jupyter_al.strategies.committee import scores
from jupyter_al.strategies.committee.batch_bald import BatchBald
from jupyter_al.strategies.committee.ical import ICAL
from jupyter_al.strategies.committee.pointwise import (
    Bald,
    MeanStd,
    MeanVariationRatio,
    VariationRatio,
)
from jupyter_al.strategies.committee.power_bald import PowerBald, SoftmaxBald, SoftrankBald
from jupyter_al.strategies.registry import register
from jupyter_al.strategies.stochastic_spreads import Power, Softmax, Softrank
from jupyter_al.strategies.vocabulary import add_words

add_words(
    scores.Bald,
    scores.MeanStd,
    scores.VariationRatio,
    scores.MeanVariationRatio,
    scores.ConsensusEntropy,
    Power,
    Softmax,
    Softrank,
)

_SHARED = "Kirsch et al., Stochastic Batch Acquisition, TMLR 2023."
_ALIKE = "the members are all alike, or wrong in the same way; a batch repeats itself."

register(
    "bald",
    Bald(),
    sentence="Ask where the answer tells most about which of several models is right.",
    reference="Houlsby, Huszár, Ghahramani and Lengyel, 2011; Gal et al., ICML 2017.",
    use_when="some samples are ambiguous by nature: no model agrees with itself on those.",
    fails_when=_ALIKE,
)
register(
    "mean-std",
    MeanStd(),
    sentence="Ask where the probabilities of several models differ most.",
    reference="Kampffmeyer, Salberg and Jenssen, 2016; Gal, Islam and Ghahramani, ICML 2017.",
    use_when="you want disagreement on a scale of probabilities, not of information.",
    fails_when=_ALIKE,
)
register(
    "variation-ratio",
    VariationRatio(),
    sentence="Ask where the fewest models vote for the class that wins the vote.",
    reference="Freeman, Elementary Applied Statistics, 1965.",
    use_when="only the answers of the models can be trusted, not their probabilities.",
    fails_when="the committee is small: votes tie and chance decides among the tied samples.",
)
register(
    "mean-variation-ratio",
    MeanVariationRatio(),
    sentence="Ask where the averaged prediction of several models is least sure.",
    reference="Freeman 1965; the variation ratio of Kirsch et al., NeurIPS 2019.",
    use_when="a single model is too sure of itself and the average of several is better.",
    fails_when="samples are ambiguous by nature: it cannot tell doubt from disagreement.",
)
register(
    "power-bald",
    PowerBald(),
    sentence="Draw samples, the likelier the more their answer tells about the model.",
    reference=_SHARED,
    use_when="a batch is asked at once: as good as BatchBALD there, at the cost of BALD.",
    fails_when="a batch is one or two samples: chance then only costs.",
)
register(
    "softmax-bald",
    SoftmaxBald(),
    sentence="Draw samples in proportion to the exponential of what their answer tells.",
    reference=_SHARED,
    use_when="low scores should have a chance too: they may be wrong early on.",
    fails_when="beta is left at one: scores are below log C, so that it is nearly random.",
)
register(
    "softrank-bald",
    SoftrankBald(),
    sentence="Draw samples by their rank in what their answer tells.",
    reference=_SHARED,
    use_when="the order of the scores can be trusted more than their size.",
    fails_when="most scores are equal: the ranks are then invented.",
)
register(
    "batch-bald",
    BatchBald(),
    sentence="Choose the samples whose answers together tell most about the model.",
    reference="Kirsch, van Amersfoort and Gal, NeurIPS 2019.",
    use_when="a batch of up to about fifty is asked at once and copies are common.",
    fails_when="the batch is large: few members can tell only so many answers apart.",
)
register(
    "ical",
    ICAL(),
    sentence="Ask where agreement among several models goes with their agreement on other samples.",
    reference="Jain, Liu and Gifford, Information Condensing Active Learning, 2020.",
    use_when="one answer should settle many others: the models err together on whole groups.",
    fails_when="a batch is large: the picks before do not count, so that it repeats itself.",
)
