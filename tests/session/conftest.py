from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

import jupyter_al as al

CLASSES = [str(d) for d in range(10)]


class Digits:
    """Scikit-learn's handwritten digits, and somebody who knows the answers."""

    def __init__(self) -> None:
        from sklearn.datasets import load_digits

        self.X, self.y = load_digits(return_X_y=True)

    def pool(self, n: int = 600) -> al.Pool:
        return al.Pool(self.X[:n], items=self.X[:n].reshape(-1, 8, 8))

    def label(self, session: al.Session, n: int, batch: int = 10) -> None:
        for _ in range(0, n, batch):
            query = session.query(batch)
            session.annotate(query.indices, self.y[query.indices])


@pytest.fixture(scope="session")
def digits() -> Digits:
    return Digits()


@pytest.fixture
def session(digits: Digits) -> Iterator[al.Session]:
    made = al.Session(digits.pool(), CLASSES, projection="pca")
    yield made
    made.close()


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)
