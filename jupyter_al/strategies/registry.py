"""Strategies by name, and what is known about each."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jupyter_al.errors import StrategyError, nearest
from jupyter_al.strategies._parameters import changed, parameters_of
from jupyter_al.strategies.auto import Auto
from jupyter_al.strategies.badge import Badge
from jupyter_al.strategies.composition import Composition
from jupyter_al.strategies.coverage import KCenter, TypiClust
from jupyter_al.strategies.pointwise import Entropy, LeastConfidence, Margin, Random
from jupyter_al.strategies.ralif import RALIF
from jupyter_al.strategies.strategy import Strategy

__all__ = ["Description", "describe", "get", "names", "register"]


@dataclass(frozen=True)
class Description:
    """What is known about a strategy; ``str()`` of it is readable.

    Attributes
    ----------
    name, sentence, reference, use_when, fails_when : str
    needs : tuple of str
        Artefacts of the snapshot.
    parameters : mapping
        Hyper-parameters and their values.
    """

    name: str
    sentence: str
    reference: str = ""
    use_when: str = ""
    fails_when: str = ""
    needs: tuple[str, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        parameters = ", ".join(f"{name}={value!r}" for name, value in self.parameters.items())
        lines = [
            f"{self.name}: {self.sentence}",
            f"  needs       {', '.join(self.needs) or 'nothing but the features'}",
            f"  parameters  {parameters or 'none'}",
        ]
        for word, text in (
            ("use when", self.use_when),
            ("fails when", self.fails_when),
            ("reference", self.reference),
        ):
            if text:
                lines.append(f"  {word:<11} {text}")
        return "\n".join(lines)


_STRATEGIES: dict[str, tuple[Strategy, Description]] = {}


def register(
    name: str,
    strategy: Strategy,
    *,
    sentence: str = "",
    reference: str = "",
    use_when: str = "",
    fails_when: str = "",
    replace: bool = False,
) -> None:
    """Make a strategy known by `name`.

    Parameters
    ----------
    name : str
    strategy : Strategy
        An object with ``select(snapshot, n)``; the fields of a frozen dataclass become
        parameters of :func:`get`.
    sentence, reference, use_when, fails_when : str
        For :func:`describe`.
    replace : bool
        Take over a name that is in use.

    Raises
    ------
    StrategyError
        The name is in use, or the object has no ``select``.
    """
    if isinstance(strategy, type) or not callable(getattr(strategy, "select", None)):
        raise StrategyError(
            f"register({name!r}, ...) takes an object with select(snapshot, n), "
            f"not {strategy!r}; make an instance of a class first."
        )
    if not name or not isinstance(name, str):
        raise StrategyError("A strategy needs a name.")
    if name in _STRATEGIES and not replace:
        raise StrategyError(
            f"There is a strategy {name!r} already; pass replace=True to change it."
        )
    if isinstance(strategy, Composition) and not strategy.called:
        sentence = sentence or strategy.name
        strategy = dataclasses.replace(strategy, called=name)
    _STRATEGIES[name] = strategy, Description(name, sentence, reference, use_when, fails_when)


def names() -> tuple[str, ...]:
    """Return the names of all strategies, the ones of this package first."""
    return tuple(_STRATEGIES)


def get(name: str, **parameters: Any) -> Strategy:
    """Return the strategy `name`, with other hyper-parameters where some are given.

    Raises
    ------
    StrategyError
        Unknown name or parameter; the message names the nearest one.
    """
    strategy, _ = _entry(name)
    return changed(strategy, name, parameters)


def describe(name: str) -> Description:
    """Return what is known about the strategy `name`.

    Raises
    ------
    StrategyError
        Unknown name.
    """
    strategy, known = _entry(name)
    settings: dict[str, Any] = {}
    if not isinstance(strategy, Composition) and dataclasses.is_dataclass(type(strategy)):
        settings = parameters_of(strategy)
    needs = tuple(sorted(getattr(strategy, "needs", ())))
    return dataclasses.replace(known, needs=needs, parameters=settings)


def _entry(name: str) -> tuple[Strategy, Description]:
    if name not in _STRATEGIES:
        raise StrategyError(f"Unknown strategy {name!r}{nearest(name, _STRATEGIES)}")
    return _STRATEGIES[name]


register(
    "auto",
    Auto(),
    sentence="Typical samples until two classes have labels and a model is fitted, then margin.",
    reference="Hacohen et al., ICML 2022; the hard switch is ours.",
    use_when="you do not want to choose: it works from the first label on.",
    fails_when="classes are very unequal: margin then revisits the boundary of the common ones.",
)
register(
    "random",
    Random(),
    sentence="Every sample has the same chance.",
    reference="the baseline of every comparison.",
    use_when="you need an honest baseline, or labels that others may reuse for anything.",
    fails_when="a class is rare: it is then found at its own rate only.",
)
register(
    "least-confidence",
    LeastConfidence(),
    sentence="Ask where the most probable class is least probable.",
    reference="Lewis and Gale, SIGIR 1994.",
    use_when="there are two classes, or only the best guess counts.",
    fails_when="classes are very unequal: below random in 4 of 5 LabelBench settings.",
)
register(
    "margin",
    Margin(),
    sentence="Ask where the two most probable classes are nearest to a tie.",
    reference="Scheffer, Decomain and Wrobel, IDA 2001; Luo et al., JMLR 2005.",
    use_when="a model is fitted and balanced enough: never below random in 16 balanced settings.",
    fails_when="a large batch is taken at once (its samples repeat each other), or labels are few.",
)
register(
    "entropy",
    Entropy(),
    sentence="Ask where the predicted classes are most spread out.",
    reference="Shannon 1948; Settles, survey 2009.",
    use_when="the whole distribution matters, not just the best guess.",
    fails_when="there are many or unequal classes: below random in 5 of 5 such settings.",
)
register(
    "k-center",
    KCenter(),
    sentence="Ask the sample farthest from all that is labelled or chosen.",
    reference="Gonzalez 1985; Sener and Savarese, ICLR 2018.",
    use_when="you want to see the whole range of the pool.",
    fails_when="there are outliers: they are the farthest, so they come first.",
)
register(
    "typiclust",
    TypiClust(),
    sentence="Ask the most typical sample of each cluster that has no label.",
    reference="Hacohen, Dekel and Weinshall, ICML 2022.",
    use_when="there are no or few labels: it needs no model.",
    fails_when="the clusters of the features are not the classes, or labels are many.",
)
register(
    "badge",
    Badge(),
    sentence="Draw samples whose answers would move the model far, and in different directions.",
    reference="Ash, Zhang, Krishnamurthy, Langford and Agarwal, ICLR 2020.",
    use_when="a batch is asked at once: never below random in 23 LabelBench settings.",
    fails_when="the model is saturated (all probabilities 0 or 1): it then draws at random.",
)
register(
    "ralif",
    RALIF(),
    sentence="Draw spread-out samples among the tenth whose labels should lower the pool's loss.",
    reference="Xia and Henao, TMLR 2023, in closed form.",
    use_when="the model is a linear head on fixed features and the loss over the pool matters.",
    fails_when="the model is still wrong: the pool's own predictions stand in for its labels.",
)
register(
    "ralif-reference",
    RALIF(mode="reference"),
    sentence="RALIF as its released code computes it, for comparisons.",
    reference="Xia and Henao, TMLR 2023; released code of 7 November 2023.",
    use_when="you compare with published runs; seed_bug=True restores the code's slip too.",
    fails_when="samples have no class above tau / C: they are never asked. Nearly the same as "
    "least confidence among the others.",
)
