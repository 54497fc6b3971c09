from __future__ import annotations

import numpy as np
import pytest

from jupyter_al.errors import StrategyError
from jupyter_al.strategies import everything, score
from jupyter_al.strategies.stochastic_spreads import Power, Softmax, Softrank
from tests.strategies.worlds import world

SCORES = np.array([0.4, 0.2, 0.1, 0.0])
ROWS = np.arange(4)


@pytest.mark.parametrize(
    ("spread", "chances"),
    [
        (Power(), [4 / 7, 2 / 7, 1 / 7, 0]),
        (Power(2), [0.761905, 0.190476, 0.047619, 0]),
        (Softrank(), [0.48, 0.24, 0.16, 0.12]),
        (Softmax(), [0.309610, 0.253487, 0.229365, 0.207538]),
    ],
)
def test_chances_of_the_first_pick_of_uncertainty_card_6(
    spread: Power | Softmax | Softrank, chances: list[float]
) -> None:
    logs = spread.log_weights(SCORES, ROWS, None)
    weights = np.exp(logs)
    np.testing.assert_allclose(weights / weights.sum(), chances, atol=1e-6)


def test_the_batch_is_drawn_with_these_chances() -> None:
    snapshot = world(40)
    sentence = score("least-confidence").spread("power", beta=3)
    ranked = score("least-confidence").select(snapshot, 28)
    weights = ranked.scores**3
    chances = dict(zip(ranked.indices.tolist(), weights / weights.sum(), strict=True))
    picks = [int(sentence.select(world(40, round=r), 1).indices[0]) for r in range(600)]
    top = ranked.indices[:10].tolist()
    expected = sum(chances[row] for row in top)
    share = np.mean([row in top for row in picks])
    assert abs(share - expected) < 4 * np.sqrt(expected * (1 - expected) / 600)


def test_a_large_beta_takes_the_best_rows() -> None:
    best = score("margin").select(world(), 8).indices.tolist()
    assert score("margin").spread("softrank", beta=1e6).select(world(), 8).indices.tolist() == best
    spread = score("margin").spread("softmax", beta=1e9)
    assert spread.select(world(), 8).indices.tolist() == best


def test_rows_without_weight_come_last_and_are_said() -> None:
    known = np.zeros((20, 2))
    known[:, 0] = 1
    known[:3] = 0.6, 0.4
    snapshot = world(20, labels=0, model=False, probabilities=known, classes=("a", "b"))
    query = score("least-confidence").spread("power").select(snapshot, 5)
    assert set(query.indices[:3].tolist()) == {0, 1, 2}
    assert query.fallback == "random"
    assert "2 of 5 have no weight" in query.notes[0]


def test_power_refuses_negative_scores_and_spreads_need_a_score() -> None:
    with pytest.raises(StrategyError, match="softrank"):
        score("margin").spread("power").select(world(), 3)
    with pytest.raises(StrategyError, match="put a score before it"):
        everything().spread("softmax").select(world(), 3)
    for wrong in (0, -1, float("nan"), float("inf")):
        with pytest.raises(StrategyError, match="beta"):
            score("margin").spread("softrank", beta=wrong)


def test_a_sentence_says_how_it_draws() -> None:
    sentence = score("margin").keep(0.5).spread("softrank", beta=2)
    assert sentence.name == "margin > keep 0.5 > softrank 2"
    assert score("margin").spread("softrank").name == "margin > softrank"
    assert len(sentence.select(world(), 4)) == 4
