"""What is asked of the peers, in their environment: ``python _side.py FOLDER``.

Reads ``FOLDER/<world>.npz`` and writes ``FOLDER/answers/<question>.npz``, or the reason why there
is none as ``<question>.txt``.
"""

from __future__ import annotations

import sys
import traceback
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks._peer_calls import (
    CALLS,
    Case,
    Stored,
    activeml,
    committee_of,
    modal,
    small,
)

Answer = dict[str, Any]
QUESTIONS: dict[str, tuple[str, Callable[[Case], Answer]]] = {}
SEEDS = 20


def question(world: str) -> Callable[[Callable[[Case], Answer]], Callable[[Case], Answer]]:
    """Ask this about that world."""

    def add(ask: Callable[[Case], Answer]) -> Callable[[Case], Answer]:
        QUESTIONS[ask.__name__] = world, ask
        return ask

    return add


def both(found: Any) -> Answer:
    """Return picks and first utilities of scikit-activeml."""
    return {"picks": np.asarray(found[0]), "scores": found[1][0], "every": found[1]}


# -- uncertainty ---------------------------------------------------------------------------------

METHODS = {"least-confidence": "least_confident", "margin": "margin_sampling", "entropy": "entropy"}


@question("plain")
def uncertainty_activeml(case: Case) -> Answer:
    out = {}
    for method, name in METHODS.items():
        ask = activeml(case, "UncertaintySampling", model="clf", method=name)
        picks, scores = ask(return_utilities=True)
        out |= {f"{method} picks": picks, f"{method} scores": scores[0]}
    return out


@question("plain")
def uncertainty_modal(case: Case) -> Answer:
    from modAL import uncertainty

    model, rows = Stored(case), case.X
    return {
        "least-confidence scores": uncertainty.classifier_uncertainty(model, rows),
        "margin scores": uncertainty.classifier_margin(model, rows),
        "entropy scores": uncertainty.classifier_entropy(model, rows),
    } | {f"{method} picks": CALLS[method]["modAL"](case)() for method in METHODS}


@question("plain")
def uncertainty_small(case: Case) -> Answer:
    import small_text

    kinds = {
        "least-confidence": small_text.LeastConfidence(),
        "margin": small_text.BreakingTies(),
        "entropy": small_text.PredictionEntropy(),
    }
    out = {}
    for method, strategy in kinds.items():
        out[f"{method} picks"] = small(case, lambda strategy=strategy: strategy)()
        out[f"{method} scores"] = strategy.last_scores
    return out


@question("plain")
def uncertainty_baal(case: Case) -> Answer:
    from baal.active import heuristics

    kinds = {"least-confidence": "Certainty", "margin": "Margin", "entropy": "Entropy"}
    out = {}
    for method, name in kinds.items():
        out[f"{method} picks"] = CALLS[method]["baal"](case)()
        out[f"{method} scores"] = getattr(heuristics, name)().get_uncertainties(case.P)
    return out


@question("plain")
def activelab(case: Case) -> Answer:
    from cleanlab.multiannotator import get_active_learning_scores

    seen = case.labels.astype(float)[:, None]
    found = get_active_learning_scores(seen, case.P[case.labelled], case.P[case.pool])
    return {"scores": found[1]}


# -- committees ----------------------------------------------------------------------------------


@question("plain")
def bald_activeml(case: Case) -> Answer:
    return both(activeml(case, "GreedyBALD", model="ensemble")(return_utilities=True))


@question("plain")
def committee_activeml(case: Case) -> Answer:
    out = {}
    for name in ("KL_divergence", "variation_ratios"):
        ask = activeml(case, "QueryByCommittee", model="ensemble", method=name)
        out[name] = ask(return_utilities=True)[1][0]
    return out


@question("plain")
def bald_small(case: Case) -> Answer:
    import small_text

    strategy = small_text.BALD(dropout_samples=len(case.members))
    return {"picks": small(case, lambda: strategy)(), "scores": strategy.last_scores}


