"""The sentences of ``docs/trust.md``."""

from __future__ import annotations

__all__ = ["HEAD", "MEANING", "POPULATION", "TRUE", "WHY"]

HEAD = """# Whether the numbers may be believed

Written by `python -m benchmarks.report` from `benchmarks/results/trust.json`; do not edit. Made by
`python -m benchmarks trust` on {date}, commit {commits}.

{sessions} sessions were simulated with the real `Session`, without a widget: {n_sets} data sets
({sets}), strategies {strategies}, a pool of {pool} items sampled anew for each session ({columns}
principal components where there are more features, a linear model), {answers} answers in 8 batches,
every other session with an audit of 15 % of the answers, the others with 30 or 50 %, a third with
{measured} labels drawn to measure after the fifth batch, half with 10 % wrong answers, each item
always with the same one. What the session says is held against what the simulation knows.

An interval of 95 % should hold the truth in 93 to 97 of 100 cases. The range behind each coverage
is what the number of sessions leaves open (95 %, intervals of one session counted as dependent).
Only numbers are counted that a user is shown: those with "not enough evidence yet" are left out.
"""

POPULATION = """**new**: items like those of the pool, never in it, with the answers that the
annotator would give. **rest**: all items of the pool that do not train the model, with such
answers. The two differ where a strategy has taken the hard items out of the pool to learn from
them: what is left is easier than what the audit set aside before the first answer, and the model
is better on it than the audit says. An audit speaks of new items.
"""

TRUE = """In the sessions with 10 % wrong answers an audit cannot know which of its own answers are
wrong: its accuracy is agreement with the annotator, and lower than the share of items whose true
class the model knows. Nothing corrects that but a second look at the labels. Held against the true
classes of the rest of the pool the same intervals do this:
"""

MEANING = {
    "audit": "accuracy now, from the audited labels alone.",
    "LURE": "accuracy now, from audited labels and those of `session.measure`.",
    "audit, as many labels": "what an even audit with as many labels as LURE had would have said.",
    "earlier models": "the points and the band of the curve behind the newest one: earlier models, "
    "scored on all labels audited by now.",
    "recall": "the share of a class that is found, each class alone, from 5 labels of it on.",
    "precision": "the share of the items called a class that are of it, from 5 labels on.",
    "macro-F1": "the mean F measure over classes.",
    "balanced accuracy": "the mean recall over classes.",
    "calibration error": "how far confidence and accuracy are apart, from 100 labels on.",
    "class share": "how often a class occurs in the pool.",
    "belief": "accuracy without labels, the grey line that is marked as not measured.",
    "random curve": "the accuracy of random labels where the random arm ends.",
    "random curve, twice as far": "the same curve with twice as many labels as it was fitted to.",
    "gain of accuracy": "accuracy minus that of as many random labels (an interval of 90 %).",
    "labels saved": "the share of labels that choosing has saved (an interval of 90 %).",
    "anytime, all looks": 'the interval for "however often you look": no look of a session misses.',
    "for this moment, all looks": "the ordinary interval, if one looks after every batch and wants "
    "that none misses: it does not promise that.",
}

WHY: dict[tuple[str, str], str] = {}
