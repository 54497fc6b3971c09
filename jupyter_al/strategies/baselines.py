"""The default, and the baseline of every comparison."""

from __future__ import annotations

from jupyter_al.strategies.auto import Auto
from jupyter_al.strategies.random_sampling import Random
from jupyter_al.strategies.registry import register

register(
    "auto",
    Auto(),
    sentence="Samples that cover the pool while labels are few, margin once doubts can be trusted.",
    reference="Bae et al., ICLR 2025; Hacohen et al., ICML 2022; the rule of the switch is ours.",
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
