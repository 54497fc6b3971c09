"""The numbers of a snapshot: which round of which session, which classes, which penalty."""

from __future__ import annotations

import zlib

import numpy as np

from jupyter_al.numerics.arrays import Floats

__all__ = ["Problem"]


class Problem:
    """Base of a snapshot; see there for what the numbers mean.

    Parameters
    ----------
    numbers : version, round, seed
    classes : tuple of str (C,)
    regularisation : float
    scaling : (mean, scale)
    """

    def __init__(
        self,
        numbers: tuple[int, int, int],
        classes: tuple[str, ...],
        regularisation: float,
        scaling: tuple[Floats, float],
    ) -> None:
        self._version, self._round, self._seed = (int(number) for number in numbers)
        self._classes = classes
        self._regularisation = regularisation
        self._scaling = scaling

    @property
    def version(self) -> int:
        """Version of the model."""
        return self._version

    @property
    def round(self) -> int:
        """Round of the session."""
        return self._round

    @property
    def seed(self) -> int:
        """Seed of the session."""
        return self._seed

    @property
    def n_classes(self) -> int:
        """Number of declared classes, C."""
        return len(self._classes)

    @property
    def classes(self) -> tuple[str, ...]:
        """Class names, ``class 0`` ... where none were given."""
        return self._classes

    @property
    def regularisation(self) -> float:
        """L2 constant of the head: the loss is mean CE + ``regularisation / 2`` x ||S||²."""
        return self._regularisation

    @property
    def scaling(self) -> tuple[Floats, float]:
        """Mean (E,) (or one zero) and scale in which the penalty on the head was applied."""
        return self._scaling

    def rng(self, name: str) -> np.random.Generator:
        """Return the generator of (seed, round, `name`): the same state gives the same draws."""
        words = [*_words(self.seed), *_words(self.round), zlib.crc32(name.encode())]
        return np.random.Generator(np.random.PCG64(np.array(words, dtype=np.uint32)))


def _words(number: int) -> tuple[int, ...]:
    """Return the number modulo 2**64 in as few words of 32 bits as hold it, the lowest first.

    NumPy would do the same, in more time than it takes to draw a hundred numbers.
    """
    high, low = divmod(number % 2**64, 2**32)
    return (low, high) if high else (low,)
