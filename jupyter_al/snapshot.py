"""A frozen view of pool, labels and model: what a query strategy may look at."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

import numpy.typing as npt

from jupyter_al._belief import Belief
from jupyter_al._committee import Members, members_of
from jupyter_al._problem import Problem
from jupyter_al._rows import Rows
from jupyter_al._snapshot_checks import (
    class_count,
    class_names,
    committee_of,
    matrix,
    own_head,
    rows_of,
    standardisation,
    what_is_missing,
)
from jupyter_al.errors import SnapshotError, StrategyError, names_the_nearest, nearest
from jupyter_al.numerics.arrays import Floats, Ints, Matrix, finite_sums
from jupyter_al.past import Past

__all__ = ["ARTEFACTS", "Snapshot"]

T = TypeVar("T")

ARTEFACTS = ("features", "embedding", "probabilities", "logits", "head", "committee", "labels")


class Snapshot(Rows, Problem):
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
    device : str, optional
        A torch device such as ``cuda``: distances, D² sampling and influence are computed there
        in float32, where it has room for the features. By default NumPy computes.
    shared_with : Snapshot, optional
        An earlier snapshot: work is shared where the features, and the model, are the same
        objects.

    Raises
    ------
    SnapshotError
        The arrays contradict each other.
    """

    @names_the_nearest
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
        device: str | None = None,
        shared_with: Snapshot | None = None,
    ) -> None:
        Rows.__init__(self, features, labelled, labels, weights, unavailable, shared_with)
        size = self.n_items
        if inputs is not None and inputs.shape[0] != size:  # a sparse matrix has no len()
            raise SnapshotError(f"inputs has {inputs.shape[0]} rows and features {size}.")
        given = {
            "probabilities": rows_of("probabilities", probabilities, size, width=2),
            "logits": rows_of("logits", logits, size, width=2),
            "embedding": None if embedding is None else matrix(embedding, size),
        }
        own = own_head(head, model)
        self._committee = committee_of(committee, size, given, own, model)
        count = class_count(n_classes, classes, given, own, self._committee, model, self.labels)
        if regularisation is None:
            regularisation = getattr(model, "regularisation", None)
        Problem.__init__(
            self,
            (version, round, seed),
            class_names(classes, count),
            float(regularisation or 0.0),
            standardisation(scaling, model),
        )
        self.device = device
        self.past = (past or Past()).fits(size, count, len(self.labels))
        self._belief = Belief(self.features, self._usable, model, inputs, given, own, count)
        if shared_with is not None and shared_with._belief.same(self._belief):
            self._belief = shared_with._belief

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
            f"Snapshot({self.n_items} items, {len(self.labels)} labelled, "
            f"{self.n_classes} classes, version {self.version}, round {self.round}; {have})"
        )

    @property
    def model(self) -> Any:
        """The fitted model, None where there is none."""
        return self._belief.model

    # -- rows ------------------------------------------------------------------------------

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
            Of :data:`ARTEFACTS`; a row must be finite in each of them that has rows, and in its
            features unless nothing but given probabilities are needed.

        Returns
        -------
        (M,) int64 and (K,) int64
            Both ascending.
        """
        rowwise = tuple(
            name
            for name in ("probabilities", "logits", "embedding")
            if name in artefacts and not (name == "embedding" and self.embedding is self.features)
        )
        # a row whose probabilities were given is known to whoever gave them
        vouched = set(artefacts) == {"probabilities"} and self._belief.is_given
        key = ("eligible", rowwise, vouched)
        return self.once(key, lambda: self._eligible(rowwise, not vouched))

    def _eligible(self, rowwise: tuple[str, ...], features: bool) -> tuple[Ints, Ints]:
        usable = [finite_sums(getattr(self, name)) for name in rowwise]
        return self._split(*usable, *([self.finite] if features else []))

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
        answers = (self.labelled, self.labels, self.weights)
        how = ((self.regularisation, *self.scaling), self.rng("committee"))
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

    # -- kept for a space --------------------------------------------------------------------

    def are_features(self, space: str) -> bool:
        """Return whether the rows of the vector space `space` are the features themselves."""
        return space == "features" or (space == "embedding" and self.embedding is self.features)

    def of_space(
        self, space: str, key: Hashable, make: Callable[[], T], *, clusters: bool = False
    ) -> T:
        """Return `make()`, computed once for the rows of a vector space.

        Where these are the features it serves all following snapshots. Of `clusters` only the
        last few are kept.
        """
        if not self.are_features(space):
            return self.once((space, key), make)
        keep = self.of_clusters if clusters else self.of_features
        return keep(("space", key), make)

    # -- asking ------------------------------------------------------------------------------

    def has(self, artefact: str) -> bool:
        """Return whether `artefact` (of :data:`ARTEFACTS`) is there or can be computed."""
        if artefact not in ARTEFACTS:
            raise StrategyError(f"Unknown artefact {artefact!r}{nearest(artefact, ARTEFACTS)}")
        if artefact in ("features", "embedding"):
            return True
        if artefact == "labels":
            return len(self.labels) > 0
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
