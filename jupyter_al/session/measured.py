"""The part of a session that says how good its model is."""

from __future__ import annotations

import numpy as np

from jupyter_al.errors import SessionError
from jupyter_al.evaluation.evaluation import Evaluation
from jupyter_al.session.headless import whole
from jupyter_al.session.loop import Loop
from jupyter_al.strategies import Query

__all__ = ["Measured"]


class Measured:
    """Measuring, for :class:`jupyter_al.Session`."""

    loop: Loop

    def evaluate(self, *, target: float | None = None, patience: float = 20.0) -> Evaluation:
        """Return what is known about the model now, every number with its n and interval.

        Parameters
        ----------
        target : float, optional
            An accuracy in (0, 1): how many labels and minutes does it take?
        patience : float
            Seconds that the comparison with random labelling may fit models for; these learn
            from audited labels and are used for nothing else.

        Returns
        -------
        Evaluation
            Print it, or display it. What has no evidence yet says so in a sentence.

        Raises
        ------
        SessionError
            No model yet, or nothing to measure with.
        """
        if target is not None and not 0 < target < 1:
            raise SessionError(f"'target' is an accuracy between 0 and 1, not {target!r}.")
        if isinstance(patience, bool) or not patience >= 0:
            raise SessionError(f"'patience' is a number of seconds from 0, not {patience!r}.")
        self.loop.refresh()
        self.loop.trainer.score()
        return self.loop.evaluating.evaluate(goal=target, patience=patience)

    def measure(self, n: int = 20) -> Query:
        """Draw the items whose labels tell most about the model, and ask for them next.

        They never train the model. Each is drawn with a known probability, half of it even, half
        by how likely the model errs; :meth:`evaluate` takes that out again, and the interval
        tightens with every answer. Answer them in the widget, or with :meth:`annotate`.

        Parameters
        ----------
        n : int
            How many; 0 stops asking for those that have no answer yet.

        Returns
        -------
        Query
            ``scores`` are how likely an error is.

        Raises
        ------
        SessionError
            No model yet, no share for the audit, or nothing left to draw.

        References
        ----------
        Kossen, Farquhar, Gal and Rainforth. Active Testing. ICML 2021.
        """
        n = whole("measure(n)", n, 0)
        if not n:
            self.loop.measuring.stop()
            drawn = []
        else:
            self.loop.refresh()
            drawn = self.loop.measuring.draw(n)
        return Query(
            indices=np.array([s.item for s in drawn], dtype=np.int64),
            scores=np.array([s.score for s in drawn], dtype=np.float64),
            reasons=tuple("; ".join(s.reasons) for s in drawn),
            strategy="measure",
            terms=tuple({"slice": "test", "probability": s.selection_probability} for s in drawn),
            shortfall=len(drawn) < n,
        )