@question("plain")
def bald_baal(case: Case) -> Answer:
    from baal.active import heuristics

    known = np.moveaxis(case.members, 0, -1)
    return {
        "picks": CALLS["bald"]["baal"](case)(),
        "scores": heuristics.BALD().get_uncertainties(known),
        "variance": heuristics.Variance().compute_score(known),
        "variance picks": CALLS["mean-std"]["baal"](case)(),
    }


@question("plain")
def consensus_modal(case: Case) -> Answer:
    from modAL.disagreement import consensus_entropy, vote_entropy

    made = committee_of(case, None)
    picks = CALLS["consensus-entropy"]["modAL"](case)()
    scores, votes = consensus_entropy(made, case.X), vote_entropy(made, case.X)
    return {"picks": picks, "scores": scores, "votes": votes}


@question("plain")
def power_baal(case: Case) -> Answer:
    from baal.active.heuristics import BALD
    from baal.active.heuristics.stochastics import PowerSampling

    known = np.moveaxis(case.members, 0, -1)[case.pool]
    return {"shares": PowerSampling(BALD(), query_size=case.batch).get_ranks(known)[1]}


@question("few")
def batch_bald_activeml(case: Case) -> Answer:
    # three answers of three classes are 27: below the number of draws all are listed
    ask = activeml(case, "BatchBALD", model="ensemble", n_MC_samples=500)
    return both(ask(return_utilities=True))


@question("few")
def batch_bald_baal(case: Case) -> Answer:
    from baal.active.heuristics import BatchBALD

    np.random.seed(0)
    known = np.moveaxis(case.members, 0, -1)[case.pool]
    scores = BatchBALD(case.batch - 1, num_draw=2000).compute_score(known)
    return {"picks": case.pool[np.flatnonzero(scores)], "scores": scores}


@question("few")
def epig_baal(case: Case) -> Answer:
    from baal.active.heuristics import EPIG

    known = np.moveaxis(case.members, 0, -1)[case.pool]
    return {"scores": EPIG().get_uncertainties(known, known)}


# -- distances -----------------------------------------------------------------------------------


@question("plain")
def k_center_activeml(case: Case) -> Answer:
    return both(activeml(case, "CoreSet")(return_utilities=True))


@question("plain")
def k_center_small(case: Case) -> Answer:
    return {"picks": CALLS["k-center"]["small-text"](case)()}


@question("plain")
def ranked_modal(case: Case) -> Answer:
    return {"picks": CALLS["ranked-batch"]["modAL"](case)()}


@question("plain")
def density_modal(case: Case) -> Answer:
    from modAL.density import information_density

    return {"scores": information_density(case.X)}


@question("plain")
def badge_activeml(case: Case) -> Answer:
    ask = CALLS["badge"]["scikit-activeml"]
    return {"picks": np.array([ask(replace(case, seed=s))() for s in range(SEEDS)])}


@question("plain")
def badge_small(case: Case) -> Answer:
    ask = CALLS["badge"]["small-text"](case)  # draws anew in each call, unseeded
    return {"picks": np.array([ask() for _ in range(SEEDS)])}


@question("plain")
def herding_activeml(case: Case) -> Answer:
    return both(activeml(case, "MaxHerding", metric_dict={"gamma": 1.0})(return_utilities=True))


@question("plain")
def cover_activeml(case: Case) -> Answer:
    unit = case.X / np.linalg.norm(case.X, axis=1, keepdims=True)
    ask = activeml(case, "ProbCover", X=unit, deltas=[0.6], n_classes=case.n_classes)
    return both(ask(return_utilities=True))


@question("plain")
def cover_small(case: Case) -> Answer:
    import small_text

    # squared Euclidean distance of rows of length one
    return {"picks": small(case, lambda: small_text.ProbCover(k=200, ball_radius=0.36))()}


# -- clusters ------------------------------------------------------------------------------------


@question("blobs")
def typical_activeml(case: Case) -> Answer:
    return {"picks": activeml(case, "TypiClust", k=5)()}


