"""A frozen view of pool, labels and model: what a query strategy may look at."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from jupyter_al._belief import Belief, finite_rows, row_lengths
from jupyter_al._committee import Members, members_of
from jupyter_al._snapshot_checks import (
    class_count,
    class_names,
    committee_of,
    labelled_rows,
    matrix,
    own_head,
    row_weights,
    rows_of,
    standardisation,
    what_is_missing,
)
from jupyter_al.errors import SnapshotError, StrategyError, nearest
from jupyter_al.numerics.arrays import Floats, Ints, Matrix, frozen, squared_lengths
from jupyter_al.numerics.memo import Memo
from jupyter_al.past import Past

__all__ = ["ARTEFACTS", "Snapshot"]

T = TypeVar("T")

ARTEFACTS = ("features", "embedding", "probabilities", "logits", "head", "committee", "labels")
_KEPT_CLUSTERINGS = 4


class Snapshot:
    """A frozen, versioned view of a pool: features, labels, and what the model believes.

    Costly parts are computed once, at the first use. Arrays that come out are read-only. Rows
    with NaN or infinity (or a squared length beyond float32) enter no matrix product and are
    never asked.

    Parameters
    ----------
    features : (N, D) ndarray, memmap or scipy CSR matrix
        Never copied.
    model : fitted model, optional
        ``predict_proba(inputs)``; ``embed(inputs)``, ``head``, ``regularisation`` and
        ``scaling`` unlock more.
    inputs : (N, ...) array, optional
        What the model is given; the features by default.
    labelled : (L,) int
        Positions with a label.
    labels : (L,) int
        Their classes, as positions in `classes`.
    n_classes : int, optional
        Number of declared classes; found from the other arguments where it is not given.
    unavailable : (N,) bool, optional
        Rows that must not be asked (skipped, on the screen, kept for the audit).
    version, round, seed : int
        Version of the model, round of the session, seed of the session.
    classes : sequence of str, optional
        Class names, for the reasons.
    weights : (L,) float, optional
        Weight of each label in the training loss; one by default.
    scaling : (mean (E,), scale float), optional
        The penalty on the head was applied on ``(embedding - mean) / scale``; the head itself
        is in the coordinates of the embedding. ``(0, 1)`` by default.
    probabilities, logits, embedding, head, committee, regularisation : optional
        Arrays (N, C), (N, C), (N, E), ((C, E), (C,)), (K, N, C) and a float, in place of what
        the model would compute.
    past : Past, optional
        Earlier predictions and who asked for each label.
    shared_with : Snapshot, optional
        An earlier snapshot: work is shared where the features, and the model, are the same
        objects.

    Raises
    ------
    SnapshotError
        The arrays contradict each other.
    """

    def __init__(
        self,
        features: Matrix,
        *,
        model: Any = None,
        inputs: Any = None,
        labelled: npt.ArrayLike = (),
        labels: npt.ArrayLike = (),
        n_classes: int | None = None,
        unavailable: npt.ArrayLike | None = None,
        version: int = 0,
        round: int = 0,
        seed: int = 0,
        classes: Sequence[str] | None = None,
        weights: npt.ArrayLike | None = None,
        scaling: tuple[npt.ArrayLike, float] | None = None,
        probabilities: npt.ArrayLike | None = None,
        logits: npt.ArrayLike | None = None,
        embedding: Matrix | None = None,
        head: tuple[npt.ArrayLike, npt.ArrayLike] | None = None,
        committee: npt.ArrayLike | None = None,
        regularisation: float | None = None,
        past: Past | None = None,
        shared_with: Snapshot | None = None,
    ) -> None:
        self._features = matrix(features)
        size = self._features.shape[0]
        if inputs is not None and inputs.shape[0] != size:  # a sparse matrix has no len()
            raise SnapshotError(f"inputs has {inputs.shape[0]} rows and features {size}.")
        self._labelled, self._labels = labelled_rows(labelled, labels, size)
        self._unavailable = None
        if unavailable is not None:
            mask = rows_of("unavailable", unavailable, size, dtype=bool)
            self._unavailable = frozen(mask)
        given = {
            "probabilities": rows_of("probabilities", probabilities, size, width=2),
            "logits": rows_of("logits", logits, size, width=2),
            "embedding": None if embedding is None else matrix(embedding, size),
        }
        own = own_head(head, model)
        self._committee = committee_of(committee, size, given, own, model)
        self._n_classes = class_count(
            n_classes, classes, given, own, self._committee, model, self._labels
        )
        self._classes = class_names(classes, self._n_classes)
        self.past = (past or Past()).fits(size, self._n_classes, len(self._labels))
        self._weights = row_weights(weights, len(self._labels))
        self._scaling = standardisation(scaling, model)
        if regularisation is None:
            regularisation = getattr(model, "regularisation", None)
        self._regularisation = float(regularisation or 0.0)
        self._numbers = (int(version), int(round), int(seed))
        self._memo, self._of_features, self._of_clusters = Memo(), Memo(), Memo(_KEPT_CLUSTERINGS)
        before = shared_with if shared_with and shared_with._features is self._features else None
        if before is not None:
            self._of_features, self._of_clusters = before._of_features, before._of_clusters
        usable = partial(finite_rows, self._of_features, self._features)
        self._belief: Belief = Belief(
            self._features, usable, model, inputs, given, own, self._n_classes
        )
        if before is not None and before._belief.same(self._belief):
            self._belief = before._belief

    @classmethod
    def from_arrays(
        cls,
        features: Matrix,
        *,
        probabilities: npt.ArrayLike | None = None,
        logits: npt.ArrayLike | None = None,
        head: tuple[npt.ArrayLike, npt.ArrayLike] | None = None,
        labelled: npt.ArrayLike = (),
        labels: npt.ArrayLike = (),
        n_classes: int | None = None,
        committee: npt.ArrayLike | None = None,
        seed: int = 0,
        **more: Any,
    ) -> Snapshot:
        """Make a snapshot from plain arrays; see the class for all keywords.

        With a `head` alone, probabilities are ``softmax(features @ W.T + b)``.
        """
        more |= {"probabilities": probabilities, "logits": logits, "head": head, "seed": seed}
        more |= {"labelled": labelled, "labels": labels, "n_classes": n_classes}
        return cls(features, committee=committee, **more)

    def __repr__(self) -> str:
        have = ", ".join(name for name in ARTEFACTS[1:] if self.has(name))
        return (
            f"Snapshot({self.n_items} items, {len(self._labels)} labelled, "
            f"{self._n_classes} classes, version {self.version}, round {self.round}; {have})"
        )

    # -- numbers ---------------------------------------------------------------------------

    @property
    def version(self) -> int:
        """Version of the model."""
        return self._numbers[0]

    @property
    def round(self) -> int:
        """Round of the session."""
        return self._numbers[1]

    @property
    def seed(self) -> int:
        """Seed of the session."""
        return self._numbers[2]

    @property
    def n_items(self) -> int:
        """Number of rows, N."""
        return int(self._features.shape[0])

    @property
    def n_classes(self) -> int:
        """Number of declared classes, C."""
        return self._n_classes

    @property
    def classes(self) -> tuple[str, ...]:
        """Class names, ``class 0`` ... where none were given."""
        return self._classes

    @property
    def regularisation(self) -> float:
        """L2 constant of the head: the loss is mean CE + ``regularisation / 2`` x ||S||²."""
        return self._regularisation

    @property
    def scaling(self) -> tuple[Floats, float]:
        """Mean (E,) (or one zero) and scale in which the penalty on the head was applied."""
        return self._scaling

    @property
    def model(self) -> Any:
        """The fitted model, None where there is none."""
        return self._belief.model

    # -- rows ------------------------------------------------------------------------------

    @property
    def features(self) -> Matrix:
        """(N, D) features, as they were given."""
        return self._features

    @property
    def labelled(self) -> Ints:
        """(L,) positions with a label."""
        return self._labelled

    @property
    def labels(self) -> Ints:
        """(L,) classes of the labelled rows."""
        return self._labels

    @property
    def weights(self) -> Floats:
        """(L,) weights of the labels."""
        return self._weights

    @property
    def lengths(self) -> Floats:
        """(N,) squared lengths of the feature rows; not finite for unusable rows."""
        return row_lengths(self._of_features, self._features)

    @property
    def finite(self) -> npt.NDArray[np.bool_]:
        """(N,) whether every feature of a row is finite."""
        return finite_rows(self._of_features, self._features)

    @property
    def candidates(self) -> Ints:
        """(M,) positions that may be asked: no label, not unavailable, all features finite."""
        return self.eligible()[0]

    @property
    def excluded(self) -> Ints:
        """(K,) positions without a label that cannot be asked: a feature is NaN or infinite."""
        return self.eligible()[1]

    def eligible(self, *artefacts: str) -> tuple[Ints, Ints]:
        """Return the candidates and the excluded rows of a strategy that needs `artefacts`.

        Parameters
        ----------
        *artefacts : str
            Of :data:`ARTEFACTS`; a row must be finite in each of them that has rows.

        Returns
        -------
        (M,) int64 and (K,) int64
            Both ascending.
        """
        rowwise = tuple(
            name
            for name in ("probabilities", "logits", "embedding")
            if name in artefacts and not (name == "embedding" and self.embedding is self._features)
        )
        return self.once(("eligible", rowwise), lambda: self._eligible(rowwise))

    def _eligible(self, rowwise: tuple[str, ...]) -> tuple[Ints, Ints]:
        usable = self.finite
        for name in rowwise:
            usable = usable & np.isfinite(squared_lengths(getattr(self, name)))
        rest = np.ones(self.n_items, dtype=bool)
        rest[self._labelled] = False
        broken = np.flatnonzero(rest & ~usable)
        rest &= usable
        if self._unavailable is not None:
            rest &= ~self._unavailable
        return frozen(np.flatnonzero(rest).astype(np.int64)), frozen(broken.astype(np.int64))

    # -- what the model believes -------------------------------------------------------------

    @property
    def probabilities(self) -> Floats:
        """(N, C) class probabilities, float32 when a model computes them; NaN in unusable rows."""
        self.require("probabilities")
        return self._belief.probabilities()

    @property
    def logits(self) -> Floats:
        """(N, C) logits: given, from the head, or the logarithm of the probabilities."""
        self.require("logits")
        return self._belief.logits()

    @property
    def embedding(self) -> Matrix:
        """(N, E) embedding of the model; the features where the model has none."""
        return self._belief.embedding()

    @property
    def head(self) -> tuple[Floats, Floats]:
        """Weight (C, E) and bias (C,): the probabilities are ``softmax(embedding @ W.T + b)``."""
        self.require("head")
        assert self._belief.head is not None
        return self._belief.head

    @property
    def committee(self) -> Floats:
        """(K, N, C) probabilities of the members of a committee; large, see :attr:`members`."""
        return self.members.everything()

    @property
    def members(self) -> Members:
        """The committee, row by row: given, of the model, or heads fitted on resampled labels."""
        self.require("committee")
        answers = (self._labelled, self._labels, self._weights)
        how = ((self._regularisation, *self._scaling), self.rng("committee"))
        given, belief = self._committee, self._belief
        return self.once("members", lambda: members_of(given, belief, self.finite, answers, *how))

    @property
    def predicted(self) -> Ints:
        """(N,) most probable class; the lower one of a tie, -1 in unusable rows."""
        self.require("probabilities")
        return self._belief.predicted()

    @property
    def uncertainty(self) -> Floats:
        """(N,) float32 in [0, 1]: one minus the margin of the two most probable classes."""
        self.require("probabilities")
        return self._belief.uncertainty()

    # -- asking ------------------------------------------------------------------------------

    def has(self, artefact: str) -> bool:
        """Return whether `artefact` (of :data:`ARTEFACTS`) is there or can be computed."""
        if artefact not in ARTEFACTS:
            raise StrategyError(f"Unknown artefact {artefact!r}{nearest(artefact, ARTEFACTS)}")
        if artefact in ("features", "embedding"):
            return True
        if artefact == "labels":
            return len(self._labels) > 0
        if artefact == "head":
            return self._belief.head is not None
        if artefact == "committee":
            return self._committee is not None or (self.has("labels") and self._belief.known())
        return self._belief.known()

    def require(self, *artefacts: str, by: str | None = None) -> None:
        """Check that all `artefacts` are there.

        Raises
        ------
        NeedsModel
            There is no fitted model yet.
        NeedsArtefact
            There is a model, but it cannot give this.
        """
        who = "This" if by is None else f"The strategy {by!r}"
        for name in artefacts:
            if not self.has(name):
                raise what_is_missing(name, who, fitted=self._belief.known())

    def rng(self, name: str) -> np.random.Generator:
        """Return the generator of (seed, round, `name`): the same state gives the same draws."""
        words = (self.seed % 2**64, self.round % 2**64, zlib.crc32(name.encode()))
        return np.random.default_rng(words)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return `make()`, computed once for this snapshot under `key`."""
        return self._memo.get(key, make)

    def of_clusters(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return `make()` as :meth:`of_features` does; only the last few are kept."""
        return self._of_clusters.get(key, make)

    def of_features(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return `make()`, computed once for these features, over all following snapshots."""
        return self._of_features.get(key, make)
