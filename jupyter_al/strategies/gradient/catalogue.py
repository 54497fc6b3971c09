"""Strategies that look at the gradients of the last layer."""

from __future__ import annotations

from jupyter_al.strategies.gradient.badge import Badge
from jupyter_al.strategies.gradient.bait import Bait, BaitBinary
from jupyter_al.strategies.gradient.kernel_batch import KernelBatch
from jupyter_al.strategies.registry import register

register(
    "badge",
    Badge(),
    sentence="Draw samples whose answers would move the model far, and in different directions.",
    reference="Ash, Zhang, Krishnamurthy, Langford and Agarwal, ICLR 2020.",
    use_when="a batch is asked at once: never below random in 23 LabelBench settings.",
    fails_when="the model is saturated (all probabilities 0 or 1): it then draws at random.",
)
register(
    "bait",
    Bait(),
    sentence="Ask the samples that would most lower the model's expected error over the pool.",
    reference="Ash, Goel, Krishnamurthy and Kakade, NeurIPS 2021.",
    use_when="the batch should serve the whole pool, with up to about ten classes.",
    fails_when="there are many classes or wide embeddings (it then works on few directions and "
    "few candidates), or the probabilities are badly calibrated.",
)
register(
    "bait-binary",
    BaitBinary(),
    sentence="BAIT on the best guess against the rest: the same aim at a fraction of the cost.",
    reference="Huseljic, Hahn, Herde, Rauch and Sick, ECML PKDD 2024.",
    use_when="the batch should serve the whole pool and BAIT itself is too slow.",
    fails_when="the model is sure of everything, or which of several classes is meant matters.",
)
register(
    "lcmd",
    KernelBatch(),
    sentence="Take, group after group, the sample whose gradient is farthest from all that is "
    "labelled or chosen, in the group that is least covered.",
    reference="Holzmüller, Zaverkin, Kästner and Steinwart, JMLR 2023; here on a softmax head.",
    use_when="a large batch is asked at once and dense regions should count more than outliers.",
    fails_when="the model is saturated: the gradients are then all near zero.",
)
