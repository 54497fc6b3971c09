"""Active learning inside the notebook.

A kernel-side :class:`Session` holds the pool, the labels, the model and the query strategy;
displaying it shows one widget with three panes: the sample, the map of what the model
believes, and the learning curve.

>>> import jupyter_al as al
>>> pool = al.Pool(embeddings, items=images)                                  # doctest: +SKIP
>>> session = al.Session(pool, classes=["cat", "dog"], store="pets.db")       # doctest: +SKIP
>>> session                                                                   # doctest: +SKIP
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from jupyter_al.session import display as _display

if TYPE_CHECKING:
    from jupyter_al import evaluation, figures, learners, strategies
    from jupyter_al.errors import AlError
    from jupyter_al.pool import Pool
    from jupyter_al.session import Session
    from jupyter_al.simulate import simulate
    from jupyter_al.snapshot import Snapshot

__version__ = "0.1.0"
__all__ = [
    "AlError",
    "Pool",
    "Session",
    "Snapshot",
    "evaluation",
    "figures",
    "learners",
    "simulate",
    "strategies",
]

# Public name -> where it lives; imported when first used, so that `import jupyter_al` is quick.
_WHERE = {
    "AlError": "jupyter_al.errors",
    "Pool": "jupyter_al.pool",
    "Session": "jupyter_al.session",
    "Snapshot": "jupyter_al.snapshot",
    "simulate": "jupyter_al.simulate",
}
_MODULES = ("errors", "evaluation", "figures", "learners", "strategies")

# The session never imports what stands above it: this top floor tells it where its view is.
_display.use("jupyter_al.widget", "show")
_display.use("jupyter_al.report", "write", "report")


def __getattr__(name: str) -> Any:
    if name in _WHERE:
        value = getattr(importlib.import_module(_WHERE[name]), name)
    elif name in _MODULES:
        value = importlib.import_module(f"jupyter_al.{name}")
    else:
        raise AttributeError(f"module 'jupyter_al' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
