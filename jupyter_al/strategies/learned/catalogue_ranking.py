"""Strategies whose ranking was learned on other tasks."""

from __future__ import annotations

from jupyter_al.strategies.learned.imital import ImitAL
from jupyter_al.strategies.registry import register

register(
    "imital",
    ImitAL(),
    sentence="Let a network that learned from simulated tasks rank a few candidates drawn apart.",
    reference="Gonsior, Thiele and Lehner, Learning Active Learning Strategies from Synthetic "
    "Data, 2021; Discovery Science 2022.",
    use_when="one to ten samples are asked at a time and a learned rule is to be compared with "
    "plain ones, or you train a ranking on tasks of your own (scripts/train_imital.py).",
    fails_when="much is expected of it: on 100 held-out simulated tasks it was 0.5 points of "
    "accuracy ahead of random (standard error 0.5) and level with least-confidence; the expert it "
    "imitates, who knows all answers, was 11 ahead. Large batches: it sees 20 random rows at a "
    "time and takes up to half of them.",
)
