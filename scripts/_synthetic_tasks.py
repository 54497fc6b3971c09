"""Simulated tasks with a one-step look-ahead expert, many at a time, for train_imital.py.

The learner is that of the package's default (L2-regularised softmax regression in isotropically
standardised coordinates), fitted for all candidates of many tasks at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from sklearn.datasets import make_classification
from torch import Tensor

from jupyter_al.strategies.learned.candidates import (
    median_distance,
    set_spreads,
    state,
    summed_distances,
)

Array = npt.NDArray[Any]
NEWTON_STEPS = 12
INNER_STEPS = 12
TOLERANCE = 2e-5  # nats an example
MOST_PARAMETERS = 110  # of one model: keeps the Hessians small


@dataclass(frozen=True)
class Group:
    """Tasks of one shape, run side by side."""

    X: Array  # (G, N, D), standardised
    y: Array  # (G, N)
    classes: int
    start: int  # labels at the beginning
    units: Array  # (G,) median distance
    dimension: Array  # (G,) participation ratio of the features


@dataclass(frozen=True)
class Run:
    """What happened: T = tasks x rounds."""

    states: Array  # (T, 5 K)
    targets: Array  # (T, K): accuracy once each candidate has its label; empty without look-ahead
    accuracy: Array  # (G, rounds + 1)


def make_group(tasks: int, most_labels: int, rng: np.random.Generator) -> Group:
    """Return `tasks` tasks of one random shape."""
    while True:
        classes, width = int(rng.integers(2, 11)), int(rng.integers(2, 26))
        if classes * (width + 1) <= MOST_PARAMETERS and classes <= 2**width:
            break
    size = int(rng.integers(150, 401))
    # one label a class at least, and later stages of labelling as well
    start = classes + int(rng.integers(0, max(1, most_labels - classes) + 1) * rng.random())
    made = [_task(classes, width, size, rng) for _ in range(tasks)]
    X, y = np.stack([rows for rows, _ in made]), np.stack([codes for _, codes in made])
    units = np.array([median_distance(rows[:256]) or 1.0 for rows in X])
    moments = np.einsum("gnd,gne->gde", X, X) / size
    ratio = np.trace(moments, axis1=1, axis2=2) ** 2 / (moments**2).sum(axis=(1, 2))
    return Group(X, y, classes, start, units, ratio)


def _task(classes: int, width: int, size: int, rng: np.random.Generator) -> tuple[Array, Array]:
    while True:
        informative = int(rng.integers(int(np.ceil(np.log2(classes))), width + 1))
        most = max(1, min(4, int(2 ** min(informative, 10)) // classes))
        shares = 0.15 / classes + 0.85 * rng.dirichlet(np.full(classes, 3.0))
        X, y = make_classification(
            n_samples=size,
            n_features=width,
            n_informative=informative,
            n_redundant=int(rng.integers(0, width - informative + 1)),
            n_classes=classes,
            n_clusters_per_class=int(rng.integers(1, most + 1)),
            weights=(shares / shares.sum()).tolist(),
            flip_y=float(rng.uniform(0, 0.1)),
            class_sep=float(rng.uniform(0.4, 2.5)),
            hypercube=bool(rng.random() < 0.5),
            random_state=int(rng.integers(2**31)),
        )
        if np.bincount(y, minlength=classes).min() >= 3:
            break
    X = X - X.mean(axis=0)
    return X / np.sqrt((X**2).sum(axis=1).mean()), y


def fit(
    X: Tensor, Y: Tensor, own_X: Tensor, own_Y: Tensor, own: float, l2: Tensor, start: Tensor
) -> Tensor:
    """Fit K models a task: all share the labelled rows, and each has one row of its own.

    Newton's method; each direction comes from conjugate gradients, preconditioned by the Hessian
    of the shared rows at the mean of the K models.

    Parameters
    ----------
    X, Y : (G, L, D + 1) and (G, L, C)
        Rows with a column of ones, and their classes as indicators.
    own_X, own_Y : (G, K, D + 1) and (G, K, C)
    own : float
        Weight of the row of its own, 0 or 1.
    l2 : (G,)
    start : (G, K, C, D + 1)

    Returns
    -------
    (G, K, C, D + 1)
    """
    G, K, C, D = start.shape
    count = X.shape[1] + own
    products = (X[:, :, :, None] * X[:, :, None, :]).reshape(G, -1, D * D)
    ridge = l2[:, None, None, None]

    def apply(S: Tensor) -> tuple[Tensor, Tensor]:
        shared = (X @ S.reshape(G, K * C, D).mT).reshape(G, -1, K, C)
        return shared, (own_X[:, :, None, :] @ S.mT)[:, :, 0]

    def gather(shared: Tensor, alone: Tensor) -> Tensor:
        out = (shared.reshape(G, -1, K * C).mT @ X).reshape(G, K, C, D)
        return (out + own * alone[..., None] * own_X[:, :, None]) / count

    def objective(S: Tensor) -> Tensor:
        shared, alone = (z.log_softmax(-1) for z in apply(S))
        loss = -(shared * Y[:, :, None]).sum((1, 3)) - own * (alone * own_Y).sum(-1)
        return loss / count + 0.5 * (ridge * S * S).sum((-1, -2))

    S = start.clone()
    before = objective(S)
    for _ in range(NEWTON_STEPS):
        P, p = (z.softmax(-1) for z in apply(S))
        gradient = gather(P - Y[:, :, None], p - own_Y) + ridge * S
        centre = (X @ S.mean(1).mT).softmax(-1)
        H = _hessians(centre, products / count, l2)
        factor = torch.linalg.cholesky(H)

        def product(V: Tensor, P: Tensor = P, p: Tensor = p) -> Tensor:
            Z, z = apply(V)
            Z, z = P * (Z - (P * Z).sum(-1, keepdim=True)), p * (z - (p * z).sum(-1, keepdim=True))
            return gather(Z, z) + ridge * V

        def smooth(R: Tensor, factor: Tensor = factor) -> Tensor:
            columns = R.reshape(G, K, C * D).mT
            return torch.cholesky_solve(columns, factor).mT.reshape(R.shape)

        step, gap = _direction(gradient, product, smooth)
        if float(gap.max()) < TOLERANCE:
            break
        length = torch.ones(G, K, 1, 1, dtype=S.dtype)
        for _ in range(6):
            after = objective(S - length * step)
            worse = after > before - 0.2 * length[..., 0, 0] * gap
            if not bool(worse.any()):
                break
            length = torch.where(worse[..., None, None], length / 2, length)
        S = S - length * step
        before = objective(S)
    return S


def _hessians(P: Tensor, products: Tensor, l2: Tensor) -> Tensor:
    """Return the (G, p, p) Hessians of one model a task: ``sum (diag(P) - P P^T) ⊗ x x^T``."""
    G, L, C = P.shape
    D = int(products.shape[2] ** 0.5)
    weights = torch.diag_embed(P) - P[..., :, None] * P[..., None, :]
    H = (weights.reshape(G, L, C * C).mT @ products).reshape(G, C, C, D, D)
    H = H.transpose(2, 3).reshape(G, C * D, C * D)
    H.diagonal(dim1=-2, dim2=-1).add_(l2[:, None])
    return H


def _direction(
    gradient: Tensor, product: Callable[[Tensor], Tensor], smooth: Callable[[Tensor], Tensor]
) -> tuple[Tensor, Tensor]:
    """Return Newton's direction (G, K, C, D) and the expected decrease (G, K)."""

    def inner(a: Tensor, b: Tensor) -> Tensor:
        return (a * b).sum((-1, -2), keepdim=True)

    step, left = torch.zeros_like(gradient), gradient
    smoothed = smooth(left)
    way, size = smoothed, inner(left, smoothed)
    enough = 1e-3 * size + 1e-12
    for _ in range(INNER_STEPS):
        if bool((size <= enough).all()):
            break
        ahead = product(way)
        share = torch.where(size > enough, size / inner(way, ahead).clamp_min(1e-300), 0.0)
        step, left = step + share * way, left - share * ahead
        smoothed = smooth(left)
        after = inner(left, smoothed)
        way, size = smoothed + after / size.clamp_min(1e-300) * way, after
    return step, 0.5 * inner(gradient, step)[..., 0, 0]


