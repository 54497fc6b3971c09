"""One label for a whole region, with a guard.

What does not belong is held back, a sample of the rest is checked, and all of it is one step
that one undo takes back.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from jupyter_al.errors import Cancelled, SessionError
from jupyter_al.numerics.arrays import Ints
from jupyter_al.numerics.kmeans import kmeans
from jupyter_al.numerics.points import Points
from jupyter_al.quality.guard import TOLERANCE, most_wrong, spot_checks
from jupyter_al.quality.screening import REASONS, proposed, screen
from jupyter_al.session.answers.certificate import note_of
from jupyter_al.session.answers.recorder import Answer, Recorded
from jupyter_al.session.asking.why import chosen_word
from jupyter_al.session.loop import Loop
from jupyter_al.session.worker import Task
from jupyter_al.strategies.spaces import points_of

__all__ = ["BulkPlan", "commit", "plan", "split"]

AT_ONCE = 500  # labels written in one go: a key pressed meanwhile waits no longer than for those
CHECK = "check"  # query_type of the items that were looked at


@dataclass(frozen=True, eq=False)
class BulkPlan:
    """What one label for a region would mean; nothing is written yet.

    Attributes
    ----------
    answer : str
        The class.
    region : (s,) int64
        Everything that was selected.
    accepted : (n,) int64
        Items that nothing speaks against; these get the label.
    checks : (m,) int64
        The sample of them to look at, drawn uniformly: when none is wrong, at most a share of
        `tolerance` of the accepted ones is, with 95 % confidence.
    held, reasons : (h,) int64, tuple of str
        Items held back, and why, in the words of ``quality.screening.REASONS``.
    audit, done, aside, unusable : int
        Left out: kept for the audit, labelled so already, skipped or marked unsure before, and
        rows that cannot be used.
    compared : int
        Rows of the pool in which neighbours were looked for.
    """

    answer: str
    tolerance: float
    region: Ints
    accepted: Ints
    checks: Ints
    held: Ints
    reasons: tuple[str, ...]
    audit: int
    done: int
    aside: int
    unusable: int
    compared: int
    id: str = field(default_factory=lambda: uuid.uuid4().hex)

    def most_wrong(self, wrong: int = 0) -> int:
        """Return how many accepted items may be wrong when so many of the checked ones are."""
        return most_wrong(len(self.accepted), len(self.checks), wrong)

    def __repr__(self) -> str:
        counts = [f"{self.reasons.count(r)} {r}" for r in REASONS if r in self.reasons]
        left = [
            f"{n} {words}"
            for n, words in (
                (self.audit, "kept for the audit"),
                (self.done, f"labelled {self.answer} already"),
                (self.aside, "skipped or unsure"),
                (self.unusable, "not usable"),
            )
            if n
        ]
        lines = [
            f"<BulkPlan: {self.answer!r} for {len(self.accepted)} of {len(self.region)} items",
            f"  held back: {len(self.held)}" + (f" ({', '.join(counts)})" if counts else ""),
            f"  left out: {', '.join(left) or 'none'}",
            f"  look at {len(self.checks)} of them (plan.checks); if none is wrong, at most "
            f"{self.most_wrong()} are (95 %)>",
        ]
        return "\n".join(lines)


def plan(
    loop: Loop,
    items: Ints,
    answer: str | None,
    tolerance: float = TOLERANCE,
    task: Task | None = None,
) -> BulkPlan:
    """Screen a region for one class; by default the one that most of it seems to be.

    Raises
    ------
    SessionError
        Nothing is selected, there is no such class, or none can be proposed.
    """
    trainer, labels = loop.trainer, loop.recorder.labels
    region = np.unique(items).astype(np.int64)
    if not len(region):
        raise SessionError("Nothing is selected: select items on the map, or give their positions.")
    with loop._lock:
        snapshot = trainer.snapshot
        # what measures the model has no say in what it is trained on
        codes, state = np.where(labels.held_out, -1, labels.codes), labels.state[region]
        reserved = trainer.audit.reserved[region] | labels.held_out[region]
        names = list(loop.recorder.classes.names)
    known = snapshot.version > 0 and snapshot.n_classes == len(names)
    if answer is None:
        found = proposed(snapshot.predicted if known else None, codes, region, len(names))
        if found is None:
            raise SessionError("There is no model yet to propose a class: say which one.")
        code = found
    else:
        code = loop.recorder.classes.code(loop.recorder.classes.resolve(answer))
    usable = loop.recorder.pool.usable[region] & snapshot.finite[region]
    done = usable & ~reserved & (codes[region] == code)
    aside = usable & ~reserved & (state > 1)
    rows = region[usable & ~reserved & ~done & ~aside]
    screened = screen(
        features_of(loop),
        region[usable],
        rows,
        code,
        codes,
        likely=snapshot.probabilities[rows, code] if known else None,
        n_classes=len(names),
        rng=snapshot.rng("bulk neighbours"),
        check=lambda share: report(task, share, "comparing with the rest of the pool"),
    )
    accepted = screened.accepted
    checks = spot_checks(len(accepted), tolerance)
    # of (seed, round): asked for again, the same items are to be checked, not luckier ones
    drawn = snapshot.rng("bulk checks").choice(len(accepted), size=checks, replace=False)
    against = screened.reasons >= 0
    return BulkPlan(
        answer=names[code],
        tolerance=tolerance,
        region=region,
        accepted=accepted,
        checks=accepted[drawn],
        held=rows[against],
        reasons=tuple(REASONS[reason] for reason in screened.reasons[against]),
        audit=int((usable & reserved).sum()),
        done=int(done.sum()),
        aside=int(aside.sum()),
        unusable=int((~usable).sum()),
        compared=screened.compared,
    )


def commit(
    loop: Loop,
    made: BulkPlan,
    wrong: Sequence[int] = (),
    event_id: str | None = None,
    task: Task | None = None,
) -> Recorded:
    """Label what was accepted, as one step.

    The items that were checked become labels like any other; the rest become ``bulk`` labels,
    which train with the weight of what may be trusted. They are written in parts, so that a
    label key waits for none of it.

    Parameters
    ----------
    wrong : sequence of int
        Checked items that are not of the class. With a single one nothing is written.

    Raises
    ------
    SessionError
        Some are wrong; or nothing is left to label.
    """
    bad = set(wrong)
    if not bad <= set(made.checks.tolist()):
        raise SessionError("'wrong' may only name items out of plan.checks: they were looked at.")
    if bad:
        raise SessionError(
            f"{len(bad)} of {len(made.checks)} checked items are not {made.answer}: up to "
            f"{made.most_wrong(len(bad))} of {len(made.accepted)} may be wrong. Split the region, "
            "or label its items one by one."
        )
    with loop._lock:  # what got an answer since, or was picked by hand, is left alone
        labels = loop.recorder.labels
        open_ = (labels.state == 0) & ~loop.trainer.audit.reserved
    size, checked = len(made.accepted), len(made.checks)
    note = note_of(size, checked, made.most_wrong())
    looked = made.checks[open_[made.checks]]
    rest = np.setdiff1d(made.accepted, made.checks)
    rest = rest[open_[rest]]
    if not len(looked) + len(rest):
        raise SessionError("Every one of these items has an answer by now; nothing is left to do.")
    bulk = event_id or uuid.uuid4().hex
    recorded = Recorded(saved=True, duplicate=False)
    written, word = 0, chosen_word(loop.trainer)
    for kind, rows in (("label", looked), ("bulk", rest)):
        for start in range(0, len(rows), AT_ONCE):
            report(task, written / (len(looked) + len(rest)), "labelling the region")
            if written and not loop.recorder.labels.history.bulk_stands(bulk):
                return recorded  # undone while it was being written
            part = tuple(rows[start : start + AT_ONCE].tolist())
            answer = Answer(
                kind,
                part,
                made.answer,
                event_id=bulk,
                bulk_id=bulk,
                first=written,
                query_type=CHECK if kind == "label" else "bulk",
                note=note if kind == "bulk" else None,
            )
            recorded = loop.answer([answer], chosen=word)
            written += len(part)
    return recorded


def split(
    loop: Loop, made: BulkPlan, wrong: Sequence[int], task: Task | None = None
) -> tuple[BulkPlan, BulkPlan]:
    """Cut a region in which some are wrong in two (2-means), the cleaner half first.

    The wrong ones themselves are in neither.

    Raises
    ------
    SessionError
        There are not two different items.
    """
    bad = np.unique(np.asarray(list(wrong), dtype=np.int64))
    rows = made.region[loop.trainer.snapshot.finite[made.region]]
    points = features_of(loop).take(rows)
    rng = loop.trainer.snapshot.rng("bulk split")
    found = kmeans(points, 2, rng=rng) if len(rows) > 1 else None
    if found is None or len(np.unique(found.assignment)) < 2:
        raise SessionError("This region cannot be split: its items are all alike.")
    halves = [rows[found.assignment == half] for half in (0, 1)]
    looked = [max(1, np.isin(half, made.checks).sum()) for half in halves]
    shares = [np.isin(half, bad).sum() / n for half, n in zip(halves, looked, strict=True)]
    order = (0, 1) if shares[0] <= shares[1] else (1, 0)
    first, second = (
        plan(loop, np.setdiff1d(halves[half], bad), made.answer, made.tolerance, task)
        for half in order
    )
    return first, second


def features_of(loop: Loop) -> Points:
    """Return the pool as points, with what is known of their lengths."""
    points: Points = points_of(loop.trainer.snapshot, "features", False)[0]
    return points


def report(task: Task | None, share: float | None, words: str) -> None:
    """Say how far a job is; stop it where it was cancelled."""
    if task is None:
        return
    if task.cancelled():
        raise Cancelled("Cancelled.")
    task.progress(share, words)
