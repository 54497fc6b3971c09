"""Strategies that cover the pool."""

from __future__ import annotations

from jupyter_al.strategies.coverage.k_center import KCenter
from jupyter_al.strategies.coverage.typical import Typical
from jupyter_al.strategies.coverage.typiclust import TypiClust
from jupyter_al.strategies.registry import register
from jupyter_al.strategies.vocabulary import add_words

add_words(Typical)

register(
    "k-center",
    KCenter(),
    sentence="Ask the sample farthest from all that is labelled or chosen.",
    reference="Gonzalez 1985; Sener and Savarese, ICLR 2018.",
    use_when="you want to see the whole range of the pool.",
    fails_when="there are outliers: they are the farthest, so they come first.",
)
register(
    "typiclust",
    TypiClust(),
    sentence="Ask the most typical sample of each cluster that has no label.",
    reference="Hacohen, Dekel and Weinshall, ICML 2022.",
    use_when="there are no or few labels: it needs no model.",
    fails_when="the clusters of the features are not the classes, or labels are many.",
)
