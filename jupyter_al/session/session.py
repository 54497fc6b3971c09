"""The session: pool, labels, model and query strategy in one object."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from jupyter_al import learners
from jupyter_al.errors import SessionError
from jupyter_al.journal import events_frame, export, labels_frame
from jupyter_al.pool import Pool
from jupyter_al.session.answers.recorder import Answer
from jupyter_al.session.asking.comparison import Comparison
from jupyter_al.session.headless import answers_from, compared, positions, take, whole
from jupyter_al.session.learning.trainer import FitRecord
from jupyter_al.session.map.exploring import regions_frame
from jupyter_al.session.map.projecting import Projecting
from jupyter_al.session.map.selecting import Selecting
from jupyter_al.session.opening import Settings, assemble, resolve_strategy
from jupyter_al.session.past.steps import steps_frame
from jupyter_al.session.showing import Showing
from jupyter_al.session.trust.measured import Measured
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies import Query, Strategy

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Session"]


class Session(Selecting, Projecting, Measured, Showing):
    """Active learning on one pool; displaying it shows the widget.

    The widget and the methods here drive the same object: what one does, the other shows.

    Parameters
    ----------
    pool : Pool
        The items, their features (N, D), and how to show one.
    classes : sequence of str
        Class names; more can be added while labelling.
    store : str or path, optional
        SQLite file (made when missing, resumed when there) or a database URL. Without one,
        labels live in memory only. Computed maps are kept beside a file, in ``<store>.maps``.
    strategy : str or Strategy, default what the store remembers, else "auto"
        See ``al.strategies.names()``.
    learner : str, classifier, torch module or Learner, default as stored, else "linear"
        See ``al.learners.names()``.
    audit : float, default as stored, else 0.15
        Share of the questions that are drawn uniformly at random to measure accuracy; these
        never train the model.
    test : (features, labels), optional
        A test set of your own; the curve is then made of it.
    annotator : str, optional
        Who answers; kept with every label.
    seed : int, default as stored, else 0
        The same seed, pool and labels give the same questions, also after a restart.
    prefetch : int, default 12
        How many samples are ready in the page.
    retrain_every : int, default as stored, else 1
        New labels between two fits.
    projection : {"umap", "umap-labels", "tsne", "pacmap", "pca"} or (N, 2) array
        The map, default UMAP. PCA is shown until the others, which are computed in a process of
        their own, are ready; :meth:`project` changes it later.

    Raises
    ------
    SessionError, StoreError, StrategyError, LearnerError
        With a sentence that says what to change.

    Examples
    --------
    >>> import jupyter_al as al
    >>> from sklearn.datasets import load_digits
    >>> X, y = load_digits(return_X_y=True)
    >>> session = al.Session(al.Pool(X), classes=[str(d) for d in range(10)])
    >>> query = session.query(10)
    >>> session.annotate(query.indices, y[query.indices])
    >>> len(session.labels)
    10
    """

    def __init__(
        self,
        pool: Pool,
        classes: Sequence[str] | None = None,
        *,
        store: str | PathLike[str] | None = None,
        strategy: str | Strategy | None = None,
        learner: Any = None,
        audit: float | None = None,
        test: Any = None,
        annotator: str | None = None,
        seed: int | None = None,
        prefetch: int = 12,
        retrain_every: int | None = None,
        projection: Any = "umap",
        _create: bool = True,
    ) -> None:
        settings = Settings(
            strategy=strategy,
            learner=learner,
            audit=audit,
            test=test,
            annotator=annotator,
            seed=seed,
            prefetch=prefetch,
            retrain_every=retrain_every,
            projection=projection,
        )
        self.loop = assemble(pool, classes, store, settings, create=_create)
        super().__init__()

    @classmethod
    def open(cls, store: str | PathLike[str], pool: Pool, **settings: Any) -> Session:
        """Resume a session from its store, at the place where it was left.

        Parameters
        ----------
        store : str or path
            The file or URL that the session was made with.
        pool : Pool
            The same pool; another one is refused.
        **settings
            As in :class:`Session`; what is not given is taken from the store.

        Raises
        ------
        StoreError
            The store is missing, damaged, of another pool or of a newer version.
        """
        return cls(pool, store=store, _create=False, **settings)

    # -- ask and answer --------------------------------------------------------------------

    def query(self, n: int = 1) -> Query:
        """Return the next `n` samples to ask about; fits first when labels have changed.

        Parameters
        ----------
        n : int
            How many; fewer come back when fewer are left.

        Returns
        -------
        Query
            ``indices`` (n,) positions in asking order, ``scores``, ``reasons``, ``strategy``;
            ``terms[i]["slice"]`` says ``active`` or ``audit``.
        """
        n = whole("query(n)", n, 0)
        self.loop.refresh()
        return take(self.loop, n)

    def annotate(
        self,
        indices: int | Iterable[int],
        answers: Any,
        annotator: str | None = None,
    ) -> None:
        """Give labels.

        Parameters
        ----------
        indices : int or sequence of int
            Positions in the pool.
        answers : str, int or sequence of these
            Class names or their positions: one for each item, or one for all of them (then
            one undo takes all of them back).
        annotator : str, optional
            Who answered, when it is not the session's annotator.

        Raises
        ------
        SessionError
            Unknown class or item; nothing is written then.
        """
        self.loop.answer(answers_from(self.loop, indices, answers, annotator))
        self._say_unsaved()

    def skip(self, indices: int | Iterable[int], annotator: str | None = None) -> None:
        """Leave items unanswered; they are not asked again."""
        items = positions(self.loop.recorder.pool, indices)
        if items:
            self.loop.answer([Answer("skip", tuple(items), annotator=annotator)])
            self._say_unsaved()

    def undo(self) -> None:
        """Take back the latest step (a label, a skip, a bulk, a new class)."""
        self.loop.undo()

    def redo(self) -> None:
        """Bring back what was undone last."""
        self.loop.redo()

    def add_class(self, name: str) -> None:
        """Declare one more class."""
        self.loop.change_classes(lambda: self.loop.recorder.add_class(name))

    def rename_class(self, old: str, new: str) -> None:
        """Give a class another name; its labels stay with it."""
        self.loop.change_classes(lambda: self.loop.recorder.rename_class(old, new))

    def _say_unsaved(self) -> None:
        """Warn when answers are only in memory: without a widget nobody would know."""
        trouble = self.loop.recorder.journal.trouble
        if trouble is not None:
            warnings.warn(f"Not on disk yet, kept in memory: {trouble}", stacklevel=3)

    # -- the model -------------------------------------------------------------------------

    def fit(self) -> FitRecord | None:
        """Fit on the labels standing now; None while fewer than two classes have labels."""
        self.loop.worker.request("fit")
        self.loop.worker.finish("fit", "rank", "score")
        failure = self.loop.worker.failure
        if failure is not None and failure.job == "fit":
            raise failure.error
        return self.loop.trainer.fits[0] if self.loop.trainer.model is not None else None

    def cancel(self) -> bool:
        """Cancel the fit that runs in the background; False when none does."""
        return self.loop.worker.cancel()

    def predict_proba(self, indices: Iterable[int] | None = None) -> npt.NDArray[np.float32]:
        """Return class probabilities (N, C), or (n, C) for some positions.

        Raises
        ------
        SessionError
            No model yet: fewer than two classes have labels.
        """
        self.loop.refresh()
        if self.loop.trainer.model is None:
            raise SessionError("There is no model yet: label items of at least two classes.")
        probabilities = self.snapshot.probabilities
        if indices is None:
            return probabilities
        return probabilities[positions(self.loop.recorder.pool, indices)]

    @property
    def snapshot(self) -> Snapshot:
        """What the strategy sees: features, probabilities, labelled rows, of one version."""
        return self.loop.trainer.snapshot

    @property
    def strategy(self) -> Strategy:
        """The query strategy; assign a name or a strategy to switch, also while running."""
        return self.loop.trainer.strategy

    @strategy.setter
    def strategy(self, spec: str | Strategy) -> None:
        self.loop.set_strategy(resolve_strategy(spec), spec)

    def compare(self, *strategies: str | Strategy, n: int = 12) -> Comparison:
        """Return what several strategies would ask next; the map shows it when there are two.

        Parameters
        ----------
        *strategies : str or Strategy
            Names or strategies; without any, the map stops showing a comparison.
        n : int
            Samples of each; the map shows as many as the queue is long.

        Returns
        -------
        Comparison
            ``sides`` with a query each, and what they have in ``common``.

        Raises
        ------
        StrategyError, SessionError
            Unknown name, or the same one twice.
        """
        return compared(self.loop, [resolve_strategy(spec) for spec in strategies], n)

    @property
    def learner(self) -> learners.Learner:
        """The learner; assign a name, classifier or module to switch, also while running."""
        return self.loop.trainer.learner

    @learner.setter
    def learner(self, spec: Any) -> None:
        self.loop.set_learner(learners.resolve(spec), spec)

    # -- what is there ---------------------------------------------------------------------

    @property
    def pool(self) -> Pool:
        """The pool."""
        return self.loop.recorder.pool

    @property
    def classes(self) -> list[str]:
        """Class names; the position of a name is its code."""
        return list(self.loop.recorder.classes.names)

    @property
    def labels(self) -> pd.DataFrame:
        """Standing labels, one row per item and annotator."""
        labels = self.loop.recorder.labels
        with self.loop._lock:  # nothing changes meanwhile
            return labels_frame(labels.history, labels.name_of)

    @property
    def events(self) -> pd.DataFrame:
        """Every event of the journal, in order; nothing is ever deleted."""
        return events_frame(self.loop.recorder.events)

    def history(self) -> pd.DataFrame:
        """Return how belief moved, one row per model version; also after a restart.

        Returns
        -------
        DataFrame
            ``version``, its ``labels``, predictions ``changed`` since the row before, ``accuracy``
            (``low``, ``high``), positions ``asked`` since then with ``strategy`` and ``reason`` of
            the first, items ``predicted`` in each class, ``learner``; ``belief`` is ``kept``,
            ``recomputed`` or ``none``; ``text`` says it all.
        """
        return steps_frame(self.loop.beliefs.steps())

    def regions(self) -> pd.DataFrame:
        """Return the regions of the map, the largest first: where it is dense, and named.

        Returns
        -------
        DataFrame
            One row for each hill of the map's density. ``name``: the label that half of its
            labelled items or more have, else its typical words, else "unlabelled" or "mixed";
            ``size`` and ``labelled`` in items; ``agreement``: share of its most frequent label;
            ``predicted``: what the model predicts most often, for a ``share`` of the items;
            ``uncertainty``: mean, 0 to 1; ``x``, ``y``: its middle; ``words``; ``indices``:
            positions in the pool. NaN where there is nothing to know it from.

        Examples
        --------
        >>> regions = session.regions()                                     # doctest: +SKIP
        >>> session.selection = regions[regions.labelled == 0].iloc[0].indices  # doctest: +SKIP
        """
        return regions_frame(self.loop)

    def export(self, path: str | PathLike[str]) -> None:
        """Write the standing labels as CSV, Parquet or JSON Lines, by the file's ending."""
        export(self.labels, path)

    def close(self) -> None:
        """Stop the background work and close the store."""
        self.loop.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        counts = self.loop.recorder.labels.counts()
        return (
            f"<Session {self.pool.name}: {counts['labelled']} of {len(self.pool)} labelled, "
            f"{len(self.classes)} classes, {self.strategy.name}, {self.learner.name}>"
        )
