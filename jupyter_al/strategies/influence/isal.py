"""ISAL: the samples whose likely labels would most lower the loss on a reference set."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_al.strategies.composition import Composition
from jupyter_al.strategies.influence.reference_influence import ReferenceInfluence
from jupyter_al.strategies.strategy import BaseStrategy, Picks, Task

__all__ = ["ISAL"]


@dataclass(frozen=True)
class ISAL(BaseStrategy):
    """Influence selection for active learning (Liu et al., ICCV 2021), in closed form.

    The released code takes the test set for its reference; here a share of the labels is the
    reference, drawn anew each round.

    Parameters
    ----------
    damping : float
        Added to the Hessian. The released iteration amounts to 100, which makes it similarity
        of gradients: ``inverse=False``.
    lam : float, optional
        L2 constant of the head; the snapshot's by default.
    share : float
        Share of the labels of each class, in (0, 1], that make the reference; one at least.
    all_below : int
        With fewer labels than this, all of them are the reference.
    inverse : bool
        False: similarity of gradients, without the inverse Hessian.
    top : int, optional
        Take the expectation over so many of the most probable classes.
    smoothing : float
        Label smoothing of the loss, in [0, 1).
    bias : bool
        Count the bias among the parameters; the released code does not.

    Notes
    -----
    Formula: ``score = <(p - e_c) x~', s> / N`` with c the predicted class and ``s = (H +
    damping)^-1 v``, v the summed gradient of the reference labels.

    Cost: time O(N C D), and O(L C D) for each step of the conjugate gradients; memory O(N C).
    """

    damping: float = 0.25
    lam: float | None = None
    share: float = 0.2
    all_below: int = 50
    inverse: bool = True
    top: int | None = None
    smoothing: float = 0.0
    bias: bool = True

    def __post_init__(self) -> None:
        self.scorer()

    @property
    def name(self) -> str:
        """``isal``."""
        return "isal"

    @property
    def needs(self) -> frozenset[str]:
        """What influence is made of."""
        return ReferenceInfluence.needs

    def scorer(self) -> ReferenceInfluence:
        """Return the score."""
        return ReferenceInfluence(
            self.damping,
            self.lam,
            self.share,
            self.all_below,
            self.inverse,
            self.top,
            self.smoothing,
            self.bias,
        )

    def pick(self, task: Task) -> Picks:
        """Take the best scores."""
        return Composition(self.scorer(), called=self.name).pick(task)
