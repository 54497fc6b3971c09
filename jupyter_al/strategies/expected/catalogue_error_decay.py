"""Strategies that ask where the errors of earlier rounds should fall."""

from __future__ import annotations

from jupyter_al.strategies.expected.error_decay import ErrorDecay
from jupyter_al.strategies.registry import register

register(
    "edg",
    ErrorDecay(),
    sentence="Ask in the groups of samples whose errors one more label should lower most.",
    reference="Chang, Vembu, Mohan, Uppaal and McCallum, Machine Learning 2020; curves are ours.",
    use_when="the model only gives answers, and a few rounds with checked samples are behind.",
    fails_when="errors in a group do not hang on the labels in it, or a group has few checked "
    "samples. Without Past.rounds it only covers the groups in proportion to their size.",
)
