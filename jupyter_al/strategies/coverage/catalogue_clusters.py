"""Strategies that cover the pool by clusters, densities and similarities."""

from __future__ import annotations

from jupyter_al.strategies.coverage.k_means import Clue, KMeans, WeightedKMeans
from jupyter_al.strategies.coverage.representatives import KMeans as KMeansSpread
from jupyter_al.strategies.coverage.weights import OneMinusMargin, TemperedEntropy
from jupyter_al.strategies.registry import register
from jupyter_al.strategies.vocabulary import add_words

add_words(KMeansSpread, OneMinusMargin, TemperedEntropy)

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
