"""Train the ranking network of the strategy 'imital' on simulated tasks: minutes on one core.

``python scripts/train_imital.py`` writes ``imital.safetensors`` and ``imital.log`` beside the
strategy. The same settings and versions give the same weights on the same kind of machine.

Source: Gonsior, Thiele and Lehner, "ImitAL: Learning Active Learning Strategies from Synthetic
Data", 2021. Different here, for a better ranking of candidates: the target is the accuracy minus
the mean of its set, in the standard deviations of the set (the rank inside a set is the same, and
neither the level nor the noise of a task is learned); distances are in units of the median
distance; a set is always shown in one canonical order; the learner is this package's softmax
regression; 256 hidden units in place of 1100. Measured once with targets that were only centred:
the first candidate of the wide network brought 0.06 points of accuracy more than the mean of its
set (± 0.04), that of the narrow one 0.16 (± 0.03). What one label does is mostly chance.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import platform
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import sklearn
import torch
from _synthetic_tasks import Choose, make_group, simulate
from safetensors.numpy import save_file
from torch import nn

from jupyter_al.strategies.learned.candidates import KINDS
from jupyter_al.strategies.learned.ranking_network import SHIPPED, RankingNetwork, canonical_order

Array = npt.NDArray[Any]
LEAST_SPREAD = 0.003  # of the accuracies of a set; below it a set counts less
SIMULATED = ("seed", "candidates", "draws", "rounds", "most_labels", "group", "expert_share")


@dataclass(frozen=True)
class Settings:
    """Everything that decides the result."""

    seed: int = 0
    candidates: int = 20
    draws: int = 10
    rounds: int = 10
    most_labels: int = 70
    group: int = 10
    runs: int = 1000
    validation_runs: int = 200
    held_out_runs: int = 100
    held_out_rounds: int = 15
    expert_share: float = 0.5
    hidden: int = 256
    dropout: float = 0.2
    learning_rate: float = 2e-4
    weight_decay: float = 1e-3
    batch: int = 128
    epochs: int = 40
    patience: int = 8


class Log:
    """Lines for the terminal and for the file."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.spent = 0.0  # seconds of the processor in earlier runs that were kept

    def __call__(self, line: str = "") -> None:
        print(line, flush=True)
        self.lines.append(line)

    def minutes(self) -> str:
        return f"{(time.process_time() + self.spent) / 60:.1f} min of one processor"


def expert(states: Array, targets: Array, rng: np.random.Generator) -> Array:
    """Take the candidate after which the model is most accurate; ties at random."""
    noise = rng.random(targets.shape) * 1e-9
    best: Array = (targets + noise).argmax(axis=1)
    return best


