"""Expected error reduction, SEALS and AnchorAL beside scikit-activeml, modAL and small-text."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks._peer_calls import Case
from jupyter_al import strategies
from jupyter_al.numerics.softmax import softmax
from jupyter_al.strategies.expected.error_reduction import ErrorReduction
from tests.peers.conftest import Peers
from tests.peers.worlds import snapshot_of

pytestmark = pytest.mark.peers


@pytest.mark.parametrize(
    ("loss", "theirs"), [("zero-one", "misclassification_loss"), ("log", "log_loss")]
)
def test_expected_error_beside_activeml(
    peers: Peers, cases: dict[str, Case], loss: str, theirs: str
) -> None:
    """It fits the classifier anew for each row and answer; ours is the exact rank-one update.

    Its classifier here is our least-squares head with the same penalty, mean and temperature, and
    its chances of the answers are that head's, so ours are set to them. Its sum over the
    evaluation rows is a mean here.
    """
    case = cases["few"]
    score = ErrorReduction(loss)
    first = snapshot_of(case)
    fit = score.fit(first)
    chances = softmax(fit.temperature * (fit.rows(case.X) @ fit.weights))
    ours = score.values(snapshot_of(case, probabilities=chances), case.pool)
    np.testing.assert_allclose(
        ours * len(case.pool), peers["expected_error_activeml"][theirs][case.pool], rtol=1e-6
    )


def test_expected_error_of_modal_cannot_be_imported(peers: Peers) -> None:
    """It names ``np.float``, which NumPy removed in 1.24: nothing to compare with."""
    assert "np.float" in peers.reason("expected_error_modal").replace("numpy.float", "np.float")


def test_seals_beside_small_text(peers: Peers, cases: dict[str, Case]) -> None:
    """The exact neighbours of all labels by direction, then the margin among them."""
    case = cases["plain"]
    ours = strategies.get("seals", neighbours=4).select(snapshot_of(case), case.batch)
    assert set(ours.indices.tolist()) == set(peers["seals_small"]["picks"].tolist())


def test_anchors_beside_small_text(peers: Peers, cases: dict[str, Case]) -> None:
    """With as many anchors as labels nothing is drawn. Its index is approximate and its similarity
    one minus the squared distance, which orders rows of length one as the cosine does."""
    case = cases["plain"]
    strategy = strategies.get("anchoral", size=60, anchors=400, neighbours=10)
    ours = set(strategy.select(snapshot_of(case), case.batch).indices.tolist())
    theirs = set(peers["anchors_small"]["picks"].tolist())
    assert len(ours & theirs) >= case.batch - 1
    assert np.isin(list(ours), case.pool).all()
