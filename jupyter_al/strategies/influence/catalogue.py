"""Strategies that ask what would lower the loss."""

from __future__ import annotations

from jupyter_al.strategies.influence.acquisition_loss import AcquisitionLoss
from jupyter_al.strategies.influence.dao import DAO
from jupyter_al.strategies.influence.expected_influence import ExpectedInfluence
from jupyter_al.strategies.influence.isal import ISAL
from jupyter_al.strategies.influence.ralif import RALIF
from jupyter_al.strategies.influence.reference_influence import ReferenceInfluence
from jupyter_al.strategies.registry import register
from jupyter_al.strategies.vocabulary import add_words

add_words(ExpectedInfluence, ReferenceInfluence, AcquisitionLoss)

register(
    "ralif",
    RALIF(),
    sentence="Draw spread-out samples among the tenth whose labels should lower the pool's loss.",
    reference="Xia and Henao, TMLR 2023, in closed form.",
    use_when="the model is a linear head on fixed features and the loss over the pool matters.",
    fails_when="the model is still wrong: the pool's own predictions stand in for its labels.",
)
register(
    "ralif-reference",
    RALIF(mode="reference"),
    sentence="RALIF as its released code computes it, for comparisons.",
    reference="Xia and Henao, TMLR 2023; released code of 7 November 2023.",
    use_when="you compare with published runs; seed_bug=True restores the code's slip too.",
    fails_when="samples have no class above tau / C: they are never asked. Nearly the same as "
    "least confidence among the others.",
)
register(
    "isal",
    ISAL(),
    sentence="Ask the samples whose likely labels should most lower the loss on a few labels that "
    "are kept as a reference.",
    reference="Liu, Ding, Zhong, Li, Dai and He, ICCV 2021, in closed form.",
    use_when="the model is a linear head on fixed features and its predictions are mostly right.",
    fails_when="the predicted label is wrong, or the model fits its labels perfectly: the scores "
    "are then all near zero. A batch is not spread out.",
)
register(
    "dao",
    DAO(),
    sentence="Ask the samples whose labels should most lower the pool's loss, as a second opinion "
    "from labelled neighbours sees it.",
    reference="Zhao, Jiang and Chen, arXiv 2402.06045, 2024; settings of our own.",
    use_when="there are very few labels and the model is a linear head on good features.",
    fails_when="near rows do not share classes: the neighbours then mislead it. A batch is not "
    "spread out.",
)
