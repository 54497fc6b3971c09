"""Query strategies: which samples to ask next, and why.

A strategy maps a :class:`~jupyter_al.snapshot.Snapshot` and a number to a :class:`Query`.
Most are sentences of three kinds of word, ``score ▸ filter ▸ spread``:

>>> from jupyter_al import strategies
>>> strategies.score("margin").keep(0.1).spread("d2", space="embedding").name
'margin > keep 0.1 > d2 in embedding'
>>> strategies.get("badge").needs == {"embedding", "probabilities"}
True
"""

from __future__ import annotations

from jupyter_al.strategies import catalogue
from jupyter_al.strategies.auto import Auto
from jupyter_al.strategies.composition import Composition, everything, score
from jupyter_al.strategies.coverage.k_center import KCenter
from jupyter_al.strategies.coverage.typiclust import TypiClust
from jupyter_al.strategies.filters import Filter
from jupyter_al.strategies.gradient.badge import Badge
from jupyter_al.strategies.influence.ralif import RALIF
from jupyter_al.strategies.query import Query
from jupyter_al.strategies.random_sampling import Random
from jupyter_al.strategies.readiness import why_not
from jupyter_al.strategies.registry import Description, describe, get, names, register
from jupyter_al.strategies.scores import Score
from jupyter_al.strategies.spreads import Spread
from jupyter_al.strategies.strategy import BaseStrategy, Strategy
from jupyter_al.strategies.uncertainty.pointwise import Entropy, LeastConfidence, Margin

catalogue.load()

__all__ = [
    "RALIF",
    "Auto",
    "Badge",
    "BaseStrategy",
    "Composition",
    "Description",
    "Entropy",
    "Filter",
    "KCenter",
    "LeastConfidence",
    "Margin",
    "Query",
    "Random",
    "Score",
    "Spread",
    "Strategy",
    "TypiClust",
    "describe",
    "everything",
    "get",
    "names",
    "register",
    "score",
    "why_not",
]