def anyone(states: Array, targets: Array, rng: np.random.Generator) -> Array:
    """Take any candidate of the set."""
    drawn: Array = rng.integers(states.shape[1] // len(KINDS), size=len(states))
    return drawn


def least_confident(states: Array, targets: Array, rng: np.random.Generator) -> Array:
    """Take the candidate with the least first probability."""
    least: Array = states[:, : states.shape[1] // len(KINDS)].argmin(axis=1)
    return least


def ranked_by(network: RankingNetwork) -> Choose:
    """Take the candidate that the network values most."""

    def choose(states: Array, targets: Array, rng: np.random.Generator) -> Array:
        best: Array = network(states).argmax(axis=1)
        return best

    return choose


def runs_of(
    settings: Settings, count: int, stream: int, cache: Path | None = None
) -> tuple[Array, Array, float]:
    """Return states, targets and the seconds of the processor for `count` simulated runs."""
    parts = [
        group_of_runs(settings, stream, number, cache)
        for number in range(-(-count // settings.group))
    ]
    states, targets = (np.concatenate([part[i] for part in parts]) for i in (0, 1))
    return states, targets, sum(part[2] for part in parts)


def group_of_runs(
    settings: Settings, stream: int, number: int, cache: Path | None = None
) -> tuple[Array, Array, float]:
    """Return states and targets of one group of runs that follow the expert in part."""
    decisive = [f"{name}={getattr(settings, name)}" for name in SIMULATED]
    key = hashlib.sha256(" ".join(decisive).encode()).hexdigest()[:12]
    file = None if cache is None else cache / f"{key}-{stream}-{number}.npz"
    if file is not None and file.exists():
        with np.load(file) as kept:
            return kept["states"], kept["targets"], float(kept["seconds"])

    def choose(states: Array, targets: Array, rng: np.random.Generator) -> Array:
        follow = rng.random(len(states)) < settings.expert_share
        best: Array = np.where(follow, expert(states, targets, rng), anyone(states, targets, rng))
        return best

    start = time.process_time()
    rng = np.random.default_rng((settings.seed, stream, number))
    run = simulate(
        make_group(settings.group, settings.most_labels, rng),
        settings.rounds,
        choose,
        rng,
        look_ahead=True,
        candidates=settings.candidates,
        draws=settings.draws,
    )
    seconds = time.process_time() - start
    if file is not None:
        np.savez(file, states=run.states, targets=run.targets, seconds=seconds)
    return run.states, run.targets, seconds


def limits_of(states: Array, candidates: int) -> Array:
    """Return the range (2, 5) of each kind of number, its outermost thousandths cut off."""
    kinds = states.reshape(-1, len(KINDS), candidates).transpose(1, 0, 2).reshape(len(KINDS), -1)
    out: Array = np.quantile(kinds, [0.001, 0.999], axis=1).astype(np.float32)
    return out


def prepared(states: Array, targets: Array, limits: Array) -> tuple[Array, Array]:
    """Return clipped states and standardised targets, each set in the canonical order."""
    K = targets.shape[1]
    blocks = np.clip(states.reshape(-1, len(KINDS), K), *limits[:, :, None]).astype(np.float32)
    order = canonical_order(blocks)
    spread = np.maximum(targets.std(axis=1, keepdims=True), LEAST_SPREAD)
    standard = (targets - targets.mean(axis=1, keepdims=True)) / spread
    blocks = np.take_along_axis(blocks, order[:, None, :], axis=2)
    return blocks.reshape(len(blocks), -1), np.take_along_axis(standard, order, axis=1)


def trained(
    settings: Settings, data: tuple[Array, Array], held: tuple[Array, Array], log: Log
) -> tuple[RankingNetwork, dict[str, str]]:
    """Train, and return the network of the epoch with the least validation loss."""
    K, H = settings.candidates, settings.hidden
    limits = limits_of(data[0], K)
    inputs, goals = prepared(*data, limits)
    check, check_goals = prepared(*held, limits)
    kinds = inputs.reshape(-1, len(KINDS), K)
    centre, spread = (
        np.repeat(kinds.mean(axis=(0, 2)), K),
        np.repeat(kinds.std(axis=(0, 2)), K),
    )

    def tensor(values: Array) -> torch.Tensor:
        return torch.from_numpy(np.ascontiguousarray(values, dtype=np.float32))

    x, y = tensor((inputs - centre) / spread), tensor(goals)
    x_check, y_check = tensor((check - centre) / spread), tensor(check_goals)
    torch.manual_seed(settings.seed)
    net = nn.Sequential(
        nn.Linear(len(KINDS) * K, H), nn.ELU(), nn.Dropout(settings.dropout),
        nn.Linear(H, H), nn.ELU(), nn.Dropout(settings.dropout), nn.Linear(H, K),
    )  # fmt: skip
    optimiser = torch.optim.NAdam(
        net.parameters(), lr=settings.learning_rate, weight_decay=settings.weight_decay
    )
    shuffle = torch.Generator().manual_seed(settings.seed)
    best, best_epoch, kept = np.inf, 0, copy.deepcopy(net.state_dict())
    nothing = float((check_goals**2).mean())
    log(f"loss: mean squared error; a network that knows nothing has {nothing:.4f} in validation;")
    log("advantage: what is truly reached by its first candidates, in standard deviations of a set")
    log(f"{'epoch':>6} {'training':>10} {'validation':>11} {'advantage':>10}")
    for epoch in range(1, settings.epochs + 1):
        net.train()
        total = 0.0
        # torch does not type split and backward
        for some in torch.randperm(len(x), generator=shuffle).split(settings.batch):  # type: ignore[no-untyped-call]
            optimiser.zero_grad()
            loss = nn.functional.mse_loss(net(x[some]), y[some])
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            total += float(loss.detach()) * len(some)
        net.eval()
        with torch.no_grad():
            out = net(x_check)
            validation = float(nn.functional.mse_loss(out, y_check))
        first = check_goals[np.arange(len(check)), out.argmax(dim=1).numpy()].mean()
        log(f"{epoch:>6} {total / len(x):>10.4f} {validation:>11.4f} {first:>10.3f}")
        if validation < best - 1e-5:
            best, best_epoch, kept = validation, epoch, copy.deepcopy(net.state_dict())
        elif epoch - best_epoch >= settings.patience:
            break
    net.load_state_dict(kept)
    parts = {n: p.detach().double().numpy() for n, p in net.named_parameters()}
    # the scaling of the inputs becomes part of the first layer
    weight1 = parts["0.weight"] / spread
    tensors = {
        "limits": limits,
        "weight1": weight1,
        "bias1": parts["0.bias"] - weight1 @ centre,
        "weight2": parts["3.weight"],
        "bias2": parts["3.bias"],
        "weight3": parts["6.weight"],
        "bias3": parts["6.bias"],
    }
    log(f"kept: epoch {best_epoch}, validation loss {best:.4f}")
    found = {"epoch": str(best_epoch), "validation loss": f"{best:.4f}",
             "validation loss knowing nothing": f"{nothing:.4f}"}  # fmt: skip
    # half precision: the file is half as large, and the ranking is the same but for near ties
    small = {n: t if n == "limits" else t.astype(np.float16) for n, t in tensors.items()}
    return RankingNetwork.of({n: t.astype(np.float32) for n, t in small.items()}, {}), found


def one_step(network: RankingNetwork, held: tuple[Array, Array], log: Log) -> dict[str, str]:
    """Compare the candidates taken in the validation sets by what the model gained."""
    states, targets = held
    rng = np.random.default_rng(0)
    centred = targets - targets.mean(axis=1, keepdims=True)
    rows = np.arange(len(targets))
    log("validation sets, by which the epoch was chosen as well:")
    log("accuracy after one answer, above the mean of the set (points, ± standard error)")
    gains = {}
    rules = {"random": anyone, "least confident": least_confident,
             "network": ranked_by(network), "expert": expert}  # fmt: skip
    for name, choose in rules.items():
        got = 100 * centred[rows, choose(states, targets, rng)]
        gains[name] = got.mean()
        log(f"{name:>16} {got.mean():>8.3f} ± {got.std() / np.sqrt(len(got)):.3f}")
    values = network(states)
    alike = [np.corrcoef(_ranks(a), _ranks(b))[0, 1] for a, b in zip(values, targets, strict=True)
             if np.ptp(b) > 0]  # fmt: skip
    log(f"rank correlation of network and truth inside a set: {np.mean(alike):.3f}")
    share = gains["network"] / gains["expert"]
    log(f"the network reaches {share:.0%} of the expert's gain over the mean of the set")
    return {
        "validation gain, points": f"{gains['network']:.3f}",
        "share of the expert's gain": f"{share:.3f}",
        "rank correlation": f"{np.mean(alike):.3f}",
    }


def _ranks(values: Array) -> Array:
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    ranks: Array = (ends - (counts - 1) / 2)[inverse]
    return ranks


def compare(settings: Settings, network: RankingNetwork, log: Log) -> dict[str, str]:
    """Run whole tasks that were never seen, one label at a time, from one label a class."""
    rules: dict[str, Choose] = {"random": anyone, "least confident": least_confident,
                                "network": ranked_by(network), "expert": expert}  # fmt: skip
    curves: dict[str, list[Array]] = {name: [] for name in rules}
    for number in range(-(-settings.held_out_runs // settings.group)):
        for name, choose in rules.items():
            rng = np.random.default_rng((settings.seed, 3, number))
            group = make_group(settings.group, 0, rng)
            run = simulate(
                group,
                settings.held_out_rounds,
                choose,
                rng,
                look_ahead=name == "expert",
                candidates=settings.candidates,
                draws=settings.draws,
            )
            curves[name].append(run.accuracy)
    found = {name: 100 * np.concatenate(parts) for name, parts in curves.items()}
    marks = [m for m in (0, 5, 10, settings.held_out_rounds) if m <= settings.held_out_rounds]
    log(f"{len(found['random'])} held-out tasks, from one label a class, one label a round;")
    log("accuracy in per cent after so many answers, and the mean over all rounds")
    log(f"{'':>16} " + "".join(f"{m:>8}" for m in marks) + f"{'mean':>8}  minus random (± s.e.)")
    out = {}
    for name, curve in found.items():
        area = curve[:, 1:].mean(axis=1)
        ahead = area - found["random"][:, 1:].mean(axis=1)
        error = ahead.std() / np.sqrt(len(ahead))
        cells = "".join(f"{curve[:, m].mean():>8.2f}" for m in marks)
        log(f"{name:>16} {cells}{area.mean():>8.2f}  {ahead.mean():+.2f} ± {error:.2f}")
        out[f"held out, {name}"] = f"{area.mean():.2f}"
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=SHIPPED)
    parser.add_argument("--cache", type=Path, help="folder that keeps simulated runs")
    for name, value in asdict(Settings()).items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(value), default=value)
    options = vars(parser.parse_args())
    out, cache = options.pop("out"), options.pop("cache")
    settings = Settings(**options)
    torch.set_num_threads(1)
    log = Log()
    versions = {"python": platform.python_version(), "numpy": np.__version__,
                "torch": torch.__version__, "scikit-learn": sklearn.__version__}  # fmt: skip
    log("Ranking network of 'imital', written by scripts/train_imital.py")
    log("settings: " + ", ".join(f"{k}={v}" for k, v in asdict(settings).items()))
    log("versions: " + ", ".join(f"{k} {v}" for k, v in versions.items()))
    before = time.process_time()
    *data, seconds = runs_of(settings, settings.runs, 1, cache)
    *held, more = runs_of(settings, settings.validation_runs, 2, cache)
    log.spent = seconds + more - (time.process_time() - before)
    sets = f"{len(data[0])} sets for training, {len(held[0])} for validation"
    log(f"simulated: {sets} ({log.minutes()})")
    log()
    network, score = trained(settings, (data[0], data[1]), (held[0], held[1]), log)
    log(f"trained ({log.minutes()})")
    log()
    score |= one_step(network, (held[0], held[1]), log)
    log()
    score |= compare(settings, network, log)
    log(f"whole run: {log.minutes()}")
    metadata = {
        **{f"setting {k}": str(v) for k, v in asdict(settings).items()},
        **{f"version {k}": v for k, v in versions.items()},
        **score,
        "target": "accuracy after the candidate's label, standardised inside its set",
        "inputs": ", ".join(KINDS) + "; distances in median distances of the pool",
    }
    names = ("weight1", "bias1", "weight2", "bias2", "weight3", "bias3")
    arrays = [part for layer in network.layers for part in layer]
    tensors = {n: a.astype(np.float16) for n, a in zip(names, arrays, strict=True)}
    out.parent.mkdir(parents=True, exist_ok=True)
    save_file({"limits": network.limits, **tensors}, out, metadata=metadata)
    out.with_suffix(".log").write_text("\n".join(log.lines) + "\n")


if __name__ == "__main__":
    main()
