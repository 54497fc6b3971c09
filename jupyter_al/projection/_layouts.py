"""The methods of the projecting process: a sample is laid out, the other rows placed among it."""

from __future__ import annotations

import contextlib
import re
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al.numerics.nearest_rows import nearest_rows
from jupyter_al.projection.pca import pca
from jupyter_al.projection.placing import place_among

__all__ = ["METHODS", "laid_out"]

Report = Callable[..., None]
Layout = Callable[..., npt.NDArray[Any]]

NEIGHBOURS = 15
EPOCHS = 200
ITERATIONS = 1_000
PERPLEXITY = 30
EXACT_ROWS = 8_192  # of more, umap-learn finds the neighbours by itself, nearly all of them
_LAID_OUT = 0.9  # share of the progress; placing the rest is quick
_DISTINCT = 5  # fewer distinct rows have no neighbourhoods


def laid_out(
    layout: Layout,
    features: npt.NDArray[np.float32],
    labels: npt.NDArray[np.int64] | None,
    job: dict[str, Any],
    report: Report,
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
    """Return the places of all rows, and which rows the map was fitted on.

    Rows that are equal lie at the same place: one of them is laid out.
    """
    n = len(features)
    rng = np.random.default_rng(job["seed"])
    chosen = np.sort(rng.choice(n, min(n, job["sample"]), replace=False))
    if labels is not None:  # the few labelled ones take part, whatever was drawn
        chosen = np.union1d(chosen, np.flatnonzero(labels >= 0)[: job["sample"]])
    rows = np.ascontiguousarray(features[chosen])
    rows += 0.0  # -0 and 0 are one number
    _, first, which = np.unique(
        rows.view([("", rows.dtype)] * rows.shape[1]).ravel(),
        return_index=True,
        return_inverse=True,
    )
    # in the order of the pool, so that a pool without duplicates is laid out as it stands
    order = np.argsort(first, kind="stable")
    place_of = np.empty(len(order), dtype=np.int64)
    place_of[order] = np.arange(len(order))
    first, which = first[order], place_of[which.ravel()]
    distinct = rows[first]
    answers = None
    if labels is not None:
        answers = np.full(len(first), -1, dtype=np.int64)
        np.maximum.at(answers, which, labels[chosen])
    if len(distinct) < _DISTINCT:
        found = pca(distinct, job["seed"])
    else:
        share = 1.0 if len(chosen) == n else _LAID_OUT

        def told(text: str, part: float | None = None) -> None:
            report(text, None if part is None else share * part)

        found = layout(distinct, answers, job["seed"], told)
    if not np.isfinite(found).all():
        raise ValueError("the layout holds places that are not numbers")
    places = np.empty((n, 2), dtype=np.float32)
    places[chosen] = found[which]
    rest = np.setdiff1d(np.arange(n), chosen, assume_unique=True)
    if len(rest):

        def check(part: float) -> None:
            report("placing the other items", _LAID_OUT + (1 - _LAID_OUT) * part)

        places[rest] = place_among(features[rest], distinct, found, seed=job["seed"], check=check)
    return places, chosen


class _Printed:
    """A file for what a library prints, of which only a count is read."""

    def __init__(self, report: Report, text: str, pattern: str, total: int) -> None:
        self._report = report
        self._text = text
        self._pattern = re.compile(pattern)
        self._total = total

    def write(self, text: str) -> int:
        found = self._pattern.search(text)
        if found:
            now = min(self._total, int(found[1]))
            self._report(f"{self._text} {now:,} of {self._total:,}", now / self._total)
        return len(text)

    def flush(self) -> None:
        pass


_compiled: set[str] = set()


def _umap(
    rows: npt.NDArray[np.float32],
    labels: npt.NDArray[np.int64] | None,
    seed: int,
    report: Report,
) -> npt.NDArray[Any]:
    """McInnes, Healy and Melville (2018); labels: their supervised variant, -1 is no label."""
    many = len(rows) > EXACT_ROWS
    part = "umap, many" if many else "umap"
    if part not in _compiled:
        report("UMAP: compiling")
        few = np.random.default_rng(0).standard_normal((200, rows.shape[1])).astype(np.float32)
        _fit_umap(few, (np.arange(200) % 3) - 1, 0, 2, None, report, many)
        _compiled.add(part)
    report("UMAP: neighbours", 0.0)
    epochs = _Printed(report, "UMAP: embedding epoch", r"(\d+)/", EPOCHS)
    return _fit_umap(rows, labels, seed, EPOCHS, epochs, report, many)


def _fit_umap(
    rows: npt.NDArray[np.float32],
    labels: npt.NDArray[np.int64] | None,
    seed: int,
    epochs: int,
    bar: Any,
    report: Report,
    many: bool,
) -> npt.NDArray[Any]:
    import umap

    known: dict[str, Any] = {"force_approximation_algorithm": True}
    k = min(NEIGHBOURS, len(rows))
    if not many:
        known = {"precomputed_knn": _neighbours(rows, k, seed, report, bar)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it cannot transform: nothing here asks it to
        model = umap.UMAP(
            n_neighbors=k,
            n_epochs=epochs,
            # the first map is PCA: the layout then starts where the user already looks
            init="pca" if rows.shape[1] >= 2 else "random",
            random_state=seed,
            n_jobs=1,
            **known,
            tqdm_kwds={"disable": bar is None, "file": bar, "bar_format": "{n_fmt}/{total_fmt}"},
        )
        return np.asarray(model.fit_transform(rows, labels))


def _neighbours(
    rows: npt.NDArray[np.float32], k: int, seed: int, report: Report, bar: Any
) -> tuple[npt.NDArray[np.int64], npt.NDArray[Any]]:
    """Return the exact neighbours, which saves the compilation of umap-learn's own search."""
    near, far = nearest_rows(
        rows,
        rows,
        k,
        rng=np.random.default_rng(seed),
        exact_up_to=EXACT_ROWS,
        check=lambda share: report("UMAP: neighbours" if bar else "UMAP: compiling"),
    )
    # each row is its own nearest neighbour; distinct rows have no other at distance 0
    near[:, 0], far[:, 0] = np.arange(len(rows)), 0
    return near, far


def _tsne(
    rows: npt.NDArray[np.float32], labels: object, seed: int, report: Report
) -> npt.NDArray[Any]:
    """Van der Maaten and Hinton (2008), with the tree of van der Maaten (2014)."""
    from sklearn.manifold import TSNE

    report("t-SNE: neighbours", 0.0)
    lines = _Printed(report, "t-SNE: iteration", r"Iteration (\d+)", ITERATIONS)
    model = TSNE(
        perplexity=min(PERPLEXITY, (len(rows) - 1) / 3),
        init="pca" if rows.shape[1] >= 2 else "random",
        learning_rate="auto",
        max_iter=ITERATIONS,
        random_state=seed,
        n_jobs=1,
        verbose=2,
    )
    with contextlib.redirect_stdout(lines):
        return np.asarray(model.fit_transform(rows))


def _pacmap(
    rows: npt.NDArray[np.float32], labels: object, seed: int, report: Report
) -> npt.NDArray[Any]:
    """Wang, Huang, Rudin and Shaposhnik (2021)."""
    report("PaCMAP: compiling" if "pacmap" not in _compiled else "PaCMAP: neighbours")
    import pacmap

    model = pacmap.PaCMAP(n_components=2, random_state=seed, verbose=True)
    lines = _Printed(report, "PaCMAP: iteration", r"Iteration: *(\d+)", 450)
    with contextlib.redirect_stdout(lines):
        places = np.asarray(model.fit_transform(rows, init="pca"))
    _compiled.add("pacmap")
    return places


def _pca(
    rows: npt.NDArray[np.float32], labels: object, seed: int, report: Report
) -> npt.NDArray[Any]:
    report("PCA", 0.0)
    return pca(rows, seed)


METHODS: dict[str, Layout] = {
    "umap": _umap,
    "umap-labels": _umap,
    "tsne": _tsne,
    "pacmap": _pacmap,
    "pca": _pca,
}
