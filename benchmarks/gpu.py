"""On a CUDA device: label to update at a million wide rows, and fine-tuning a small network.

Without one the same code runs on the CPU at a smaller size, and says so. Needs none of the
widget's packages.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks import _features, _gpu_strategies, _machine, _record
from benchmarks import _session_side as side

TITLE = "Large pools and fine-tuning on a device"
FASHION = Path(__file__).parents[2] / "shared" / "data" / "fashion_mnist.npz"
NO_CUDA = "no CUDA device: the CPU ran the same code at a smaller size"


def run(quick: bool) -> _record.Outcome:
    """Measure on the CUDA device, or on the CPU where there is none."""
    name = _machine.cuda_name()
    device = "cpu" if name is None else "cuda"
    n = 5_000 if quick else 1_000_000 if name else 100_000
    settings = {
        "device": name or NO_CUDA,
        "N": n,
        "D": 64 if quick else 768,
        "C": _features.CLASSES,
        "labels": 50 if quick else 200,
        "repeats": 3 if quick else 20,
        "features": "float16 memory map on the CPU's side",
    }
    outcome = _record.Outcome(TITLE, settings)
    if name is None:
        outcome.notes.append(NO_CUDA)
        print(NO_CUDA)
    _update(outcome, device, settings)
    _gpu_strategies.measure(outcome, device, n, 64 if quick else 512)
    if FASHION.exists():
        _fine_tuning(outcome, device, quick)
    else:
        outcome.notes.append("fashion_mnist.npz is not beside the checkout: no fine-tuning")
    return outcome


def _update(outcome: _record.Outcome, device: str, settings: dict[str, Any]) -> None:
    from jupyter_al.learners.linear import Linear

    n, d = settings["N"], settings["D"]
    with tempfile.TemporaryDirectory() as folder:
        path = _features.make(Path(folder) / "features.npy", n, d)
        session, seconds = side.load(str(path), learner=Linear(device=device))
        truth = _features.truth(n)
        side.start(session, truth, settings["labels"])
        times = side.headless_updates(session, truth, settings["repeats"])
        session.close()
    found = {what: _record.spread(values) for what, values in times.items()}
    outcome.details["update"] = {**found, "seconds_to_open": seconds}
    value = found["ready"]
    outcome.claims.append(
        _record.Claim(f"label to update, N = {n:,}, D = {d}, {device}", value["p50"],
                      how=f"median of {value['n']}, p95 {value['p95']}, fit {found['fit']['p50']}")
    )  # fmt: skip


def _fine_tuning(outcome: _record.Outcome, device: str, quick: bool) -> None:
    import torch

    from jupyter_al.learners.module import TorchLearner

    labels, tested = (60, 200) if quick else (500, 10_000)
    with np.load(FASHION) as data:
        train, y = data["X_train"], data["y_train"]
        test, answers = data["X_test"][:tested], data["y_test"][:tested]
    rows = np.random.default_rng(0).choice(len(train), labels, replace=False)
    torch.manual_seed(0)
    learner = TorchLearner(_network(), device=device)
    reports: list[float] = []
    seconds: list[float | None] = []
    for _ in range(1 if quick else 3):
        started = time.perf_counter()
        model = learner.fit(
            _images(train[rows]), y[rows].astype(np.int64), 10,
            progress=lambda share, text: reports.append(share),
        )  # fmt: skip
        seconds.append(time.perf_counter() - started)
    started = time.perf_counter()
    predicted = model.predict_proba(_images(test)).argmax(axis=1)
    took = time.perf_counter() - started
    value = _record.spread(seconds, 2)
    outcome.details["fine-tuning"] = {
        "labels": labels,
        "seconds": value,
        "progress reports": len(reports),
        "tested": tested,
        "seconds to predict them": round(took, 2),
        "accuracy on the test images": round(float((predicted == answers).mean()), 4),
    }
    outcome.claims.append(
        _record.Claim(f"fine-tune a small network on {labels} Fashion-MNIST images, {device}",
                      value["p50"], "s", how=f"median of {value['n']}, accuracy "
                      f"{(predicted == answers).mean():.3f} on {tested} test images")
    )  # fmt: skip


def _images(raw: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    return np.ascontiguousarray(raw.reshape(-1, 1, 28, 28), dtype=np.uint8)


def _network() -> Any:
    from torch import nn

    class Small(nn.Module):
        """Two convolutions and a layer of 128."""

        def __init__(self) -> None:
            super().__init__()
            self.body = nn.Sequential(
                nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
                nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
                nn.Flatten(), nn.Linear(64 * 49, 128), nn.ReLU(),
            )  # fmt: skip

        def features(self, x: Any) -> Any:
            return self.body(x)

    return Small()


if __name__ == "__main__":
    sys.exit(_record.main("gpu", run))
