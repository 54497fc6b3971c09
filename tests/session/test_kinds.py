"""Whole sessions on every kind of pool and learner."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

import jupyter_al as al
from jupyter_al.errors import StoreError

from .conftest import Digits


def label_all_kinds(session: al.Session, answers: list[str], n: int = 24) -> None:
    """Answer `n` questions, see every media, fit, predict."""
    while len(session.labels) < n:
        query = session.query(6)
        for index in query.indices:
            assert session.pool.media(int(index)).kind != "error"
        session.annotate(query.indices, [answers[i] for i in query.indices])
    assert session.fit() is not None
    assert session.predict_proba().shape == (len(session.pool), len(session.classes))


def test_texts() -> None:
    rng = np.random.default_rng(0)
    words = {
        "kitchen": ["salt", "oven", "spoon", "dough"],
        "garden": ["soil", "seed", "rose", "hedge"],
    }
    answers = [str(rng.choice(list(words))) for _ in range(120)]
    texts = [" ".join(rng.choice(words[a], 5)) for a in answers]
    session = al.Session(al.Pool.from_texts(texts), list(words), projection="pca")
    label_all_kinds(session, answers)
    got = np.array(session.classes)[session.predict_proba().argmax(axis=1)]
    assert (got == answers).mean() > 0.9


def test_frame_with_numbers_and_words() -> None:
    rng = np.random.default_rng(0)
    kind = rng.choice(["a", "b"], 100)
    frame = pd.DataFrame(
        {"size": rng.normal(size=100) * 1000, "colour": np.where(kind == "a", "red", "blue")}
    )
    session = al.Session(al.Pool.from_frame(frame), ["a", "b"], projection="pca")
    label_all_kinds(session, kind.tolist())
    assert session.pool.media(0).kind == "row"


def test_folder_of_images(tmp_path: Path, digits: Digits) -> None:
    from PIL import Image

    for i in range(60):
        pixels = (digits.X[i].reshape(8, 8) * 15).astype(np.uint8)
        Image.fromarray(pixels).save(tmp_path / f"{i:03d}.png")
    (tmp_path / "060.png").write_bytes(b"not an image")
    with pytest.warns(al.errors.PoolWarning):
        pool = al.Pool.from_folder(tmp_path)
    session = al.Session(pool, [str(d) for d in range(10)], projection="pca")
    answers = [*digits.y[:60].astype(str), "0"]
    label_all_kinds(session, answers, 20)
    assert "060.png" not in session.labels["item_id"].tolist()


@pytest.mark.parametrize("kind", ["float16", "memmap", "csr", "torch"])
def test_features_of_every_kind(kind: str, digits: Digits, tmp_path: Path) -> None:
    X: Any = digits.X[:200]
    if kind == "float16":
        X = X.astype(np.float16)
    elif kind == "memmap":
        np.save(tmp_path / "x.npy", X.astype(np.float32))
        X = np.load(tmp_path / "x.npy", mmap_mode="r")
    elif kind == "csr":
        X = sp.csr_matrix(X.astype(np.float32))
    else:
        import torch

        X = torch.from_numpy(X).float()
    session = al.Session(al.Pool(X), [str(d) for d in range(10)], projection="pca")
    label_all_kinds(session, digits.y[:200].astype(str).tolist(), 30)
    session.loop.start()
    session.loop.worker.finish()
    assert session.loop.projector.coordinates is not None
    session.close()


@pytest.mark.parametrize("learner", ["linear", "mlp", "forest", "pipeline"])
def test_learners(learner: str, digits: Digits) -> None:
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    spec: Any = {
        "forest": RandomForestClassifier(30),
        "pipeline": make_pipeline(StandardScaler(), LogisticRegression()),
    }.get(learner, learner)
    session = al.Session(
        al.Pool(digits.X[:300]), [str(d) for d in range(10)], learner=spec, projection="pca"
    )
    label_all_kinds(session, digits.y[:300].astype(str).tolist(), 60)
    accuracy = (session.predict_proba().argmax(axis=1) == digits.y[:300]).mean()
    assert accuracy > 0.6


def test_fine_tuning_a_torch_module(digits: Digits) -> None:
    import torch
    from torch import nn

    class Small(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv2d(1, 8, 3, padding=1)

        def features(self, x: torch.Tensor) -> torch.Tensor:
            return torch.relu(self.conv(x)).flatten(1)

    torch.manual_seed(0)
    module = Small()
    before = module.conv.weight.detach().clone()
    images = (digits.X[:200].reshape(-1, 1, 8, 8) / 16).astype(np.float32)
    session = al.Session(
        al.Pool(images), [str(d) for d in range(10)], learner=module, projection="pca"
    )
    label_all_kinds(session, digits.y[:200].astype(str).tolist(), 60)
    assert session.snapshot.embedding.shape == (200, 8 * 64)
    for strategy in ("badge", "ralif", "margin"):
        session.strategy = strategy
        assert len(session.query(5).indices) == 5
    assert torch.equal(module.conv.weight, before), "the user's module was changed"
    assert (session.predict_proba().argmax(axis=1) == digits.y[:200]).mean() > 0.6


def test_store_of_another_pool_is_refused(digits: Digits, tmp_path: Path) -> None:
    store = tmp_path / "one.db"
    al.Session(digits.pool(100), ["a", "b"], store=store).close()
    with pytest.raises(StoreError, match="pool") as refused:
        al.Session(digits.pool(99), ["a", "b"], store=store)
    assert refused.value.code == "other_pool"


def test_open_needs_a_store_that_is_there(digits: Digits, tmp_path: Path) -> None:
    with pytest.raises(StoreError) as refused:
        al.Session.open(tmp_path / "none.db", digits.pool(20))
    assert refused.value.code == "missing"


@pytest.mark.parametrize("device", ["cpu", pytest.param("cuda", marks=pytest.mark.gpu)])
def test_convolutional_net_on_fashion_shows_its_progress(
    device: str, shared_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch
    from torch import nn

    # a quick machine is done before the second report would be due, or before any
    monkeypatch.setattr("jupyter_al.session.worker.MIN_PROGRESS_GAP", 0)
    monkeypatch.setattr("jupyter_al.session.worker.QUIET", 0)
    with np.load(shared_data / "fashion_mnist.npz", allow_pickle=False) as data:
        images, answers = data["X_train"][:400, None], data["y_train"][:400]
        names = [str(name) for name in data["class_names"]]

    class Net(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.body = nn.Sequential(
                nn.Conv2d(1, 8, 3, stride=2), nn.ReLU(), nn.Conv2d(8, 16, 3, stride=2), nn.ReLU()
            )

        def features(self, x: torch.Tensor) -> torch.Tensor:
            return self.body(x).flatten(1)

    learner = al.learners.TorchLearner(Net(), epochs=4, device=device)
    session = al.Session(al.Pool(images), names, learner=learner, audit=0, projection="pca")
    seen: list[tuple[str, float | None, str]] = []

    def watch(kinds: tuple[str, ...], detail: Any) -> None:
        phase = session.loop.phase
        if phase.name == "training":
            seen.append((phase.name, phase.progress, phase.text))

    session.loop.updates.subscribe(watch)
    session.loop.start()
    session.annotate(range(200), answers[:200])
    session.loop.worker.finish()
    assert session.loop.trainer.fits[0].device == device
    fractions = [progress for _, progress, _ in seen if progress]
    assert len(set(fractions)) >= 2
    assert any("epoch" in text for _, _, text in seen)
    right = (session.predict_proba().argmax(axis=1) == answers)[200:].mean()
    assert right > 0.5
    session.close()
