"""Strategies that cover the pool with kernels, balls and volumes."""

from __future__ import annotations

from jupyter_al.strategies.coverage.balls import BallCover
from jupyter_al.strategies.coverage.herding import Herding
from jupyter_al.strategies.coverage.max_herding import MaxHerding
from jupyter_al.strategies.coverage.probcover import ProbCover
from jupyter_al.strategies.coverage.uherding import DoubtHerding, UHerding
from jupyter_al.strategies.registry import register
from jupyter_al.strategies.vocabulary import add_words

add_words(BallCover, Herding, DoubtHerding)

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
