"""Strategies that cover the pool with kernels, balls and volumes."""

from __future__ import annotations

from jupyter_al.strategies.coverage.balls import BallCover
from jupyter_al.strategies.coverage.coding_rate import KECOR, CodingRate, RelativeEntropy
from jupyter_al.strategies.coverage.csval import CSVAL
from jupyter_al.strategies.coverage.herding import Herding
from jupyter_al.strategies.coverage.max_herding import MaxHerding
from jupyter_al.strategies.coverage.pairwise import PairwiseUnlike
from jupyter_al.strategies.coverage.pcoreset import PCoreSet
from jupyter_al.strategies.coverage.probcover import ProbCover
from jupyter_al.strategies.coverage.pseudo_classes import PseudoClasses
from jupyter_al.strategies.coverage.seedal import SeedAL
from jupyter_al.strategies.coverage.uherding import DoubtHerding, UHerding
from jupyter_al.strategies.coverage.volume import LogDet
from jupyter_al.strategies.registry import register
from jupyter_al.strategies.vocabulary import add_words

add_words(BallCover, Herding, DoubtHerding, LogDet, PairwiseUnlike, PseudoClasses, RelativeEntropy)

register(
    "max-herding",
    MaxHerding(),
    sentence="Ask the samples that together are similar to as much of the pool as possible.",
    reference="Bae, Noh and Sutherland, ECCV 2024.",
    use_when="there are no or few labels and the features are good: it needs no model.",
    fails_when="the bandwidth does not fit the distances, or labels are many.",
)
register(
    "uherding",
    UHerding(),
    sentence="Ask the samples that are similar to much that the model doubts.",
    reference="Bae, Oliveira and Sutherland, ICLR 2025.",
    use_when="one strategy shall serve from the first label on: coverage first, doubt later.",
    fails_when="two labelled samples are nearly alike: the reach of an answer collapses.",
)
register(
    "probcover",
    ProbCover(),
    sentence="Ask the samples whose neighbourhoods hold most of what is not covered yet.",
    reference="Yehuda, Dekel, Hacohen and Weinshall, NeurIPS 2022.",
    use_when="there are no or few labels and the features keep the classes apart.",
    fails_when="the radius is wrong: the choice is very sensitive to it.",
)
register(
    "pcoreset",
    PCoreSet(),
    sentence="Ask the sample whose prediction is farthest from those of all labelled ones.",
    reference="Kang, Lee, Jang, Kim and Hwang, arXiv 2506.00910, 2025.",
    use_when="the model is good from the start and some classes have hardly been predicted.",
    fails_when="the model predicts one class for nearly everything.",
)
register(
    "coding-rate",
    CodingRate(),
    sentence="Ask the samples that span the largest volume with those that are labelled.",
    reference="Luo et al., ICCV 2023; Holzmüller, Zaverkin, Kästner and Steinwart, JMLR 2023.",
    use_when="a batch shall differ in many directions at once.",
    fails_when="there are outliers: each is a direction of its own.",
)
register(
    "kecor",
    KECOR(),
    sentence="Ask the samples of largest volume, with a bonus for an uncertain prediction.",
    reference="Luo, Chen, Fang, Zhang, Baktashmotlagh and Huang, ICCV 2023.",
    use_when="a batch shall differ in many directions and hold doubtful samples.",
    fails_when="there are outliers, or the probabilities are not calibrated.",
)
register(
    "csval",
    CSVAL(),
    sentence="Ask hard samples, one of each cluster in turn.",
    reference="Chen, Bai, Huang, Lu, Wen, Yuille and Zhou, NeurIPS 2022 HILL workshop.",
    use_when="there is no label yet, and a contrastive training run tells which samples are hard.",
    fails_when="no such run is given: the hard samples are then mostly outliers.",
)
register(
    "seedal",
    SeedAL(),
    sentence="Ask the samples whose directions are as unlike each other as possible.",
    reference="Samet, Simeoni, Puy, Ponimatkin, Marlet and Lepetit, ICCV 2023.",
    use_when="a first, small batch shall show what differs most in the pool.",
    fails_when="the batch is large: the picks crowd at the ends of the features.",
)
