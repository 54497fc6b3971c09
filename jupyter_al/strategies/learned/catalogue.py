"""Strategies that train a model of their own on the labels."""

from __future__ import annotations

from jupyter_al.strategies.learned.learning_loss import LearningLoss, LearningLossScore
from jupyter_al.strategies.learned.vaal import (
    VAAL,
    LabelledLike,
    RankedLabelledLike,
    TaskAwareVAAL,
)
from jupyter_al.strategies.registry import register
from jupyter_al.strategies.vocabulary import add_words

add_words(LearningLossScore, LabelledLike, RankedLabelledLike)

register(
    "learning-loss",
    LearningLoss(),
    sentence="Ask the samples that a small network expects the classifier to get most wrong.",
    reference="Yoo and Kweon, CVPR 2019; on fixed features, with losses of held-out labels.",
    use_when="errors gather in some region of the features, and there are a hundred labels or "
    "more to learn that from.",
    fails_when="labels are few: the order of the losses is noise (the answer says how well it is "
    "learned). Wrong labels have the largest losses. A batch is not spread out.",
)
register(
    "vaal-lite",
    VAAL(),
    sentence="Ask the samples that a discriminator is surest have no label yet.",
    reference="Sinha, Ebrahimi and Darrell, ICCV 2019; a discriminator on fixed features in place "
    "of the image autoencoder.",
    use_when="the labels miss a part of the pool, whatever the classes are.",
    fails_when="the labels are a random part of the pool: nothing tells them apart and the choice "
    "is chance. A batch lies in one direction; fewer than 50 labels say nothing.",
)
register(
    "ta-vaal-lite",
    TaskAwareVAAL(),
    sentence="Ask the samples that look least labelled to a discriminator that knows how hard "
    "they are expected to be.",
    reference="Kim, Park, Kim and Chun, CVPR 2021; small models on fixed features in place of the "
    "image autoencoder.",
    use_when="the labels miss a part of the pool that is also harder or easier than the rest.",
    fails_when="the labels were chosen for being hard: hard then looks labelled, and easy samples "
    "are asked. Fewer than 50 labels say nothing.",
)
