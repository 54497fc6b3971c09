"""Learners: they turn labels into a model that gives probabilities for the whole pool."""

from jupyter_al.learners import device
from jupyter_al.learners.base import Learner, Model
from jupyter_al.learners.ensemble import Ensemble, EnsembleModel
from jupyter_al.learners.linear import Linear, LinearModel
from jupyter_al.learners.mlp import MLP, MLPModel
from jupyter_al.learners.module import TorchLearner, TorchModel
from jupyter_al.learners.registry import names, resolve
from jupyter_al.learners.scaling import Scaling, scaling_of
from jupyter_al.learners.scikit import ScikitLearner, ScikitModel

__all__ = [
    "MLP",
    "Ensemble",
    "EnsembleModel",
    "Learner",
    "Linear",
    "LinearModel",
    "MLPModel",
    "Model",
    "Scaling",
    "ScikitLearner",
    "ScikitModel",
    "TorchLearner",
    "TorchModel",
    "device",
    "names",
    "resolve",
    "scaling_of",
]
