"""A committee: several classifiers for the same pool, evaluated block by block."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al._belief import Belief
from jupyter_al.errors import NotApplicable
from jupyter_al.learners.linear import Linear
from jupyter_al.learners.scaling import Scaling, scaling_of
from jupyter_al.numerics.arrays import Floats, Ints, blocks, frozen, is_sparse, matmul
from jupyter_al.numerics.softmax import softmax

__all__ = ["SIZE", "Members", "members_of"]

SIZE = 10
"""Members where none are given: ten to twenty are usual for disagreement scores."""
_MOST_LABELS = 2000
_BROKEN_SHARE = 0.01


@dataclass(frozen=True)
class Members:
    """The same K classifiers for every row.

    Attributes
    ----------
    size : int
        Number of members, K.
    n_rows, n_classes : int
    source : str
        One sentence: where the members come from.
    compute : callable
        Positions (m,), or a slice of the pool, to probabilities (K, m, C).
    slow : bool
        A row costs K passes of a whole network.
    finite : bool
        No row with finite features can have a probability that is not.
    row_bytes : int
        Size of what is copied of a row to compute its probabilities.
    """

    size: int
    n_rows: int
    n_classes: int
    source: str
    compute: Callable[[Ints | slice], Floats]
    slow: bool = False
    finite: bool = False
    row_bytes: int = 0

    def block(self, rows: Ints) -> Floats:
        """Return the (K, m, C) probabilities of a few rows in float64."""
        return np.asarray(self.compute(rows), dtype=np.float64)

    def blocks(self, rows: Ints, budget: int = 2**21) -> Any:
        """Yield ``(slice, (K, m, C) probabilities)`` over `rows`, about `budget` bytes each."""
        widest = max(self.size * self.n_classes * 8, self.row_bytes)
        for part in blocks(len(rows), widest, budget):
            yield part, self.block(rows[part])

    def whole_blocks(self, budget: int = 2**21) -> Any:
        """Yield slices of the pool and their (K, m, C) float32 probabilities.

        Rows that cannot be used are in it too, with any values. Nothing is gathered, so that it
        takes a fraction of the time of :meth:`blocks` over nearly all rows.
        """
        widest = max(self.size * self.n_classes * 4, self.row_bytes)
        for part in blocks(self.n_rows, widest, budget):
            with np.errstate(invalid="ignore", over="ignore"):
                yield part, np.asarray(self.compute(part), dtype=np.float32)

    def everything(self) -> Floats:
        """Return all (K, N, C) probabilities, float32."""
        out = np.empty((self.size, self.n_rows, self.n_classes), dtype=np.float32)
        for part, known in self.blocks(np.arange(self.n_rows, dtype=np.int64)):
            out[:, part] = known
        return frozen(out)


def members_of(
    given: Floats | None,
    belief: Belief,
    finite: npt.NDArray[np.bool_],
    answers: tuple[Ints, Ints, Floats],
    penalty: tuple[float, Floats, float],
    rng: np.random.Generator,
) -> Members:
    """Return the given committee, else the one of the model, else linear heads.

    Parameters
    ----------
    given : (K, N, C) array, optional
    belief : Belief
    finite : (N,) bool
    answers : labelled (L,), labels (L,), weights (L,)
    penalty : L2 constant, mean, scale
    rng : numpy.random.Generator
        Seeds dropout masks, or the draws of labels.
    """
    if given is not None:
        return _given(given, finite)
    model = belief.model
    # without dropout a network has no variants
    if callable(getattr(model, "committee", None)) and getattr(model, "dropout", None) != 0:
        return _of_model(belief, int(rng.integers(2**31)))
    usable = finite[answers[0]]
    if not usable.any():
        raise NotApplicable("A committee needs a labelled row whose features are all finite.")
    labelled, labels, weights = (part[usable] for part in answers)
    return _heads(belief, labelled, labels, weights, penalty, rng)


def _given(known: Floats, finite: npt.NDArray[np.bool_]) -> Members:
    """Return the committee of a (K, N, C) array.

    A member whose probabilities are not finite in more than a hundredth of the usable rows is
    left out.
    """
    n_rows, n_classes = known.shape[1:]
    bound = _BROKEN_SHARE * max(1, int(np.count_nonzero(finite)))
    ones = np.ones(n_classes, dtype=known.dtype)  # a product is quicker than a sum over few
    with np.errstate(invalid="ignore"):
        broken = [np.count_nonzero(finite & ~np.isfinite(each @ ones)) for each in known]
    good = np.flatnonzero(np.array(broken) <= bound)
    source = f"The committee is the given one, of {len(good)} members"
    lost = len(known) - len(good)
    if not lost:
        # counted already: nobody needs to look again, row by row
        sound = not any(broken)
        return Members(
            len(known), n_rows, n_classes, source + ".", lambda rows: known[:, rows], finite=sound
        )
    source += f" ({lost} left out: more than 1 % of the rows have no finite probabilities)."
    whole = good[:, None]
    return Members(len(good), n_rows, n_classes, source, lambda rows: known[whole, rows])


def _of_model(belief: Belief, seed: int) -> Members:
    inputs = belief.inputs

    def compute(rows: Ints | slice) -> Floats:
        return np.asarray(belief.model.committee(inputs[rows], SIZE, seed))

    first = compute(np.arange(1, dtype=np.int64))
    left_out = getattr(belief.model, "dropout", None)
    how = "each without some of its units (dropout)" if left_out else "by dropout or as an ensemble"
    return Members(
        len(first),
        inputs.shape[0],
        first.shape[2],
        f"The committee is {len(first)} variants of the model itself, {how}.",
        compute,
        slow=True,
        row_bytes=4 * int(np.prod(inputs.shape[1:])),  # float32, whatever they are stored as
    )


def _heads(
    belief: Belief,
    labelled: Ints,
    labels: Ints,
    weights: Floats,
    penalty: tuple[float, Floats, float],
    rng: np.random.Generator,
) -> Members:
    """Return linear heads, each fitted on labels drawn with replacement (Breiman 1996).

    All heads are one matrix product a block, so that (K, N, C) is never stored.
    """
    embedding, n_classes = belief.embedding(), belief.n_classes
    chance = weights / weights.sum() if weights.sum() > 0 else None
    many = min(len(labelled), _MOST_LABELS)
    l2, mean, scale = penalty
    mean = np.broadcast_to(mean, embedding.shape[1])
    learner, parts = Linear(l2=l2 or None, device="cpu"), []
    # without a constant of its own the learner's default counts, in the coordinates it is for
    scaling = Scaling(mean, scale) if l2 else scaling_of(embedding[labelled])
    for _ in range(SIZE):
        drawn = rng.choice(len(labelled), size=many, p=chance)
        rows = embedding[labelled[drawn]]
        model = learner.fit(rows, labels[drawn], n_classes, scaling=scaling)
        parts.append(model.head)
    stacked = np.concatenate([weight for weight, _ in parts]).T
    bias = np.concatenate([bias for _, bias in parts])
    centre, shifted = scaling.mean, bool(np.any(scaling.mean))

    def compute(rows: Ints | slice) -> Floats:
        block = embedding[rows]
        if shifted and not is_sparse(block):
            # centred first: far from the origin single precision has no digits left
            logits = (block - centre) @ stacked + (bias + centre @ stacked)
        else:
            logits = matmul(block, stacked) + bias
        with np.errstate(under="ignore"):
            chances = softmax(logits.reshape(-1, n_classes))
        return chances.reshape(-1, SIZE, n_classes).transpose(1, 0, 2)

    source = (
        f"The committee is {SIZE} linear heads, each fitted on {many} labels drawn with "
        "replacement."
    )
    return Members(SIZE, embedding.shape[0], n_classes, source, compute, finite=True)
