"""Strategies that mix disagreement, streams, class boundaries and the choice among others."""

from __future__ import annotations

from jupyter_al.strategies.hybrid.central import Central
from jupyter_al.strategies.hybrid.contrastive import Contrastive
from jupyter_al.strategies.hybrid.dropout_disagreement import DropoutDisagreement
from jupyter_al.strategies.hybrid.dropquery import DropQuery
from jupyter_al.strategies.hybrid.galaxy import Galaxy
from jupyter_al.strategies.hybrid.las import LAS
from jupyter_al.strategies.hybrid.lftl import LFTL
from jupyter_al.strategies.hybrid.local_inconsistency import LocalInconsistency
from jupyter_al.strategies.hybrid.one_class import Likely, Undecided
from jupyter_al.strategies.hybrid.tailor import Tailor
from jupyter_al.strategies.hybrid.vessal import VeSSAL
from jupyter_al.strategies.registry import register
from jupyter_al.strategies.vocabulary import add_words

add_words(Central, Contrastive, DropoutDisagreement, LocalInconsistency, Likely, Undecided)

register(
    "dropquery",
    DropQuery(),
    sentence="Ask one of each group of samples whose prediction changes when features are hidden.",
    reference="Gupte, Aklilu, Nirschl and Yeung-Levy, TMLR 2024.",
    use_when="a linear head sits on features of a large pretrained model and batches are asked.",
    fails_when="the features are few or the model is steady: candidates are then drawn at random.",
)
register(
    "lftl",
    LFTL(),
    sentence="Ask where the model hesitates or starts to, in classes it is rarely sure of.",
    reference="Lyu et al., Learn from the Learnt, ECCV 2024.",
    use_when="a model was moved to new data and is fitted round after round.",
    fails_when="a large batch is taken at once: nothing keeps its samples apart; without earlier "
    "predictions it is margin with a correction for classes.",
)
register(
    "vessal",
    VeSSAL(),
    sentence="Read the pool once and keep samples whose answers would move the model otherwise.",
    reference="Saran, Yousefi, Krishnamurthy, Langford and Ash, ICML 2023.",
    use_when="samples come as a stream, or a large pool can be read only once.",
    fails_when="the pool fits in memory: badge looks at all samples before it chooses.",
)
register(
    "las",
    LAS(),
    sentence="Ask one of each group of samples that are predicted unlike their neighbours.",
    reference="Sun, Lu and Ling, ICCV 2023 (LADA).",
    use_when="a model was moved to new data and neighbours should have the same class.",
    fails_when="near in the embedding does not mean alike, or the pool is small and flat.",
)
register(
    "galaxy",
    Galaxy(),
    sentence="Search for the boundary of each class and ask on both sides of it.",
    reference="Zhang, Katz-Samuels and Nowak, ICML 2022.",
    use_when="classes are very unequal and samples are asked one at a time.",
    fails_when="labels are noisy (one wrong answer misleads a search), or a large batch is asked: "
    "the model's predictions then stand in for the answers.",
)
register(
    "tailor",
    Tailor(),
    sentence="Let several strategies ask in turn, more often those that find rare classes.",
    reference="Zhang, Shao, Verma and Nowak, NeurIPS 2023.",
    use_when="classes are very unequal, several batches will be asked, and no strategy is known "
    "to be best.",
    fails_when="it is not recorded which arm asked for which label, or there are few rounds: "
    "it is then an even mixture of its arms.",
)