Choose = Callable[[Array, Array, np.random.Generator], Array]
"""States (G, 5 K), targets (G, K) (empty without look-ahead), generator -> (G,) candidates."""


def simulate(
    group: Group,
    rounds: int,
    choose: Choose,
    rng: np.random.Generator,
    *,
    look_ahead: bool,
    candidates: int,
    draws: int,
) -> Run:
    """Label one candidate a round in every task of a group.

    With `look_ahead` the expert's targets are computed: the accuracy over the whole data set
    after each candidate was added with its true label and the model fitted again.
    """
    G, N, _ = group.X.shape
    X1 = torch.from_numpy(np.concatenate([group.X, np.ones((G, N, 1))], axis=2))
    truth = torch.from_numpy(group.y)
    Y = torch.nn.functional.one_hot(truth, group.classes).double()
    labelled = np.stack([_first(codes, group.start, rng) for codes in group.y])
    at = torch.arange(G)[:, None]

    def models(rows: Array, own: Array | None, start: Tensor) -> Tensor:
        use = l2_share(group.dimension, rows.shape[1])
        l2 = torch.from_numpy(0.004 / group.classes * use)
        shared = torch.from_numpy(rows)
        extra = shared[:, :1] if own is None else torch.from_numpy(own)
        return fit(
            X1[at, shared],
            Y[at, shared],
            X1[at, extra],
            Y[at, extra],
            float(own is not None),
            l2,
            start,
        )

    def accuracy(S: Tensor) -> Array:
        K, C = S.shape[1:3]
        logits = (X1 @ S.reshape(G, K * C, -1).mT).reshape(G, N, K, C)
        right: Array = (logits.argmax(-1) == truth[:, :, None]).double().mean(1).numpy()
        return right

    current = models(labelled, None, torch.zeros(G, 1, group.classes, X1.shape[2]).double())
    curve, states, targets = [accuracy(current)[:, 0]], [], []
    for _ in range(rounds):
        P = torch.einsum("gnd,gcd->gnc", X1, current[:, 0]).softmax(-1).numpy()
        sets, seen = zip(
            *[_set(group, g, labelled[g], P[g], rng, candidates, draws) for g in range(G)],
            strict=True,
        )
        rows, here = np.stack(sets), np.stack(seen)
        states.append(here)
        found = np.empty((G, 0))
        ahead = None
        if look_ahead:
            ahead = models(labelled, rows, current.expand(-1, candidates, -1, -1))
            found = accuracy(ahead)
            targets.append(found)
        pick = choose(here, found, rng)
        chosen = rows[np.arange(G), pick][:, None]
        current = (
            ahead[torch.arange(G), torch.from_numpy(pick)][:, None]
            if ahead is not None
            else models(labelled, chosen, current)
        )
        labelled = np.concatenate([labelled, chosen], axis=1)
        curve.append(accuracy(current)[:, 0])
    return Run(
        np.concatenate(states),
        np.concatenate(targets) if targets else np.empty((0, candidates)),
        np.stack(curve, axis=1),
    )


def l2_share(dimension: Array, labels: int) -> Array:
    """Return how much of the L2 constant is left at so many labels, as in the learner."""
    return np.minimum(1.0, 10 * dimension / labels)


def _first(codes: Array, count: int, rng: np.random.Generator) -> Array:
    order = rng.permutation(len(codes))
    own = order[np.unique(codes[order], return_index=True)[1]]
    rest = np.setdiff1d(order, own, assume_unique=True)
    return np.concatenate([own, rng.permutation(rest)[: count - len(own)]])


def _set(
    group: Group, g: int, labelled: Array, P: Array, rng: np.random.Generator, size: int, draws: int
) -> tuple[Array, Array]:
    X = group.X[g]
    rest = np.setdiff1d(np.arange(len(X)), labelled)
    rows = np.stack([rng.choice(rest, size, replace=False) for _ in range(draws)])
    sums = summed_distances(X[rows.ravel()], X[labelled]).reshape(rows.shape)
    best = int(set_spreads(X[rows], sums).argmax())
    own = rows[best]
    far = summed_distances(X[own], X[rest]) / len(rest)
    return own, state(P[own], sums[best] / len(labelled), far, group.units[g])
