"""The process that computes a projection: ``python -m jupyter_al.projection._umap_worker JOB``.

JOB is JSON: ``input`` and ``output`` (.npy files), ``folder`` that holds them, ``method``,
``seed``, ``landmarks``. Each line on the standard output is JSON: ``{"text", "fraction"}``, or
``{"error"}``, or ``{"done"}``. The standard input carries nothing: its end means that the
parent is gone.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Report = Callable[[str, "float | None"], None]

_NEIGHBOURS = 15
_EPOCHS = 200
_CHUNK = 2_000


def main(job: dict[str, Any], methods: dict[str, Any] | None = None) -> None:
    """Compute one projection and write it."""
    # what libraries print must not come between the lines of the protocol
    lines = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def send(**fields: Any) -> None:
        lines.write(json.dumps(fields) + "\n")
        lines.flush()

    threading.Thread(target=_end_with_parent, args=(job["folder"],), daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(10)  # the user's own cells go first
    try:
        features = np.load(job["input"], mmap_mode="r")
        method = (methods or METHODS)[job["method"]]
        places = method(features, job, lambda text, fraction: send(text=text, fraction=fraction))
        np.save(job["output"], places)
        send(done=True)
    except ModuleNotFoundError as error:
        send(error=f"it needs the Python package {error.name!r}, which is not installed")
    except Exception as error:
        send(error=f"{type(error).__name__}: {error}")
        raise


def _end_with_parent(folder: str) -> None:
    with contextlib.suppress(OSError):
        while os.read(0, 4096):
            pass
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


def _pca(features: Any, job: dict[str, Any], report: Report) -> npt.NDArray[np.float32]:
    from jupyter_al.projection.pca import pca

    report("PCA", 0.0)
    places = pca(features, job["seed"])
    report("PCA", 1.0)
    return places


class _Epochs:
    """A file for tqdm's bar, of which only the count is read."""

    def __init__(self, report: Report, share: float) -> None:
        self._report = report
        self._share = share
        self.muted = False

    def write(self, text: str) -> int:
        count, _, total = text.strip().partition("/")
        if not self.muted and count.isdigit() and total.isdigit():
            self._report("UMAP is laying out", self._share * int(count) / max(1, int(total)))
        return len(text)

    def flush(self) -> None:
        pass


def _umap(features: Any, job: dict[str, Any], report: Report) -> npt.NDArray[np.float32]:
    report("UMAP is compiling, which takes up to a minute", None)
    import umap

    n, d = features.shape
    rng = np.random.default_rng(job["seed"])
    chosen = np.sort(rng.choice(n, min(n, job["landmarks"]), replace=False))
    # fitting 10 000 rows and placing 90 000 more take about the same time
    share = 1.0 if len(chosen) == n else 0.5
    epochs = _Epochs(report, share)
    model = umap.UMAP(
        n_neighbors=min(_NEIGHBOURS, len(chosen) - 1),
        n_epochs=_EPOCHS,
        # the first map is PCA: the layout then starts where the user already looks
        init="pca" if d >= 2 else "random",
        random_state=job["seed"],
        n_jobs=1,
        tqdm_kwds={"disable": False, "file": epochs, "bar_format": "{n_fmt}/{total_fmt}"},
    )
    places = np.empty((n, 2), dtype=np.float32)
    places[chosen] = model.fit_transform(np.array(features[chosen]))
    epochs.muted = True
    rest = np.setdiff1d(np.arange(n), chosen, assume_unique=True)
    for start in range(0, len(rest), _CHUNK):
        report("UMAP is placing the other items", share + (1 - share) * start / len(rest))
        part = rest[start : start + _CHUNK]
        places[part] = model.transform(np.array(features[part]))
    return places


METHODS = {"umap": _umap, "pca": _pca}

if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
