"""What the session does now, for the phase line."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_al.session.worker import Failure, Task

__all__ = ["Phase", "phase_of"]

_TEXTS = {"fit": "training", "rank": "choosing samples", "project": "projecting"}


@dataclass(frozen=True)
class Phase:
    """One state of the phase line.

    Attributes
    ----------
    name : str
        ``starting, labelling, training, projecting, error`` or ``finished``.
    text : str
        What the phase line says.
    progress : float or None
        0 to 1 while something runs that knows how far it is.
    detail : str or None
        The traceback behind an error.
    cancellable : bool
        Whether there is something to cancel.
    """

    name: str
    text: str
    progress: float | None = None
    detail: str | None = None
    cancellable: bool = False


def phase_of(
    task: Task | None,
    failure: Failure | None,
    *,
    queued: int,
    left: int,
    ranking_due: bool,
    trouble: str | None,
) -> Phase:
    """Return the phase; the worst news first."""
    if task is not None and not task.lasting and queued > 0:
        task = None  # a person goes on meanwhile
    if failure is not None and task is None:
        return Phase("error", failure.text, detail=failure.detail)
    if task is not None and task.job in ("fit", "rank"):
        if queued == 0 and task.job == "rank":
            return Phase("starting", "choosing the first samples")
        return Phase(
            "training", task.text or _TEXTS[task.job], progress=task.fraction, cancellable=True
        )
    if task is not None and task.job == "project":
        return Phase("projecting", task.text or "projecting", task.fraction, cancellable=True)
    if trouble is not None:
        return Phase("error", trouble)
    if queued == 0 and left == 0:
        return Phase("finished", "everything that can be asked has an answer")
    if queued == 0 and ranking_due:
        return Phase("starting", "choosing the first samples")
    return Phase("labelling", "labelling")
