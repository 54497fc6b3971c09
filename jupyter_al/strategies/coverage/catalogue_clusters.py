"""Strategies that cover the pool by clusters, densities and similarities."""

from __future__ import annotations

from jupyter_al.strategies.coverage.cluster_margin import ClusterMargin, ClustersInTurn
from jupyter_al.strategies.coverage.information_density import (
    InformationDensity,
    InformationDensityScore,
)
from jupyter_al.strategies.coverage.k_means import Clue, KMeans, WeightedKMeans
from jupyter_al.strategies.coverage.k_medoids import KMedoids, KMedoidsSpread
from jupyter_al.strategies.coverage.ranked_batch import RankedBatch, RankedBatchSpread
from jupyter_al.strategies.coverage.representatives import KMeans as KMeansSpread
from jupyter_al.strategies.coverage.robust_k_center import RobustKCenter
from jupyter_al.strategies.coverage.similar import FacilityLocation as FacilityLocationSpread
from jupyter_al.strategies.coverage.similar import GraphCut as GraphCutSpread
from jupyter_al.strategies.coverage.submodular import FacilityLocation, GraphCut, Similar
from jupyter_al.strategies.coverage.targeted import Targeted
from jupyter_al.strategies.coverage.weights import OneMinusMargin, TemperedEntropy
from jupyter_al.strategies.registry import register
from jupyter_al.strategies.vocabulary import add_words

add_words(KMeansSpread, OneMinusMargin, TemperedEntropy, FacilityLocationSpread, GraphCutSpread)
add_words(InformationDensityScore, RankedBatchSpread, KMedoidsSpread, ClustersInTurn, Targeted)

register(
    "k-means",
    KMeans(),
    sentence="Ask the sample closest to the centre of each of n clusters.",
    reference="Lloyd 1982; Arthur and Vassilvitskii, SODA 2007.",
    use_when="a batch should show the whole pool, with or without a model.",
    fails_when="labels are many: it does not look at them, nor at the model's doubt.",
)
register(
    "weighted-k-means",
    WeightedKMeans(),
    sentence="Cluster the most uncertain samples, weighted by doubt; ask one of each cluster.",
    reference="Zhdanov, Diverse mini-batch active learning, 2019.",
    use_when="a batch is asked at once and the model is worth listening to.",
    fails_when="labels are few: the doubt of the model is noise, and only the doubtful are seen.",
)
register(
    "clue",
    Clue(),
    sentence="Cluster the whole pool, weighted by sharpened entropy; ask one of each cluster.",
    reference="Prabhu, Chandrasekaran, Saenko and Hoffman, ICCV 2021.",
    use_when="the pool differs from the labelled data (another site, another device).",
    fails_when="the model is sure of everything: the few entropies left are chance.",
)
register(
    "facility-location",
    FacilityLocation(),
    sentence="Ask the samples to which, with the labelled ones, the whole pool is similar.",
    reference="Nemhauser, Wolsey and Fisher 1978; Wei, Iyer and Bilmes, ICML 2015.",
    use_when="each label should stand for many samples, with or without a model.",
    fails_when="rare classes matter: a small group serves few; large pools are sampled.",
)
register(
    "graph-cut",
    GraphCut(),
    sentence="Ask samples that are similar to the pool and unlike each other.",
    reference="Iyer, Khargoankar, Bilmes and Asnani, ALT 2021.",
    use_when="the pool is large: no similarities are stored.",
    fails_when="one large group dominates the pool: the mean similarity favours it.",
)
register(
    "similar",
    Similar(),
    sentence="Ask samples like the labelled ones of a rare class, and unlike those to avoid.",
    reference="Kothawade, Beck, Killamsetty and Iyer, NeurIPS 2021.",
    use_when="a few samples show what is missing (a rare class, given rows), or what is of no use.",
    fails_when="members of the class are unlike the ones that are known: they are never asked. "
    "Its labels say nothing about how common a class is.",
)
register(
    "information-density",
    InformationDensity(),
    sentence="Ask doubtful samples that many others are like.",
    reference="Settles and Craven, EMNLP 2008.",
    use_when="the most doubtful samples are oddities that teach nothing about the others.",
    fails_when="classes are unequal: the largest group is the densest; a batch repeats itself.",
)
register(
    "ranked-batch",
    RankedBatch(),
    sentence="Ask samples far from all that is known first, doubtful ones as labels come in.",
    reference="Cardoso, Silva, Canuto, Moro and Gonçalves, Information Sciences 2017.",
    use_when="batches are asked from the first labels on.",
    fails_when="labels stay few beside the pool: then it is k-center, which likes outliers.",
)
register(
    "robust-k-center",
    RobustKCenter(),
    sentence="Leave out the most isolated samples, then ask the farthest from all that is known.",
    reference="After Sener and Savarese, ICLR 2018; isolation by the ten nearest neighbours.",
    use_when="you want to see the whole range of the pool and it holds broken samples.",
    fails_when="a rare class is a handful of samples: it is left out as isolated.",
)
register(
    "k-medoids",
    KMedoids(),
    sentence="Ask the n samples to which all others are closest in sum.",
    reference="Kaufman and Rousseeuw 1990; Schubert and Rousseeuw, Information Systems 2021.",
    use_when="a batch should show the whole pool, and it holds outliers.",
    fails_when="labels are many: it does not look at them; large pools are sampled.",
)
register(
    "cluster-margin",
    ClusterMargin(),
    sentence="Take the smallest margins, one of each cluster in turn, small clusters first.",
    reference="Citovsky, DeSalvo, Gentile, Karydas, Rajagopalan, Rostamizadeh and Kumar, "
    "NeurIPS 2021.",
    use_when="large batches are asked at once: the pool is clustered once.",
    fails_when="labels are few: the margins are noise; small clusters may be broken samples.",
)
