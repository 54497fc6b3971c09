"""The part of a session that says how good its model is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al.errors import SessionError
from jupyter_al.evaluation.choice.candidates import Candidates
from jupyter_al.evaluation.evaluation import Evaluation
from jupyter_al.evaluation.unlabelled.drift import FEWEST, Drift, drift
from jupyter_al.session.headless import whole
from jupyter_al.session.learning.in_blocks import in_blocks
from jupyter_al.session.loop import Loop
from jupyter_al.strategies import Query

__all__ = ["Measured"]


class Measured:
    """Measuring, for :class:`jupyter_al.Session`."""

    loop: Loop

    def evaluate(
        self,
        *,
        target: float | None = None,
        price: float | None = None,
        patience: float = 20.0,
    ) -> Evaluation:
        """Return what is known about the model now, every number with its n and interval.

        Parameters
        ----------
        target : float, optional
            An accuracy in (0, 1): how many labels and minutes does it take? It is kept, and drawn.
        price : float, optional
            What an hour of labelling costs, in any currency: times are then told with it. It is
            kept.
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
        number = isinstance(price, (int, float, np.integer, np.floating))
        if price is not None and (not number or isinstance(price, bool) or not 0 <= price < np.inf):
            raise SessionError(f"'price' is what an hour costs, a number from 0, not {price!r}.")
        self.loop.refresh()
        self.loop.trainer.score()
        if price is not None:
            self.loop.evaluating.price = float(price)
        if target is not None:
            self.loop.evaluating.goal = target
        return self.loop.evaluating.evaluate(patience=patience)

    def drift(self, features: Any) -> Drift:
        """Tell whether further data look to the model like the pool, without any label.

        They are compared with the items kept for the audit, which were drawn evenly and trained
        no model; of a session without an audit, with all of the pool.

        Parameters
        ----------
        features : (m, ...) array or sparse matrix
            Rows made in the same way as those of the pool.

        Returns
        -------
        Drift
            With an alarm, and what it does not show: a model may be as sure of what it has never
            seen.

        Raises
        ------
        SessionError
            No model yet, or rows of another shape.
        """
        self.loop.refresh()
        model, pool = self.loop.trainer.model, self.loop.recorder.pool
        if model is None:
            raise SessionError("There is no model yet: label items of at least two classes.")
        rows = features if hasattr(features, "toarray") else np.asarray(features)
        if rows.shape[1:] != tuple(pool.inputs.shape[1:]):
            raise SessionError(
                f"A row has the shape {rows.shape[1:]}, one of the pool "
                f"{tuple(pool.inputs.shape[1:])}; compute both the same way."
            )
        before = in_blocks(model.predict_proba, pool.inputs, self._unseen())
        added = in_blocks(model.predict_proba, rows, np.arange(rows.shape[0]))
        return drift(before.max(axis=1), added.max(axis=1))

    def _unseen(self) -> npt.NDArray[np.int64]:
        """Return items to compare others with: a model is surer of what it was trained on."""
        audit, stop_set = self.loop.trainer.audit, self.loop.trainer.rounds.stop_set
        kept = audit.order[audit.reserved[audit.order]][: len(stop_set)]
        return kept if len(kept) >= FEWEST else stop_set

    def measure(self, n: int = 20) -> Query:
        """Draw the items whose labels tell most about the model, and ask for them next.

        They never train the model. Each is drawn with a known probability, half of it even, half
        by how likely the model errs; :meth:`evaluate` takes that out again, and the interval
        tightens with every answer. In simulated sessions it was about as wide as that of an even
        audit with as many labels (``docs/trust.md``): its use is to have them now. Answer them in
        the widget, or with :meth:`annotate`.

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

    def choose_model(self, models: Any = None, *, ask: int = 0) -> Candidates:
        """Return which of several models to take, and ask for labels that tell them apart.

        The models are compared on the held-out labels of this session, which trained none of them
        (unless you fitted them on those yourself). Call it again without arguments to read what
        later answers say.

        Parameters
        ----------
        models : dict of str to (N, C) array_like, optional
            Probabilities of each model by name: a row for each item of the pool, a column for
            each class in the order of :attr:`classes`. Default: those handed in last.
        ask : int
            So many labels are asked for next, drawn with known probabilities, half of it even,
            half by what each label is expected to tell of which model is the best (CODA). They
            never train the model in use, and :meth:`evaluate` counts them too.

        Returns
        -------
        Candidates
            Print it: the accuracy of each model with its interval, its difference from the
            leader, and the probability that it is the best; ``asked`` are the positions asked next.

        Raises
        ------
        SessionError
            Predictions of a wrong shape, no models handed in, or nothing to compare them on.

        References
        ----------
        Kay, Van Horn, Maji, Sheldon and Beery. Consensus-Driven Active Model Selection. ICCV 2025.
        Kossen, Farquhar, Gal and Rainforth. Active Testing. ICML 2021.

        Examples
        --------
        >>> found = session.choose_model({"svm": p, "forest": q}, ask=20)  # doctest: +SKIP
        >>> session.annotate(found.asked, answers)  # or in the widget      # doctest: +SKIP
        >>> session.choose_model()  # once they are answered                # doctest: +SKIP
        """
        n = whole("choose_model(..., ask=n)", ask, 0)
        choosing = self.loop.choosing_model
        if models is not None:
            choosing.hand_in(models)
        found = choosing.compare()
        if n:
            asked = [sample.item for sample in choosing.ask(n, found.choice)]
            found = replace(found, asked=np.array(asked, dtype=np.int64))
        return found
