"""Everything that is known about a model of a session, and what is not known yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jupyter_al.evaluation.accuracy.accuracy import Estimate
from jupyter_al.evaluation.accuracy.class_averages import ClassAverage
from jupyter_al.evaluation.accuracy.interval import Interval
from jupyter_al.evaluation.accuracy.per_class import ClassQuality, worst_first
from jupyter_al.evaluation.active_testing.accuracy import ActiveAccuracy
from jupyter_al.evaluation.calibration.reliability import Reliability
from jupyter_al.evaluation.calibration.temperature import Temperature
from jupyter_al.evaluation.cost import Cost, Target
from jupyter_al.evaluation.gain.active_arm import ActiveArm
from jupyter_al.evaluation.gain.gain import Gain
from jupyter_al.evaluation.gain.random_arm import RandomArm
from jupyter_al.evaluation.meanings import MEANINGS
from jupyter_al.evaluation.shares.skew import Skew
from jupyter_al.evaluation.showing import Line, as_html, as_text
from jupyter_al.evaluation.stopping.advice import StopAdvice
from jupyter_al.evaluation.unlabelled.believed_accuracy import BelievedAccuracy
from jupyter_al.evaluation.words import with_ends

__all__ = ["Evaluation"]

_CLASSES_SHOWN = 20


@dataclass(frozen=True, eq=False, repr=False)
class Evaluation:
    """What a session knows about its model: a sentence when printed, a table when displayed.

    Attributes
    ----------
    accuracy : Estimate or ActiveAccuracy
        Accuracy now, with the interval for this moment.
    anytime : Estimate or ActiveAccuracy
        The same with an interval that holds however often one looks; this is look `looks`.
    classes : tuple of ClassQuality
        Recall and precision of each class, each with its own n.
    macro_f1, balanced_accuracy : ClassAverage
    gain : Gain
        Against random labelling: accuracy, and labels saved.
    random_arm : RandomArm or None
    active_arm : ActiveArm or None
        Accuracy of the models so far on the items of `accuracy`.
    stop : StopAdvice
    temperature : Temperature
    reliability : Reliability
    skew : Skew
        Class shares of the pool beside those of the training labels.
    belief : BelievedAccuracy or None
        What the model believes; not a measurement. None without audited labels.
    cost : Cost
        Time per label.
    target : Target or None
        What a target accuracy takes, where one was asked for.
    n_labels, version, looks : int
        Training labels and version of the model.
    agreed : tuple of int
        Training labels of the rounds so far in which most stop signals agreed.
    notes : tuple of str
        What to know of the numbers: duplicates in the test set, items left out.
    """

    accuracy: Estimate | ActiveAccuracy
    anytime: Estimate | ActiveAccuracy
    classes: tuple[ClassQuality, ...]
    macro_f1: ClassAverage
    balanced_accuracy: ClassAverage
    gain: Gain
    random_arm: RandomArm | None
    active_arm: ActiveArm | None
    stop: StopAdvice
    temperature: Temperature
    reliability: Reliability
    skew: Skew
    belief: BelievedAccuracy | None
    cost: Cost
    target: Target | None
    n_labels: int
    version: int
    looks: int
    agreed: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def interval(self) -> Interval:
        """Accuracy now as an interval."""
        return self.accuracy.interval

    @property
    def enough(self) -> bool:
        """Whether the accuracy may be shown as a number."""
        return self.accuracy.enough

    @property
    def sentence(self) -> str:
        """The one line over the curve: accuracy, labels saved, and what the last round moved."""
        return "; ".join([self.accuracy.sentence, *self.more])

    @property
    def more(self) -> tuple[str, ...]:
        """What is said after the accuracy: labels saved, what the last round moved, the target."""
        parts = []
        saved = self.gain.labels_saved
        if saved is not None:
            same = saved.n == self.interval.n  # what was said of the accuracy holds here too
            parts.append(self.gain.saving if same else self.gain.sentence)
        if self.stop.bound is not None:
            parts.append(self.stop.bound)
        if self.target is not None and not self.target.reason:
            parts.append(self.target.sentence)
        return tuple(parts)

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every number as a line: a name, its sentence, and whether it is only believed."""
        return tuple(self._lines())

    def _lines(self) -> Iterator[Line]:
        def line(what: str, name: str, text: str, remark: str = "") -> Line:
            return Line(name, text, remark, what == "belief", MEANINGS[what])

        yield line("accuracy", "accuracy now", self.accuracy.sentence, "for this moment")
        found = self.anytime
        if self.enough and found.interval.estimate is not None:
            ends = with_ends(found.interval.estimate, found.interval.low, found.interval.high)
            often = f"however often you look; this is look {self.looks}"
            yield line("anytime", "", ends, often)
        for each in worst_first(self.classes)[:_CLASSES_SHOWN]:
            yield line("recall", "", each.sentence, "share of the class that is found")
        if len(self.classes) > _CLASSES_SHOWN:
            yield Line("", f"and {len(self.classes) - _CLASSES_SHOWN} more classes in .classes")
        yield line("macro-F1", "over classes", self.macro_f1.sentence)
        yield line("balanced accuracy", "", self.balanced_accuracy.sentence)
        yield line("labels saved", "gain over random", self.gain.sentence)
        if self.gain.accuracy is not None:
            against = f"accuracy against as many random labels: {self.gain.difference}"
            yield line("difference", "", against)
        yield line("stop", "stop?", self.stop.sentence, "a sign, never a command")
        for signal in self.stop.signals:
            yield line(signal.name, "", signal.sentence, signal.name)
        yield line("calibration", "calibration", self.reliability.sentence)
        yield line("temperature", "", self.temperature.sentence)
        for at, share in enumerate(self.skew.sentences):
            yield line("class shares", "" if at else "class shares", share)
        said = "not enough evidence yet: 0 audited labels"
        said = said if self.belief is None else self.belief.sentence
        yield line("belief", "belief", said, "not measured")
        yield line("time", "time", self.cost.sentence)
        if self.target is not None:
            yield line("target", "", self.target.sentence)
        for note in self.notes:
            yield Line("note", note)

    def __str__(self) -> str:
        return self.sentence

    def __repr__(self) -> str:
        return as_text(f"{self.n_labels} training labels, model {self.version}", self.lines)

    def _repr_html_(self) -> str:
        return as_html(f"{self.n_labels} training labels, model {self.version}", self.lines)
