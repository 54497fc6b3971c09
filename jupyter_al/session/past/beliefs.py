"""What the models of a session believed, from the first one to now."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al.errors import PoolError, SessionError
from jupyter_al.numerics.belief_bytes import belief_bytes
from jupyter_al.numerics.version_log import VersionLog
from jupyter_al.session.learning.trainer import Trainer
from jupyter_al.session.past.marks import ANSWERS, Mark, as_json, read
from jupyter_al.session.past.replay import Answers, Replay, Standing, standing
from jupyter_al.session.past.steps import Asking, Step
from jupyter_al.session.updates import Updates
from jupyter_al.snapshot import Snapshot

__all__ = ["Beliefs", "Moment"]

KEPT, KEPT_BYTES = 170, 48 << 20  # versions of this session ...
REBUILT, REBUILT_BYTES = 30, 16 << 20  # ... and those from before a restart
MARKS = 400  # without their beliefs they are a few words each
LONGEST = 200  # characters of a reason


@dataclass(frozen=True, eq=False)
class Moment:
    """One version as the map shows it.

    Attributes
    ----------
    step : Step
    prediction : (N,) uint8 or uint16, or None
        Class codes; the largest value means none. None where the belief is not kept.
    uncertainty : (N,) uint8 or None
        See :func:`jupyter_al.numerics.belief_bytes.belief_bytes`.
    labels : Standing
        The labels that stood then.
    """

    step: Step
    prediction: npt.NDArray[Any] | None
    uncertainty: npt.NDArray[np.uint8] | None
    labels: Standing


class Beliefs:
    """Keeps each model's belief compactly, and what was asked before it.

    At most 200 versions and 64 MB: when that is full (a million items fill it in some sixty
    versions), versions between near neighbours go; the first and the newest stay. What was asked
    and why comes back from the store after a restart; the beliefs of that time are computed anew
    on demand (:class:`jupyter_al.session.past.rebuilding.Rebuilding`).

    Parameters
    ----------
    trainer : Trainer
    updates : Updates
        Hears of ``history``.
    """

    def __init__(self, trainer: Trainer, updates: Updates) -> None:
        self.trainer = trainer
        self.updates = updates
        self._recorder = trainer.recorder
        self._lock = threading.RLock()  # of what follows; never held while a model is fitted
        self._marks: list[Mark] | None = None
        self._kept = VersionLog(KEPT, KEPT_BYTES)
        self._rebuilt = VersionLog(REBUILT, REBUILT_BYTES)
        self._predicted: dict[int, tuple[int, ...]] = {}
        self._replay: Replay | None = None
        self._answers: dict[int, Answers] = {}

    # -- while the session goes on ---------------------------------------------------------

    def note(self, *, keep: bool) -> None:
        """Take note of the model in use, and with `keep` of what it believes.

        Called by the worker after a fit; for a million items some 15 ms.
        """
        trainer, events = self.trainer, self._recorder.events
        snapshot = trainer.snapshot
        version = snapshot.version
        with self._lock:
            marks = self._known_marks()
            if version == 0 or (marks and version <= marks[-1].version):
                return
            begin = marks[-1].events if marks else 0
            end = max(begin, trainer.fitted_events)
            learner = trainer.fits[0].learner
            marks.append(Mark(version, end, learner, why=self._why(begin, end)))
            if keep:
                self._keep(self._kept, marks[-1], snapshot, trainer.trained_on)
            if len(marks) > MARKS:
                self.drop([m.version for m in marks[: MARKS // 2 : 2] if not self._log_of(m)])
            if self._replay is not None:  # somebody looks: the next look has nothing to read
                self._read_answers()
            text = as_json(marks, events)
        self._recorder.journal.set_meta("history", text)
        self.updates.emit("history")

    def _keep(self, log: VersionLog, mark: Mark, snapshot: Snapshot, labels: int) -> None:
        codes, doubt = belief_bytes(snapshot.predicted, snapshot.uncertainty, snapshot.n_classes)
        gone = log.add(mark.version, labels, (codes, doubt))
        counts = np.bincount(codes, minlength=snapshot.n_classes)[: snapshot.n_classes]
        self._predicted[mark.version] = tuple(int(n) for n in counts)
        marks = self._known_marks()
        place = next(k for k, known in enumerate(marks) if known.version == mark.version)
        marks[place] = replace(marks[place], changed=log.changed(mark.version))
        self.drop(gone)

    def keep_again(self, mark: Mark, snapshot: Snapshot, labels: int) -> None:
        """Keep a belief that was computed anew; oldest first."""
        with self._lock:
            if any(known.version == mark.version for known in self._known_marks()):
                self._keep(self._rebuilt, mark, snapshot, labels)
        self.updates.emit("history")

    def _why(self, begin: int, end: int) -> dict[str, str]:
        """Return the reason of the first item of each strategy between two events."""
        found: dict[str, str] = {}
        for event in self._recorder.events[begin:end]:
            name = event.strategy or "given"
            if event.answer_kind not in ANSWERS or found.get(name):
                continue
            try:
                sample = self.trainer.asked.get(self._recorder.pool.position(str(event.item_id)))
            except PoolError:  # of an item that is not in this pool
                continue
            if sample is not None and sample.reasons:
                found[name] = sample.reasons[0][:LONGEST]
        return found

    def _known_marks(self) -> list[Mark]:
        if self._marks is None:
            recorder = self._recorder
            text = recorder.journal.meta("history")
            self._marks = read(text, recorder.events)
        return self._marks

    def drop(self, versions: Sequence[int]) -> None:
        """Forget versions; what was asked before one of them counts to the next."""
        with self._lock:
            marks = self._known_marks()
            for version in versions:
                place = next(k for k, mark in enumerate(marks) if mark.version == version)
                gone, after = marks[place], marks[place + 1]
                log = self._log_of(after)
                marks[place : place + 2] = [
                    replace(
                        after,
                        why={**gone.why, **after.why},
                        changed=log.changed(after.version) if log else None,
                    )
                ]
                self._predicted.pop(version, None)
                answers = self._answers.pop(version, None)
                if answers is not None and after.version in self._answers:
                    self._answers[after.version] = answers.then(self._answers[after.version])

    def _log_of(self, mark: Mark) -> VersionLog | None:
        """Return the log that has the belief of this version, None where none has it."""
        logs = (self._kept, self._rebuilt)
        return next((log for log in logs if mark.version in log), None)

    # -- to look at ------------------------------------------------------------------------

    @property
    def behind(self) -> int:
        """Events of the journal that :meth:`steps` has to read first."""
        return len(self._recorder.events) - (0 if self._replay is None else self._replay.done)

    def lacking(self) -> list[Mark]:
        """Return the versions whose belief is not kept, oldest first."""
        with self._lock:
            return [mark for mark in self._known_marks() if self._log_of(mark) is None]

    def steps(self) -> list[Step]:
        """Return every version that is known of, oldest first."""
        with self._lock:
            return [self._step(mark) for mark in self._read_answers()]

    def moment(self, version: int) -> Moment:
        """Return what the map showed with this version.

        Raises
        ------
        SessionError
            There is no such version, or it was thinned out.
        """
        with self._lock:
            mark = next((m for m in self._read_answers() if m.version == version), None)
            if mark is None:
                raise SessionError(
                    f"Version {version} is not in the history; session.history() lists them."
                )
            log = self._log_of(mark)
            prediction, uncertainty = (None, None) if log is None else log.read(version)
            return Moment(self._step(mark), prediction, uncertainty, self.labels_at(mark)[0])

    def columns(self, version: int) -> tuple[npt.NDArray[Any], ...] | None:
        """Return prediction and uncertainty of a version; None where they are not kept."""
        with self._lock:
            logs = (self._kept, self._rebuilt)
            log = next((log for log in logs if version in log), None)
            return None if log is None else log.read(version)

    def labels_at(self, mark: Mark) -> tuple[Standing, int]:
        """Return the labels standing at a mark, and how many classes there were."""
        with self._lock:
            until = [
                self._answers[m.version] for m in self._read_answers() if m.events <= mark.events
            ]
            return standing(until), until[-1].n_classes

    def _read_answers(self) -> list[Mark]:
        """Return the marks; the journal is read up to the newest one."""
        marks = self._known_marks()
        recorder = self._recorder
        if self._replay is None:
            names = json.loads(recorder.journal.meta("classes") or "[]")
            self._replay = Replay(recorder.pool, names)
        for mark in marks:
            if mark.version not in self._answers:
                self._answers[mark.version] = self._replay.to(recorder.events, mark.events)
        return marks

    def _step(self, mark: Mark) -> Step:
        answers = self._answers[mark.version]
        log = self._log_of(mark)
        point = next(
            (p for p in reversed(self.trainer.curve.points) if p.version == mark.version), None
        )
        shown = point if point is not None and point.enough else None
        return Step(
            version=mark.version,
            labels=answers.labels,
            asked=tuple(Asking(n, items, mark.why.get(n, "")) for n, items in answers.asked),
            changed=mark.changed,
            accuracy=shown.accuracy if shown else None,
            low=shown.low if shown else None,
            high=shown.high if shown else None,
            predicted=self._predicted.get(mark.version),
            learner=mark.learner,
            belief="none" if log is None else "kept" if log is self._kept else "recomputed",
        )
