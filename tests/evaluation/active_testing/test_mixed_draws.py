"""Even draws of an audit in between draws to measure: one sequence, no bias."""

import numpy as np
import pytest

from jupyter_al.evaluation.active_testing.accuracy import active_accuracy
from jupyter_al.evaluation.active_testing.draw import draw_items


def _mixed(rng, right, scores):
    """Return items and chances: 20 even draws, 15 to measure, and again."""
    N = len(right)
    items, chances = [], []
    order = rng.permutation(N).tolist()
    for kind in ("even", "measure") * 2:
        if kind == "even":
            left = [i for i in order if i not in set(items)]
            for item in left[:20]:
                chances.append(1 / (N - len(items)))
                items.append(item)
        else:
            batch = draw_items(scores, 15, rng, drawn=np.array(items))
            items += batch.items.tolist()
            chances += batch.probabilities.tolist()
    return np.array(items), np.array(chances)


def test_both_kinds_of_draw_together_are_unbiased_and_cover():
    rng = np.random.default_rng(0)
    chance = rng.beta(0.6, 2.4, size=300)
    right = rng.random(300) > chance
    scores = np.maximum(chance, 0.05 * chance.max())
    misses, held, plain = [], 0, []
    for _ in range(400):
        items, chances = _mixed(rng, right, scores)
        assert len(set(items.tolist())) == 70
        found = active_accuracy(right[items], chances, 300, measured=30)
        misses.append(1 - found.risk.mean - right.mean())
        plain.append(right[items].mean() - right.mean())
        held += found.low <= right.mean() <= found.high
    assert abs(np.mean(misses)) < 3 * np.std(misses) / 20
    assert np.mean(plain) < -3 * np.std(plain) / 20  # without the weights it is too low
    assert 0.92 <= held / 400 <= 0.995
    assert found.sentence.startswith("accuracy")
    assert found.sentence.endswith("from 40 audited labels and 30 drawn to measure")


def test_what_the_random_order_passes_by_is_an_even_sample():
    """Items drawn to measure that come before the last audited one count as audited."""
    rng = np.random.default_rng(1)
    chance = rng.beta(0.6, 2.4, size=200)
    right = rng.random(200) > chance
    means = []
    for _ in range(600):
        order = rng.permutation(200)
        drawn = set(draw_items(chance + 0.01, 40, rng).items.tolist())
        asked = [at for at, item in enumerate(order) if item not in drawn][:40]
        means.append(right[order[: asked[-1] + 1]].mean())
    assert np.mean(means) == pytest.approx(right.mean(), abs=3 * np.std(means) / np.sqrt(600))
