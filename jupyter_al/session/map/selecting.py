"""What a person does with a selection: the part of a session's public face about the map."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from jupyter_al.errors import SessionError
from jupyter_al.numerics.arrays import Ints
from jupyter_al.quality.guard import TOLERANCE
from jupyter_al.session.headless import positions, whole
from jupyter_al.session.loop import Loop
from jupyter_al.session.map import bulk as bulk_labels
from jupyter_al.session.map import looking
from jupyter_al.session.map.bulk import BulkPlan
from jupyter_al.strategies import Query

__all__ = ["Selecting"]

Items = int | Iterable[int] | None


class Selecting:
    """Methods of a session that begin from a selection; the items default to it."""

    loop: Loop

    @property
    def selection(self) -> npt.NDArray[np.int64]:
        """Positions selected on the map; assign positions to select from Python."""
        return self.loop.selection.copy()

    @selection.setter
    def selection(self, indices: Iterable[int]) -> None:
        self.loop.select(self._items(indices))

    def ask_in(self, indices: Items) -> None:
        """Let the strategy ask about these items only, until it is told otherwise.

        The questions that measure accuracy still come from the whole pool: they are a sample of
        it. When everything in the region is answered, the whole pool is asked again.

        Parameters
        ----------
        indices : sequence of int or None
            Such as ``session.selection``; None asks about the whole pool again.

        Raises
        ------
        SessionError
            Nothing among them can be asked.
        """
        self.loop.ask_in(None if indices is None else self._items(indices))

    @property
    def region(self) -> npt.NDArray[np.int64] | None:
        """Positions that :meth:`ask_in` restricts the strategy to; None: the whole pool."""
        items = self.loop.trainer.region.items
        return None if items is None else items.copy()

    def neighbours(self, index: int, n: int = 10) -> npt.NDArray[np.int64]:
        """Return the positions of the `n` items nearest to one, the nearest first.

        Exact Euclidean distances in the features, not on the map.
        """
        (item,) = self._items([index])
        return looking.neighbours(self.loop, int(item), whole("neighbours(..., n)", n, 0))[0]

    def find(self, text: str, n: int = 50) -> npt.NDArray[np.int64]:
        """Return the positions of at most `n` items whose id or text contains `text`.

        Upper and lower case are the same; an id that is exactly `text` comes first.
        """
        return looking.find(self.loop, str(text), whole("find(..., n)", n, 0))

    def more_like(
        self,
        indices: Items = None,
        n: int = 12,
        *,
        confirmed: Iterable[int] = (),
        refused: Iterable[int] = (),
    ) -> Query:
        """Return the `n` unlabelled items most like some others, the likest first.

        Active search (Garnett et al., ICML 2012): cosine to the mean of the items while fewer
        than ten are known, then the share of them among the known items nearby.

        Parameters
        ----------
        indices : sequence of int, optional
            Items of the kind that is looked for, with a label or without; default the selection.
        confirmed, refused : sequence of int
            Items found before that were of it, and that were not.
        """
        return looking.more_like(
            self.loop,
            self._items(indices),
            whole("more_like(..., n)", n, 0),
            confirmed=self._items(confirmed).tolist(),
            refused=self._items(refused).tolist(),
        )

    def bulk(
        self, answer: str | int | None = None, indices: Items = None, tolerance: float = TOLERANCE
    ) -> BulkPlan:
        """Prepare one label for many items: what does not belong is held back.

        Nothing is written before :meth:`commit`. Held back are items with another label, copies
        of such, items to which the model gives the class less than chance, and those that are
        far from the rest in the features. Items kept for the audit stay out.

        Parameters
        ----------
        answer : str or int, optional
            The class; by default the one that most of the items are predicted to be.
        indices : sequence of int, optional
            Default the selection.
        tolerance : float
            Share of the items that may be wrong when none of the checked ones is (95 %).

        Returns
        -------
        BulkPlan
            Look at the items in ``plan.checks``, then ``session.commit(plan)``.

        Examples
        --------
        >>> plan = session.bulk("cat", range(200))                   # doctest: +SKIP
        >>> wrong = [i for i in plan.checks if truth[i] != "cat"]    # doctest: +SKIP
        >>> session.commit(plan, wrong)                              # doctest: +SKIP
        """
        if isinstance(tolerance, bool) or not isinstance(tolerance, (int, float)):
            raise SessionError(f"'tolerance' is a share such as 0.1, not {tolerance!r}.")
        name = None if answer is None else self.loop.recorder.classes.resolve(answer)
        return bulk_labels.plan(self.loop, self._items(indices), name, tolerance)

    def commit(self, plan: BulkPlan, wrong: Sequence[int] = ()) -> None:
        """Write the label of a plan whose checks were looked at; one undo takes all of it back.

        Parameters
        ----------
        plan : BulkPlan
        wrong : sequence of int
            Checked items that are not of the class: with a single one nothing is written.

        Raises
        ------
        SessionError
            Some are wrong; the sentence says how many may be.
        """
        if not isinstance(plan, BulkPlan):
            raise SessionError("commit() takes what session.bulk(...) returned.")
        bulk_labels.commit(self.loop, plan, self._items(wrong).tolist())

    def revoke(self, bulk_id: str) -> None:
        """Take back the labels of one region, also long after; `bulk_id` stands in the events.

        Raises
        ------
        SessionError
            No standing labels were given under this id.
        """
        self.loop.undo(bulk=str(bulk_id))

    def split(self, plan: BulkPlan, wrong: Sequence[int] = ()) -> tuple[BulkPlan, BulkPlan]:
        """Cut a plan in two where some are wrong; the half with fewer of them comes first."""
        if not isinstance(plan, BulkPlan):
            raise SessionError("split() takes what session.bulk(...) returned.")
        return bulk_labels.split(self.loop, plan, self._items(wrong).tolist())

    def _items(self, indices: Items) -> Ints:
        """Return checked positions; None stands for the selection."""
        if indices is None:
            return self.loop.selection.copy()
        if not isinstance(indices, (int, np.integer, np.ndarray)):
            indices = list(indices)
            if not indices:
                return np.empty(0, dtype=np.int64)
        return np.asarray(positions(self.loop.recorder.pool, indices), dtype=np.int64)
