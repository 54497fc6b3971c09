"""Strategies that ask where the model was unsure on the way."""

from __future__ import annotations

from jupyter_al.strategies.registry import register
from jupyter_al.strategies.uncertainty.tidal import Tidal
from jupyter_al.strategies.uncertainty.training_dynamics import TrainingDynamics
from jupyter_al.strategies.vocabulary import add_words

add_words(TrainingDynamics)

register(
    "tidal",
    Tidal(),
    sentence="Ask what the model was unsure about on average while it was trained.",
    reference="Kye, Choi, Byun and Chang, ICCV 2023; followed on the pool itself, not predicted.",
    use_when="the final model is sure of everything: its earlier epochs were not.",
    fails_when="the epochs hardly differ from the end (a short or a strongly regularised "
    "training): it is entropy then. Without Past.history the training is not the model's own.",
)
