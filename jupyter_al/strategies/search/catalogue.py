"""Strategies that look for the members of a rare class."""

from __future__ import annotations

from jupyter_al.strategies.registry import register
from jupyter_al.strategies.search.active_search import ActiveSearch
from jupyter_al.strategies.search.membership import ClassProbability, Likeness, NeighbourShare
from jupyter_al.strategies.vocabulary import add_words

add_words(ClassProbability, Likeness, NeighbourShare)

register(
    "active-search",
    ActiveSearch(),
    sentence="Ask the samples most likely of one rare class.",
    reference="Garnett, Krishnamurthy, Xiong, Schneider and Mann, ICML 2012 (greedy rule).",
    use_when="you want to find all members of a class, not to train an accurate model.",
    fails_when="the members lie in several places: it stays where it has found some. Its labels "
    "say nothing about how common the class is.",
)