@question("blobs")
def radius_activeml(case: Case) -> Answer:
    from skactiveml.pool import ProbCover

    strategy = ProbCover(n_classes=12, deltas=np.arange(1.0, 90.0, 1.0), random_state=0)
    strategy.query(X=case.X, y=case.y, batch_size=1)
    return {"radius": np.array(strategy.delta_max_)}


@question("plain")
def k_means_small(case: Case) -> Answer:
    return {"picks": CALLS["k-means"]["small-text"](case)()}


@question("plain")
def clue_activeml(case: Case) -> Answer:
    ask = CALLS["clue"]["scikit-activeml"]
    return {"picks": np.array([ask(replace(case, seed=s))() for s in range(5)])}


@question("plain")
def dropquery_activeml(case: Case) -> Answer:
    ask = activeml(
        case, "DropQuery", model="clf", head=True, n_dropout_samples=501, dropout_rate=0.5
    )
    picks, scores = ask(return_utilities=True)
    return {"picks": picks, "candidates": np.flatnonzero(np.isfinite(scores[0]))}


# -- expected error, parts of the pool -----------------------------------------------------------


@question("few")
def expected_error_activeml(case: Case) -> Answer:
    from skactiveml.classifier import SklearnClassifier
    from sklearn.base import BaseEstimator, ClassifierMixin

    with np.load(Path(sys.argv[1]) / "ridge.npz") as file:
        penalty, temperature, mean = (file[name] for name in ("penalty", "temperature", "mean"))

    class Ridge(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
        """A least-squares head with a softmax, all its constants given."""

        def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Ridge:
            self.classes_ = np.arange(case.n_classes)
            rows = self._rows(X)
            gram = rows.T @ rows + penalty * np.eye(rows.shape[1])
            self.weights_ = np.linalg.solve(gram, rows.T @ np.eye(case.n_classes)[y.astype(int)])
            return self

        def _rows(self, X: Any) -> Any:
            return np.column_stack([X - mean, np.ones(len(X))])

        def predict_proba(self, X: Any) -> Any:
            logits = temperature * (self._rows(X) @ self.weights_)
            known = np.exp(logits - logits.max(axis=1, keepdims=True))
            return known / known.sum(axis=1, keepdims=True)

    model = SklearnClassifier(Ridge(), classes=list(range(case.n_classes)))
    out = {}
    for method in ("misclassification_loss", "log_loss"):
        query = {"clf": model, "X_eval": case.X[case.pool]}
        ask = activeml(case, "MonteCarloEER", query=query, method=method)
        out[method] = ask(return_utilities=True)[1][0]
    return out


@question("few")
def expected_error_modal(case: Case) -> Answer:
    from modAL.expected_error import expected_error_reduction

    return {"picks": modal(case, expected_error_reduction)()}


@question("plain")
def seals_small(case: Case) -> Answer:
    import small_text
    from small_text.vector_indexes import KNNIndex
    from small_text.vector_indexes.base import VectorIndexFactory

    return {
        "picks": small(
            case,
            lambda: small_text.SEALS(
                small_text.BreakingTies(), k=4, vector_index_factory=VectorIndexFactory(KNNIndex)
            ),
        )()
    }


@question("plain")
def anchors_small(case: Case) -> Answer:
    import small_text

    # as many anchors a class as labels: nothing is drawn
    return {
        "picks": small(
            case,
            lambda: small_text.AnchorSubsampling(
                small_text.BreakingTies(), subsample_size=60, num_anchors=400, k=10
            ),
        )()
    }


def main(folder: Path) -> None:
    warnings.filterwarnings("ignore")
    (folder / "answers").mkdir()
    for name in QUESTIONS:
        answer(folder, name)


def answer(folder: Path, name: str) -> None:
    """Ask, and write the answer or why there is none: one library that fails is not all."""
    world, ask = QUESTIONS[name]
    path = folder / "answers" / name
    try:
        np.savez(path.with_suffix(".npz"), **ask(Case.load(folder / f"{world}.npz")))
    except Exception:
        path.with_suffix(".txt").write_text(traceback.format_exc())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
