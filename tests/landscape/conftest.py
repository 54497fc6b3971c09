from __future__ import annotations

import numpy as np
import pytest


@pytest.fixture
def three() -> tuple[np.ndarray, np.ndarray]:
    """Three round groups of 300, 200 and 100 points far from each other, and their numbers."""
    rng = np.random.default_rng(0)
    group = np.repeat([0, 1, 2], [300, 200, 100])
    places = np.array([[-0.7, -0.7], [0.7, -0.6], [0.0, 0.7]])[group]
    return (places + rng.normal(0, 0.06, places.shape)).astype(np.float32), group
