"""Our side of the comparison with peers: ``CALLS[method](case)`` makes calls, each timed once.

Each call has a new snapshot, made before it as the peers' data sets and estimators are.
``AGAIN`` has the next round: the same features, everything else anew.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks import _peer_calls
from benchmarks._peer_case import Call, Fresh
from jupyter_al import strategies
from jupyter_al.snapshot import Snapshot

__all__ = ["AGAIN", "CALLS", "snapshot_of"]

# what the peer computes, where its default differs from ours
SETTINGS: dict[str, tuple[str, dict[str, Any]]] = {
    # one cluster a label and a pick; ours has at most 500, and keeps them for several rounds
    "typiclust": ("typiclust", {"most_clusters": 100_000, "growth": 0.0}),
    "dropquery": ("dropquery", {"passes": 5}),
    "clue": ("clue", {"temperature": 1.0}),
    "information-density": ("information-density", {"similarity": "distance"}),
    "subpool": ("subpool", {"size": 4096}),
    "k-means": ("k-means", {"normalise": True}),
    "expected-error-reduction": ("expected-error-reduction", {"loss": "zero-one", "refits": 1}),
}
# a score without a strategy of its own
SCORES = {"consensus-entropy"}
OF_A_COMMITTEE = {
    "bald", "batch-bald", "power-bald", "mean-std", "variation-ratio", "consensus-entropy", "epig",
}  # fmt: skip


def snapshot_of(
    case: _peer_calls.Case, *, committee: bool = False, before: Snapshot | None = None
) -> Snapshot:
    """Return a snapshot of the arrays in which nothing is computed yet.

    With `before`, what hangs on the features alone is known from an earlier round.
    """
    return Snapshot(
        case.X,
        probabilities=case.P,
        head=(case.weight, case.bias),
        labelled=case.labelled,
        labels=case.labels,
        n_classes=case.n_classes,
        committee=case.members if committee else None,
        seed=case.seed,
        shared_with=before,
    )


def _prepare(method: str, *, again: bool = False) -> Callable[[_peer_calls.Case], Fresh]:
    name, settings = SETTINGS.get(method, (method, {}))

    def prepare(case: _peer_calls.Case) -> Fresh:
        strategy: Any = (
            strategies.score(method) if method in SCORES else strategies.get(name, **settings)
        )
        committee = method in OF_A_COMMITTEE
        before = None
        if again:
            before = snapshot_of(case, committee=committee)
            strategy.select(before, case.batch)

        def fresh() -> Call:
            snapshot = snapshot_of(case, committee=committee, before=before)
            return lambda: strategy.select(snapshot, case.batch)

        return fresh

    return prepare


CALLS = {method: _prepare(method) for method in _peer_calls.CALLS}
AGAIN = {method: _prepare(method, again=True) for method in _peer_calls.CALLS}
