"""What every space of the rows of one question can tell."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from jupyter_al.errors import StrategyError
from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.points import Points
from jupyter_al.strategies._greedy import Frontier

__all__ = ["Space"]


class Space(ABC):
    """Squared distances between the rows of one question.

    Attributes
    ----------
    local : (M,) int64
        Where each of the rows lies in the arrays of this space.
    size : int
        Length of those arrays.
    sizes : (size,) array
        Squared length of each row.
    vectors : Points or None
        The rows, where they are vectors.
    """

    repels_from_labelled: ClassVar[bool] = True
    vectors: Points | None = None
    local: Ints
    size: int
    sizes: Floats

    @abstractmethod
    def distances(self, index: int, below: Floats | None = None) -> Floats:
        """Return the squared distances of all rows to the row at `index`.

        Where `below` (size,) is given, a lower bound that is not below it may stand for a
        distance: it changes no minimum of the two.
        """

    def from_labelled(self, only_last: bool = False) -> Floats | None:
        """Return the squared distances to the nearest labelled row; None without labels."""
        return None

    def middle(self) -> Floats:
        """Return the squared distances to the mean of all rows."""
        raise StrategyError("This space has no middle.")

    def frontier(self, nearest: Floats) -> Frontier | None:
        """Return what picks on a device, from the distances to what is chosen; None elsewhere."""
        return None
