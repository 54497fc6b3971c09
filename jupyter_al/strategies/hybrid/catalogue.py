"""Several ideas at once, large pools, and the choice among strategies."""

from __future__ import annotations

from jupyter_al.strategies.composition import score
from jupyter_al.strategies.hybrid.anchoral import AnchorAL
from jupyter_al.strategies.hybrid.apart import Apart
from jupyter_al.strategies.hybrid.balanced import BalancedRandom
from jupyter_al.strategies.hybrid.mixed import Mixed
from jupyter_al.strategies.hybrid.prefilter import Prefilter
from jupyter_al.strategies.hybrid.refine import Refine
from jupyter_al.strategies.hybrid.seals import SEALS
from jupyter_al.strategies.hybrid.subpool import Subpool
from jupyter_al.strategies.registry import register

register(
    "anchoral",
    AnchorAL(),
    sentence="Margin, or any strategy, near labelled samples of every class.",
    reference="Lesci and Vlachos, NAACL 2024.",
    use_when="the pool is large and a class is rare: each class has as many anchors.",
    fails_when="a class has no label yet: nothing near it is looked at.",
)
register(
    "seals",
    SEALS(),
    sentence="Margin, or any strategy, among the nearest neighbours of the labels.",
    reference="Coleman et al., AAAI 2022.",
    use_when="the pool is very large: the work grows with the labels, not with the pool.",
    fails_when="a class lies far from every label: it is never proposed.",
)
register(
    "balanced-random",
    BalancedRandom(),
    sentence="Random samples, more from the predicted classes that have fewer labels.",
    reference="baseline in the literature on imbalance, as in the code of PCoreSet, 2025.",
    use_when="classes are unequal and the model already tells them apart.",
    fails_when="the model is wrong about the rare class: its quota goes to other samples.",
)
register(
    "power",
    score("least-confidence").spread("power"),
    sentence="Draw in proportion to how unsure the best guess is.",
    reference="Kirsch et al., TMLR 2023.",
    use_when="a batch of the most unsure samples would repeat itself, and time is short.",
    fails_when="most of a large pool is a little unsure: the draw is then nearly random.",
)
register(
    "softrank",
    score("margin").spread("softrank"),
    sentence="Draw by the rank in the order of the margins.",
    reference="Kirsch et al., TMLR 2023.",
    use_when="a batch of the smallest margins would repeat itself, whatever their scale.",
    fails_when="the order of the scores is worth little: its top is then drawn too often.",
)
register(
    "mixed",
    Mixed(),
    sentence="Margin, or any strategy, with a fifth of the batch drawn at random.",
    reference="epsilon-greedy exploration; Sutton and Barto, 1998.",
    use_when="the model may be sure and wrong about a part of the pool.",
    fails_when="labels are dear and the strategy inside is good: a share of them is plain.",
)
register(
    "apart",
    Apart(),
    sentence="Margin, or any strategy, without near copies of what is asked or labelled.",
    reference="greedy thinning by distance, as in Poisson disk sampling; Cook, 1986.",
    use_when="the pool has bursts, crops or frames that are almost the same.",
    fails_when="small differences decide: samples close to a label are passed over.",
)
register(
    "subpool",
    Subpool(),
    sentence="Margin, or any strategy, on a random part of a large pool.",
    reference="Atighehchian, Branchaud-Charron and Lacoste, 2020.",
    use_when="a costly strategy meets a large pool.",
    fails_when="what matters is rarer than one in the size of the part.",
)
register(
    "prefilter",
    Prefilter(),
    sentence="Margin, or any strategy, without samples that resemble labels that are not learned.",
    reference="Karamcheti et al., ACL 2021; Swayamdipta et al., EMNLP 2020; the recipe is ours.",
    use_when="an uncertain strategy keeps asking broken or unanswerable samples.",
    fails_when="a rare class looks like an outlier, or labels are wrong: read Query.dropped.",
)
register(
    "refine",
    Refine(),
    sentence="Margin, or any strategy, among what several strategies picked again and again.",
    reference="Huseljic et al., arXiv 2511.22344, 2025.",
    use_when="it is unclear which strategy suits the pool, and some seconds a round are fine.",
    fails_when="the strategies that vote are all misled by the same samples.",
)
