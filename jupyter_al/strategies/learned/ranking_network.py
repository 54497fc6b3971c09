"""A small network that ranks a set of candidates, with NumPy alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from jupyter_al.errors import StrategyError
from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.strategies.learned.candidates import KINDS

__all__ = ["SHIPPED", "TENSORS", "RankingNetwork", "canonical_order", "load"]

SHIPPED = Path(__file__).with_name("imital.safetensors")
TENSORS = ("limits", "weight1", "bias1", "weight2", "bias2", "weight3", "bias3")


def canonical_order(blocks: Floats) -> Ints:
    """Return the (M, K) order by least first probability, then by the other numbers.

    The network sees every set in this order, so that a candidate's value does not hang on its
    place in the set.

    Parameters
    ----------
    blocks : (M, 5, K) array
    """
    return np.lexsort(blocks.transpose(1, 0, 2)[::-1], axis=-1).astype(np.int64)


@dataclass(frozen=True, eq=False)
class RankingNetwork:
    """Three linear layers with ELU between them (Gonsior et al. 2021).

    Attributes
    ----------
    limits : (2, 5) array
        Smallest and largest value of each kind of number in the training; inputs are clipped.
    layers : tuple of ((out, in), (out,)) arrays
        Weights and biases.
    metadata : mapping of str to str
        How the network was trained.
    """

    limits: Floats
    layers: tuple[tuple[Floats, Floats], ...]
    metadata: Mapping[str, str]

    @classmethod
    def of(cls, tensors: Mapping[str, Floats], metadata: Mapping[str, str]) -> RankingNetwork:
        """Make a network of the arrays of a file.

        Raises
        ------
        StrategyError
            An array is missing, or the shapes do not fit each other.
        """
        missing = [name for name in TENSORS if name not in tensors]
        if missing:
            raise StrategyError(f"These weights are of no ranking network: no {missing[0]!r}.")
        parts = {name: np.asarray(tensors[name], dtype=np.float32) for name in TENSORS}
        layers = tuple((parts[f"weight{i}"], parts[f"bias{i}"]) for i in (1, 2, 3))
        width = len(KINDS) * len(parts["bias3"])
        for weight, bias in layers:
            if weight.shape != (len(bias), width):
                raise StrategyError(
                    f"These weights are of no ranking network: a layer is {weight.shape}, "
                    f"expected ({len(bias)}, {width})."
                )
            width = len(bias)
        if parts["limits"].shape != (2, len(KINDS)) or not all(
            np.isfinite(part).all() for part in parts.values()
        ):
            raise StrategyError("These weights are of no ranking network: wrong or broken numbers.")
        return cls(parts["limits"], layers, dict(metadata))

    @property
    def size(self) -> int:
        """Candidates of one set, K."""
        return len(self.layers[-1][1])

    def __call__(self, states: Floats) -> Floats:
        """Return the (M, K) values of the candidates of (M, 5 K) states.

        A value says how far above the mean of its set the model's accuracy is expected to be
        once the candidate has its label, in standard deviations of the set.
        """
        blocks = np.asarray(states).reshape(-1, len(KINDS), self.size)
        blocks = np.clip(blocks, *self.limits[:, :, None]).astype(np.float32)
        order = canonical_order(blocks)
        layer = np.take_along_axis(blocks, order[:, None, :], axis=2).reshape(len(blocks), -1)
        with np.errstate(under="ignore"):
            for place, (weight, bias) in enumerate(self.layers):
                layer = layer @ weight.T + bias
                if place < len(self.layers) - 1:
                    layer = np.where(layer > 0, layer, np.expm1(np.minimum(layer, 0)))
        out = np.empty(layer.shape)
        np.put_along_axis(out, order, layer.astype(np.float64), axis=1)
        return out


@lru_cache(maxsize=4)
def load(path: str = "") -> RankingNetwork:
    """Return the network stored at `path`, by default the one of this package.

    Raises
    ------
    StrategyError
        There is no such file, it holds something else, or safetensors is not installed.
    """
    try:
        from safetensors import SafetensorError, safe_open
    except ImportError as error:
        raise StrategyError(
            "The trained ranking needs the package 'safetensors': pip install safetensors."
        ) from error
    file = Path(path) if path else SHIPPED
    if not file.is_file():
        raise StrategyError(
            f"There are no weights at {file}: scripts/train_imital.py of the source writes them."
        )
    try:
        with safe_open(file, framework="numpy") as opened:
            # what safetensors opens has keys but cannot be walked over
            tensors = {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118
            metadata = opened.metadata() or {}
    except SafetensorError as error:
        raise StrategyError(f"{file} cannot be read as weights: {error}.") from error
    return RankingNetwork.of(tensors, metadata)
