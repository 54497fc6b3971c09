"""Strategies that ask where the model is unsure."""

from __future__ import annotations

from jupyter_al.strategies.registry import register
from jupyter_al.strategies.uncertainty.expected_gradient import ExpectedGradientLength, Ratio
from jupyter_al.strategies.uncertainty.gradient_length import GradientLength
from jupyter_al.strategies.uncertainty.ldm import LDMS
from jupyter_al.strategies.uncertainty.pointwise import Entropy, LeastConfidence, Margin
from jupyter_al.strategies.uncertainty.ratio import Ratio as RatioScore
from jupyter_al.strategies.vocabulary import add_words

add_words(GradientLength, RatioScore)

register(
    "least-confidence",
    LeastConfidence(),
    sentence="Ask where the most probable class is least probable.",
    reference="Lewis and Gale, SIGIR 1994.",
    use_when="there are two classes, or only the best guess counts.",
    fails_when="classes are very unequal: below random in 4 of 5 LabelBench settings.",
)
register(
    "margin",
    Margin(),
    sentence="Ask where the two most probable classes are nearest to a tie.",
    reference="Scheffer, Decomain and Wrobel, IDA 2001; Luo et al., JMLR 2005.",
    use_when="a model is fitted and balanced enough: never below random in 16 balanced "
    "LabelBench settings.",
    fails_when="a large batch is taken at once (its samples repeat each other), or labels are few.",
)
register(
    "entropy",
    Entropy(),
    sentence="Ask where the predicted classes are most spread out.",
    reference="Shannon 1948; Settles, survey 2009.",
    use_when="the whole distribution matters, not just the best guess.",
    fails_when="classes are unequal (below random in 5 of 5 such LabelBench settings) or many.",
)
register(
    "ratio",
    Ratio(),
    sentence="Ask where the second most probable class comes nearest to the first, as a ratio.",
    reference="Settles, survey 2009; after Luo et al., JMLR 2005.",
    use_when="there are many classes, so that all probabilities are small.",
    fails_when="margin does; with two classes it is the same order.",
)
register(
    "egl",
    ExpectedGradientLength(),
    sentence="Ask where the answer is expected to move the last layer furthest.",
    reference="Settles, Craven and Ray, NIPS 2007; Wang et al., AAAI 2022.",
    use_when="the last layer is linear and the length of a row should count too.",
    fails_when="rows differ much in length and are not normalised: the longest ones are asked.",
)
register(
    "ldm-s",
    LDMS(),
    sentence="Ask where the smallest change of the last layer changes the guess, spread apart.",
    reference="Cho, Kim, Lee, Shin and Yoo, ICLR 2024.",
    use_when="probabilities cannot be trusted but the boundary between classes can.",
    fails_when="the last layer is very large or small in its unit: no draw flips, or all do.",
)
