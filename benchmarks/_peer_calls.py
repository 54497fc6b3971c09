"""How each peer library is asked for a batch: ``CALLS[method][library]``.

Runs in the peers' environment, which does not have this package. Each entry is a function of a
:class:`Case` that prepares and returns the call that chooses; the call alone is timed. All
libraries start from the same arrays: features, probabilities, probabilities of the members of a
committee, a linear head.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import metadata
from typing import Any

import numpy as np

from benchmarks._peer_case import CALLS, Call, Case, Head, Stored, call

__all__ = [
    "CALLS", "DISTRIBUTIONS", "Case", "Head", "Stored", "activeml", "baal_order", "committee_of",
    "modal", "small", "versions",
]  # fmt: skip

DISTRIBUTIONS = ("scikit-activeml", "small-text", "modAL-python", "baal", "cleanlab",
                 "scikit-learn", "numpy", "scipy", "torch", "hnswlib")  # fmt: skip


# -- scikit-activeml -----------------------------------------------------------------------------


def activeml(
    case: Case, name: str, *, model: str = "", head: bool = False, X: Any = None,
    query: Any = None, **settings: Any,
) -> Call:  # fmt: skip
    """Return the call of a scikit-activeml strategy; `model` is the keyword of its classifier."""
    import skactiveml.pool
    from skactiveml.classifier import SklearnClassifier

    def wrapped(estimator: Any) -> Any:
        made = SklearnClassifier(estimator, classes=list(range(case.n_classes)), random_state=0)
        return made.fit(case.X[case.labelled], case.labels.astype(float))

    more: dict[str, Any] = {"X": case.X if X is None else X, "y": case.y, **(query or {})}
    if model == "ensemble":
        more["ensemble"] = [wrapped(Stored(case, k)) for k in range(len(case.members))]
        more["fit_ensemble"] = False
    elif model:
        more[model] = wrapped(Head(case.weight, case.bias) if head else Stored(case))
        more[f"fit_{model}"] = False
    kind = getattr(skactiveml.pool, name)

    def ask(**also: Any) -> Any:
        strategy = kind(random_state=case.seed, **settings)
        return strategy.query(batch_size=case.batch, **more, **also)

    return ask


_ACTIVEML: dict[str, tuple[str, dict[str, Any]]] = {
    "least-confidence": ("UncertaintySampling", {"model": "clf", "method": "least_confident"}),
    "margin": ("UncertaintySampling", {"model": "clf", "method": "margin_sampling"}),
    "entropy": ("UncertaintySampling", {"model": "clf", "method": "entropy"}),
    "k-center": ("CoreSet", {}),
    "badge": ("Badge", {"model": "clf"}),
    "typiclust": ("TypiClust", {}),
    "max-herding": ("MaxHerding", {"metric_dict": {"gamma": 1.0}}),
    "bald": ("GreedyBALD", {"model": "ensemble"}),
    "batch-bald": ("BatchBALD", {"model": "ensemble", "n_MC_samples": 500}),
    "variation-ratio": ("QueryByCommittee", {"model": "ensemble", "method": "variation_ratios"}),
    "dropquery": ("DropQuery", {"model": "clf", "head": True}),
    "clue": ("Clue", {"model": "estimator"}),
    "expected-error-reduction": ("MonteCarloEER", {}),
}
for _method, (_name, _settings) in _ACTIVEML.items():
    if _method == "expected-error-reduction":
        continue
    call(_method, "scikit-activeml")(
        lambda case, name=_name, settings=_settings: activeml(case, name, **settings)
    )


@call("probcover", "scikit-activeml")
def _(case: Case) -> Call:
    # the radii that it tries are meant for rows of length one
    unit = case.X / np.linalg.norm(case.X, axis=1, keepdims=True)
    return activeml(case, "ProbCover", X=unit, n_classes=case.n_classes)


@call("typiclust", "scikit-activeml, MiniBatchKMeans")
def _(case: Case) -> Call:
    from sklearn.cluster import MiniBatchKMeans

    return activeml(case, "TypiClust", cluster_algo=MiniBatchKMeans)


@call("expected-error-reduction", "scikit-activeml")
def _(case: Case) -> Call:
    from skactiveml.classifier import SklearnClassifier
    from sklearn.linear_model import RidgeClassifier

    class Ridge(RidgeClassifier):  # type: ignore[misc]  # scikit-learn has no types
        """A least-squares head, as ours refits."""

        def predict_proba(self, X: Any) -> Any:
            logits = self.decision_function(X)
            known = np.exp(logits - logits.max(axis=1, keepdims=True))
            return known / known.sum(axis=1, keepdims=True)

    model = SklearnClassifier(Ridge(), classes=list(range(case.n_classes)))
    rows = np.random.default_rng(case.seed).choice(case.pool, min(1000, len(case.pool)), False)
    return activeml(case, "MonteCarloEER", query={"clf": model, "X_eval": case.X[rows]})


# -- small-text ----------------------------------------------------------------------------------


class _Rows:
    """The little of small-text's data sets that its strategies use here."""

    is_multi_label = False

    def __init__(self, index: Any) -> None:
        self.index = np.asarray(index)
        self.x = self.index

    def __len__(self) -> int:
        return len(self.index)

    def __getitem__(self, index: Any) -> _Rows:
        return _Rows(self.index[index])


