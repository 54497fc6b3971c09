"""From what a user passes as ``learner=`` to a learner."""

from __future__ import annotations

import inspect
from typing import Any, cast

from jupyter_al.errors import LearnerError, nearest
from jupyter_al.learners.base import Learner
from jupyter_al.learners.linear import Linear
from jupyter_al.learners.mlp import MLP
from jupyter_al.learners.module import TorchLearner
from jupyter_al.learners.scikit import ScikitLearner

__all__ = ["names", "resolve"]

_LEARNERS = {"linear": Linear, "mlp": MLP}

ACCEPTED = (
    "A learner is 'linear', 'mlp', a scikit-learn classifier with predict_proba, "
    "a torch.nn.Module with a features method, or an object with "
    "fit(inputs, labels, n_classes, ...)"
)


def names() -> list[str]:
    """Return the names that `resolve` knows."""
    return sorted(_LEARNERS)


def resolve(spec: Any) -> Learner:
    """Turn a name or an object into a learner.

    Parameters
    ----------
    spec : str, Learner, scikit-learn classifier or torch.nn.Module

    Raises
    ------
    LearnerError
        The name is unknown, or the object is none of these; says what is accepted.
    """
    if isinstance(spec, str):
        if spec not in _LEARNERS:
            raise LearnerError(f"Unknown learner {spec!r}{nearest(spec, names())} {ACCEPTED}.")
        return cast(Learner, _LEARNERS[spec]())
    if isinstance(spec, type):
        raise LearnerError(f"{spec.__name__} is a class; pass an instance, {spec.__name__}().")
    if _takes_classes(spec):
        return cast(Learner, spec)
    if _is_module(spec):
        return TorchLearner(spec)
    if callable(getattr(spec, "fit", None)):
        return ScikitLearner(spec)
    raise LearnerError(f"{type(spec).__name__} is no learner. {ACCEPTED}.")


def _takes_classes(spec: Any) -> bool:
    """Tell a learner of this package's protocol from other things with a fit method."""
    fit = getattr(spec, "fit", None)
    if not callable(fit):
        return False
    try:
        parameters = inspect.signature(fit).parameters
    except (TypeError, ValueError):
        return False
    return "n_classes" in parameters and hasattr(spec, "name")


def _is_module(spec: Any) -> bool:
    """Tell whether this is a torch module, without importing torch for what is not."""
    return any(kind.__module__.startswith("torch.nn") for kind in type(spec).__mro__)
