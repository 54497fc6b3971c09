"""Labelled data sets as arrays: scikit-learn's digits, and what lies beside the checkout."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["FOLDER", "LOADERS", "DataSet", "available"]

FOLDER = Path(__file__).parents[2] / "shared" / "data"
TABLES = ("letter", "segment", "page_blocks", "spambase", "vehicle", "credit_g")
FASHION_ROWS = 20_000


@dataclass(frozen=True)
class DataSet:
    """A pool with its answers, and a test set; without one, a share of the pool is held out."""

    X: npt.NDArray[Any]
    y: npt.NDArray[Any]
    test: tuple[npt.NDArray[Any], npt.NDArray[Any]] | None = None


def _digits(folder: Path) -> DataSet:
    from sklearn.datasets import load_digits

    X, y = load_digits(return_X_y=True)
    return DataSet(X.astype(np.float32), y)


def _fashion(folder: Path) -> DataSet:
    """Return pixels; the rows of the file are shuffled, so the first ones are a fair sample."""
    with np.load(folder / "fashion_mnist.npz", allow_pickle=False) as z:
        X, y = z["X_train"][:FASHION_ROWS], z["y_train"][:FASHION_ROWS]
        test, answers = z["X_test"], z["y_test"]
    return DataSet(_pixels(X), y, (_pixels(test), answers))


def _pixels(images: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    return images.reshape(len(images), -1).astype(np.float32) / np.float32(255)


def _cifar(folder: Path) -> DataSet:
    """Return features learnt without labels, with the clean labels."""
    features = np.load(folder / "cifar10n_features.npy", allow_pickle=False).astype(np.float32)
    with np.load(folder / "cifar10n.npz", allow_pickle=False) as z:
        y, answers = z["y_train"], z["y_test"]
    return DataSet(features[: len(y)], y, (features[len(y) :], answers))


def _texts(name: str) -> Callable[[Path], DataSet]:
    def load(folder: Path) -> DataSet:
        import pandas as pd

        frame = pd.read_csv(folder / f"{name}.csv.gz", keep_default_na=False)
        X = np.load(folder / f"{name}_emb.npy", allow_pickle=False).astype(np.float32)
        return _by_split(X, frame["label"].to_numpy(), frame["split"].to_numpy())

    return load


def _table(name: str) -> Callable[[Path], DataSet]:
    def load(folder: Path) -> DataSet:
        import pandas as pd

        frame = pd.read_csv(folder / f"tab_{name}.csv.gz")
        train = (frame["split"] == "train").to_numpy()
        X = pd.get_dummies(frame.drop(columns=["split", "target"]), dtype=float).to_numpy()
        # scaled as someone with the unlabelled pool alone can do it
        deviation = X[train].std(axis=0)
        X = (X - X[train].mean(axis=0)) / np.where(deviation > 0, deviation, 1.0)
        y = frame["target"].to_numpy().astype(str)
        return _by_split(X.astype(np.float32), y, frame["split"].to_numpy())

    return load


def _by_split(X: npt.NDArray[Any], y: npt.NDArray[Any], split: npt.NDArray[Any]) -> DataSet:
    train, test = split == "train", split == "test"
    return DataSet(X[train], y[train], (X[test], y[test]))


LOADERS: dict[str, Callable[[Path], DataSet]] = {
    "digits": _digits,
    "fashion_mnist": _fashion,
    "cifar10n": _cifar,
    "agnews": _texts("agnews"),
    "banking77": _texts("banking77"),
    **{f"tab_{name}": _table(name) for name in TABLES},
}


def available(folder: Path = FOLDER) -> list[str]:
    """Return the names of the sets whose files are there."""
    files = {p.name for p in folder.iterdir()} if folder.is_dir() else set()
    return [n for n in LOADERS if n == "digits" or any(f.startswith(f"{n}.") for f in files)]
