"""The test set a user hands in: ``(features, labels)``, checked before anything is computed."""

from __future__ import annotations

from typing import Any

import numpy as np

from jupyter_al.errors import SessionError
from jupyter_al.pool import Pool, finite_rows
from jupyter_al.session.answers.classes import ClassTable
from jupyter_al.session.learning.trainer import TestSet

__all__ = ["checked_test_set"]

_PAIR = "'test' must be a pair (features, labels), such as test=(X_test, y_test)."


def checked_test_set(test: Any, pool: Pool, classes: ClassTable) -> TestSet | None:
    """Return a test set that fits the pool and the classes; None for None.

    Raises
    ------
    SessionError
        Wrong shapes, no rows, unknown classes, NaN, or no numbers.
    """
    if test is None:
        return None
    if isinstance(test, (str, bytes, dict)):
        raise SessionError(_PAIR)
    try:
        features, answers = test
    except (TypeError, ValueError) as error:
        raise SessionError(_PAIR) from error
    inputs = features if hasattr(features, "toarray") else np.asarray(features)
    if not hasattr(answers, "__len__") or isinstance(answers, (str, bytes, dict)):
        raise SessionError(_PAIR)
    if getattr(answers, "ndim", 1) != 1:
        raise SessionError(
            f"The labels of 'test' have the shape {np.shape(answers)}; give one class for each "
            "row. Of one-hot rows take .argmax(axis=1)."
        )
    if inputs.ndim < pool.inputs.ndim:
        raise SessionError(
            f"The features of 'test' have the shape {inputs.shape}; give a row for each item."
        )
    answers = list(answers) if isinstance(answers, (list, tuple)) else np.asarray(answers).tolist()
    if inputs.shape[0] != len(answers):
        raise SessionError(
            f"'test' has {inputs.shape[0]} rows of features and {len(answers)} labels; "
            "they must be as many."
        )
    if not len(answers):
        raise SessionError(
            "'test' has no rows: leave it out, and the audit measures the model instead."
        )
    if inputs.shape[1:] != pool.inputs.shape[1:]:
        raise SessionError(
            f"A row of 'test' has the shape {inputs.shape[1:]}, one of the pool "
            f"{tuple(pool.inputs.shape[1:])}; compute both the same way (for texts, images and "
            "tables: give embeddings of your own to the pool and to the test set)."
        )
    if inputs.dtype.kind not in "fiub":
        raise SessionError(
            f"The features of 'test' are of type {inputs.dtype}, not numbers; compute them the "
            "same way as those of the pool."
        )
    finite = finite_rows(inputs.reshape(len(answers), -1))
    if not finite.all():
        raise SessionError(
            f"{int((~finite).sum())} rows of 'test' hold NaN or infinity; leave them out."
        )
    codes = np.array([classes.code(classes.resolve(answer)) for answer in answers], dtype=np.int64)
    return TestSet(inputs, codes)
