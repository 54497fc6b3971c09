"""RALIF's scores: the closed form beside a loop of single backward passes.

``python -m benchmarks._ralif_loop N`` prints one line of JSON. The authors' program takes the
gradient of the head for one sample and one label at a time; the loop here does that and no more,
by plain autograd. It is timed on a part of the samples: passes are alike, so that the whole is
the time of one times samples times labels.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks import _features
from benchmarks._watch import say

WIDTH, CLASSES, LABELS, BATCH = 512, 10, 1_000, 1_000
SAMPLES = 100  # of the loop


def main(n: int) -> None:
    """Measure both."""
    import torch

    from jupyter_al import strategies
    from jupyter_al.learners import Linear
    from jupyter_al.snapshot import Snapshot

    with tempfile.TemporaryDirectory() as folder:
        path = _features.make(Path(folder) / "features.npy", n, WIDTH, "float32", classes=CLASSES)
        X = np.load(path)
    y = _features.truth(n, classes=CLASSES)
    labelled = np.sort(np.random.default_rng(4).choice(n, min(LABELS, n // 4), replace=False))
    model = Linear(device="cpu").fit(X[labelled], y[labelled], CLASSES)
    known = np.asarray(model.predict_proba(X), dtype=np.float32)

    def snapshot() -> Snapshot:
        return Snapshot(
            X,
            probabilities=known,
            head=model.head,
            regularisation=model.regularisation,
            labelled=labelled,
            labels=y[labelled],
            n_classes=CLASSES,
        )

    strategy: Any = strategies.get("ralif")
    scorer = strategy.scorer()

    def scores() -> Any:
        here = snapshot()
        return scorer.values(here, here.candidates)

    batch = min(BATCH, n // 4)
    picks = []
    whole = _seconds(lambda: picks.append(strategy.select(snapshot(), batch)))
    alone = _seconds(scores)
    torch.set_num_threads(1)  # at this size a second thread only costs
    one = _seconds(_loop(X[:SAMPLES], model.head)) / (SAMPLES * CLASSES)
    say(
        batch_s=round(whole, 4),
        scores_s=round(alone, 4),
        picks=len(picks[-1]),
        passes=SAMPLES * CLASSES,
        pass_ms=round(one * 1e3, 4),
        loop_s=round(one * (n - len(labelled)) * CLASSES, 2),
    )


def _seconds(call: Callable[[], Any], repeats: int = 3) -> float:
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        call()
        times.append(time.perf_counter() - started)
    return median(times)


def _loop(X: Any, head: Any) -> Callable[[], Any]:
    """Return a loop over samples and labels, each with a backward pass and a product."""
    import torch

    weight, bias = head
    layer = torch.nn.Linear(X.shape[1], len(bias))
    with torch.no_grad():
        layer.weight.copy_(torch.as_tensor(np.array(weight)))
        layer.bias.copy_(torch.as_tensor(np.array(bias)))
    solution = torch.randn(sum(p.numel() for p in layer.parameters()))
    rows = torch.from_numpy(X)
    labels = [torch.tensor([c]) for c in range(len(bias))]

    def loop() -> Any:
        out = torch.zeros(len(rows), len(labels))
        for i in range(len(rows)):
            for c, label in enumerate(labels):
                layer.zero_grad()
                torch.nn.functional.cross_entropy(layer(rows[i : i + 1]), label).backward()
                gradient = torch.cat([p.grad.reshape(-1) for p in layer.parameters()])
                out[i, c] = gradient @ solution
        return out

    return loop


if __name__ == "__main__":
    main(int(sys.argv[1]))
