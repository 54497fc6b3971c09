"""Strategies that look at the gradients of the last layer."""

from __future__ import annotations

from jupyter_al.strategies.gradient.badge import Badge
from jupyter_al.strategies.registry import register

register(
    "badge",
    Badge(),
    sentence="Draw samples whose answers would move the model far, and in different directions.",
    reference="Ash, Zhang, Krishnamurthy, Langford and Agarwal, ICLR 2020.",
    use_when="a batch is asked at once: never below random in 23 LabelBench settings.",
    fails_when="the model is saturated (all probabilities 0 or 1): it then draws at random.",
)