class _Known:
    """A classifier that looks up what it is asked."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.num_classes = case.n_classes

    def predict_proba(self, rows: _Rows, dropout_sampling: int = 1) -> Any:
        if dropout_sampling > 1:
            return np.swapaxes(self.case.members[:, rows.index], 0, 1)
        return self.case.P[rows.index]

    def embed(self, rows: _Rows, return_proba: bool = False, **_: Any) -> Any:
        out = self.case.X[rows.index]
        return (out, self.case.P[rows.index]) if return_proba else out


def small(case: Case, make: Callable[[], Any]) -> Call:
    """Return the call of a small-text strategy."""
    model, rows = _Known(case), _Rows(np.arange(len(case.X)))
    pool = case.pool

    def ask() -> Any:
        # its draws come from the global state, where they can be repeated at all
        np.random.seed(case.seed)
        return make().query(model, rows, pool, case.labelled, case.labels, n=case.batch)

    return ask


def _small(name: str, **settings: Any) -> Callable[[Case], Call]:
    def prepare(case: Case) -> Call:
        import small_text

        return small(case, lambda: getattr(small_text, name)(**settings))

    return prepare


call("least-confidence", "small-text")(_small("LeastConfidence"))
call("margin", "small-text")(_small("BreakingTies"))
call("entropy", "small-text")(_small("PredictionEntropy"))
call("k-center", "small-text")(_small("GreedyCoreset"))
call("k-means", "small-text")(_small("EmbeddingKMeans"))
call("random", "small-text")(_small("RandomSampling"))
# a cosine distance of 0.4: about the radius that the others find on these pools
call("probcover", "small-text")(_small("ProbCover", ball_radius=0.4))


@call("badge", "small-text")
def _(case: Case) -> Call:
    from small_text.integrations.pytorch.query_strategies import BADGE

    return small(case, lambda: BADGE(case.n_classes))


@call("bald", "small-text")
def _(case: Case) -> Call:
    from small_text import BALD

    return small(case, lambda: BALD(dropout_samples=len(case.members)))


@call("anchoral", "small-text")
def _(case: Case) -> Call:
    from small_text import AnchorSubsampling, BreakingTies

    return small(case, lambda: AnchorSubsampling(BreakingTies()))


@call("seals", "small-text")
def _(case: Case) -> Call:
    from small_text import SEALS, BreakingTies

    return small(case, lambda: SEALS(BreakingTies()))


@call("subpool", "small-text")
def _(case: Case) -> Call:
    from small_text import BreakingTies, SubsamplingQueryStrategy

    return small(case, lambda: SubsamplingQueryStrategy(BreakingTies(), subsample_size=4096))


# -- modAL ---------------------------------------------------------------------------------------


def modal(case: Case, strategy: Any) -> Call:
    """Return the call of a modAL strategy, in positions of the whole pool."""
    from modAL.models import ActiveLearner

    learner = ActiveLearner(Stored(case), query_strategy=strategy)
    learner.X_training, learner.y_training = case.X[case.labelled], case.labels
    rows = case.X[case.pool]
    return lambda: case.pool[learner.query(rows, n_instances=case.batch)[0]]


def committee_of(case: Case, strategy: Any) -> Any:
    """Return a committee of modAL."""
    from modAL.models import ActiveLearner, Committee

    members = range(len(case.members))
    learners = [ActiveLearner(Stored(case, k).fit(None, None)) for k in members]
    made = Committee(learners, query_strategy=strategy)
    made._set_classes()
    return made


@call("least-confidence", "modAL")
def _(case: Case) -> Call:
    from modAL.uncertainty import uncertainty_sampling

    return modal(case, uncertainty_sampling)


@call("margin", "modAL")
def _(case: Case) -> Call:
    from modAL.uncertainty import margin_sampling

    return modal(case, margin_sampling)


@call("entropy", "modAL")
def _(case: Case) -> Call:
    from modAL.uncertainty import entropy_sampling

    return modal(case, entropy_sampling)


@call("ranked-batch", "modAL")
def _(case: Case) -> Call:
    from modAL.batch import uncertainty_batch_sampling

    return modal(case, uncertainty_batch_sampling)


@call("consensus-entropy", "modAL")
def _(case: Case) -> Call:
    from modAL.disagreement import consensus_entropy_sampling

    made, rows = committee_of(case, consensus_entropy_sampling), case.X[case.pool]
    return lambda: case.pool[made.query(rows, n_instances=case.batch)[0]]


@call("information-density", "modAL")
def _(case: Case) -> Call:
    from modAL.density import information_density
    from modAL.uncertainty import classifier_entropy
    from modAL.utils.selection import multi_argmax

    model = Stored(case)

    # as in its documentation: doubt times density
    def weighted(classifier: Any, X: Any, n_instances: int = 1) -> Any:
        return multi_argmax(classifier_entropy(model, X) * information_density(X), n_instances)

    return modal(case, weighted)


# -- baal ----------------------------------------------------------------------------------------


def baal_order(case: Case, make: Callable[[], Any], members: bool, *more: Any) -> Call:
    """Return the call of a baal heuristic, in positions of the whole pool."""
    # (rows, classes, members), as its model wrapper returns them
    known = np.ascontiguousarray(np.moveaxis(case.members, 0, -1)) if members else case.P
    known = known[case.pool]

    def ask() -> Any:
        np.random.seed(case.seed)
        return case.pool[make().get_ranks(known, *more)[0][: case.batch]]

    return ask


def _baal(name: str, members: bool = False, **settings: Any) -> Callable[[Case], Call]:
    def prepare(case: Case) -> Call:
        from baal.active import heuristics

        return baal_order(case, lambda: getattr(heuristics, name)(**settings), members)

    return prepare


call("least-confidence", "baal")(_baal("Certainty"))
call("margin", "baal")(_baal("Margin"))
call("entropy", "baal")(_baal("Entropy"))
call("bald", "baal")(_baal("BALD", members=True))
call("mean-std", "baal")(_baal("Variance", members=True))


@call("batch-bald", "baal")
def _(case: Case) -> Call:
    from baal.active.heuristics import BatchBALD

    # 50 draws for each of ten members: 500 answers, as the others list
    return baal_order(case, lambda: BatchBALD(case.batch, num_draw=50), True)


@call("power-bald", "baal")
def _(case: Case) -> Call:
    from baal.active.heuristics import BALD
    from baal.active.heuristics.stochastics import PowerSampling

    return baal_order(case, lambda: PowerSampling(BALD(), query_size=case.batch), True)


@call("epig", "baal")
def _(case: Case) -> Call:
    from baal.active.heuristics import EPIG

    rows = np.random.default_rng(case.seed).choice(case.pool, min(100, len(case.pool)), False)
    return baal_order(case, EPIG, True, np.moveaxis(case.members[:, rows], 0, -1))


# -- cleanlab ------------------------------------------------------------------------------------


@call("least-confidence", "cleanlab")
def _(case: Case) -> Call:
    from cleanlab.multiannotator import get_active_learning_scores

    # for rows without a label ActiveLab's order is that of the largest probability
    def ask() -> Any:
        seen = case.labels.astype(float)[:, None]
        found = get_active_learning_scores(seen, case.P[case.labelled], case.P[case.pool])[1]
        return case.pool[np.argsort(found, kind="stable")[: case.batch]]

    return ask


def versions() -> dict[str, str]:
    """Return the versions of what is compared with."""
    installed = {found.metadata["Name"]: found.version for found in metadata.distributions()}
    return {name: installed[name] for name in DISTRIBUTIONS if name in installed}
