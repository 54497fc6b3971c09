"""The sentences of ``docs/trust.md``."""

from __future__ import annotations

__all__ = [
    "ALARMS",
    "HEAD",
    "LEADERS",
    "MEANING",
    "POPULATION",
    "SAVED",
    "STOPS",
    "TARGETS",
    "TRUE",
    "why",
]

HEAD = """# Whether the numbers may be believed

Written by `python -m benchmarks.report` from `benchmarks/results/trust.json`; do not edit. Made by
`python -m benchmarks trust` on {date}; commit {commits}, as named when
the sessions ran.

{sessions} sessions were simulated with the real `Session`, without a widget: {n_sets} data sets
({sets}), strategies {strategies}, a pool of {pool} items sampled anew for each session ({columns}
principal components where there are more features, a linear model), {answers} answers in 8 batches,
every other session with an audit of 15 % of the answers, the others with 30 or 50 %, a third with
{measured} labels drawn to measure after the fifth batch, half with 10 % wrong answers, each item
always with the same one. What the session says is held against what the simulation knows.

{long} more sessions were long ones: 1,600 answers on a pool of {long_pool}, 30 or 50 % of them
audited, for what needs hundreds of audited labels to be said. {given} more were handed four models
and further data after 200 answers.

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

SAVED = """Models of random labels are fitted to four fifths of the audited labels, and nothing is
said beyond 3 times as many. With an audit of 15 % that is 0.42 times the labels that train the
model (3 x 0.8 x 0.15 / 0.85): no saving can ever be shown, only harm. Ask for audit=0.3 or more
where this number matters. Also then it is said seldom, and more often where choosing did
little: what would take random labelling farther than the curve reaches is left open. Where the
learning curve is still steep and hundreds of labels are audited, as in some of the long sessions,
it is said and holds.
"""

TARGETS = """How many labels a target takes is read from a power law through the models so far, and
not beyond 3 times their largest number of labels. Of {asked} times that the next round number was
asked for, {said} got a number; in {open} of these the target was not reached before the session
ended, and what was said reaches beyond its end: whether it holds is not known, and the table above
leaves it out. The middle of what was said was {p50:.2f} times what it took (median; {p5:.2f} to
{p95:.2f} in 90 of 100).
"""

LEADERS = """Four models (two logistic ones, neighbours, a tree) were fitted to the training labels
and handed in; 60 labels were asked for to tell them apart. "Said" is the probability that is shown
beside the leader.
"""

ALARMS = """150 items were added, as they come or with other class shares. An alarm wants a
difference that chance makes once in 100 times and that is large enough to matter, so it stays
silent where nothing has changed, and also where the change is small.
"""

STOPS = """Too early: more than a point of accuracy was still to come by the end of the session, in
which about 300 labels trained the model. "All together" is the advice that is
shown; the signals behind it are its votes and should not be followed alone.
"""

MEANING = {
    "audit": "accuracy now, from the audited labels alone. Read it as: so good on new data like "
    "these; on what is left of this pool the model tends to be a little better.",
    "LURE": "accuracy now, from audited labels and those of `session.measure`. Read it like the "
    'audit; "measure now" narrows it by more labels, hardly by which ones.',
    "audit, as many labels": "what an even audit with as many labels as LURE had would have said.",
    "earlier models": "the points and the band of the curve behind the newest one: earlier models, "
    "scored on all labels audited by now. A step of the curve smaller than the band means nothing.",
    "recall": "the share of a class that is found, each class alone, from 5 labels of it on. With "
    "so few labels the exact interval must be wider than 95 % asks for.",
    "precision": "the share of the items called a class that are of it, from 5 labels on.",
    "macro-F1": "the mean F measure over classes, where every class has 5 audited labels.",
    "balanced accuracy": "the mean recall over classes, where every class has 5 audited labels.",
    "calibration error": "how far confidence and accuracy are apart, from 100 labels on. It "
    "is too high by what chance adds; the interval allows for that and is wide.",
    "class share": "how often a class occurs in the pool. Exact, so never too narrow.",
    "belief": "accuracy without labels, the grey line that is marked as not measured. In these "
    "sessions nothing drifted: where it does, the range promises nothing.",
    "random curve": "the accuracy of random labels where the random arm ends.",
    "random curve, twice as far": "the same curve at twice as many labels as it was fitted to.",
    "gain of accuracy": "accuracy minus that of as many random labels (an interval of 90 %). Until "
    "a first trial it knew only that other items could have been predicted, and held in 31 of 38 "
    "sessions; now it knows that other labels could have been learnt from, too.",
    "labels saved": "the share of labels that choosing has saved (an interval of 90 %).",
    "labels saved, wide ranges too": "what was shown before these sessions: also ranges of more "
    "than 80 points that reach below 0. They are hidden now.",
    "gain of accuracy, long sessions": "the same in long sessions, the random arm in four repeats.",
    "labels saved, long sessions": "the same in long sessions, with 240 to 800 audited labels.",
    "labels to a target": "the training labels that the next round number of accuracy takes (an "
    "interval of 90 %), asked for after 300 and 600 answers, beside those it took in that session "
    "(a rising line through the accuracies that were reached on new items).",
    "model handed in": "the accuracy of each of four models in `session.choose_model`.",
    "difference from the leader": "the accuracy of the model that is ahead less that of another. "
    "The leader is picked by the same labels, which makes it look a little better than it is.",
    "drift": "the mean confidence on 150 added items less that on the pool.",
    "anytime, all looks": 'the interval for "however often you look": no look of a session misses. '
    "It may be looked at after every batch.",
    "for this moment, all looks": "the ordinary interval, if one looks after every batch and wants "
    "that none misses. It does not promise that: for this there is the other one.",
}

_EXACT = (
    "Exact intervals of few answers hold more often than they say: the price of never being too "
    "narrow."
)
_EASIER = (
    "Choosing took the hard items out of what is left, which the model knows better than the items "
    "the audit set aside: nearly all misses have the truth above the interval. See the same row "
    "against new items."
)
_SAVED = (
    "It is said in few sessions, and the rule by which it is said prefers the low values: a high "
    "one lies beyond 3 times the labels of the random arm and is not said. Do not decide by it."
)
WHY: dict[tuple[str, str, str], str] = {
    ("recall", "", "wider"): _EXACT,
    ("precision", "", "wider"): _EXACT,
    ("class share", "", "wider"): _EXACT,
    ("calibration error", "", "wider"): "On purpose: a sample makes any model look off.",
    ("belief", "", "wider"): "It spans three guesses, of which one may be far off elsewhere.",
    (
        "anytime, all looks",
        "",
        "wider",
    ): "The chances to miss of all looks ever are added up (union "
    "bound), as if no two looks missed together; but they share most of their labels.",
    ("for this moment, all looks", "", "narrow"): "As it must: 95 % is the chance of one look.",
    ("audit", "rest", "narrow"): _EASIER,
    ("LURE", "rest", "narrow"): _EASIER,
    ("audit, as many labels", "rest", "narrow"): _EASIER,
    ("earlier models", "rest", "narrow"): _EASIER,
    ("macro-F1", "rest", "narrow"): _EASIER,
    ("balanced accuracy", "", "narrow"): "A class of 5 to 10 labels without an error has no spread "
    "for the bootstrap to see.",
    ("macro-F1", "", "narrow"): "A class of 5 to 10 labels without an error has no spread for the "
    "bootstrap to see.",
    (
        "random curve",
        "",
        "narrow",
    ): "How far other labels to learn from would have moved it is known "
    "from two repeats here (a session fits ten).",
    ("random curve, twice as far", "", "narrow"): "A curve of four sizes is trusted beyond them.",
    ("gain of accuracy", "", "narrow"): "The random arm is a curve read beyond its largest size.",
    ("labels saved", "", "narrow"): _SAVED,
    ("labels saved, wide ranges too", "", "narrow"): "Whether a range is shown depends on what it "
    "says: a high saving lies beyond 3 times the labels of the random arm and is not, so that what "
    "was shown was too low, and eight of eleven that spoke of harm were wrong. Since then wide "
    "ranges that reach below 0 are hidden; of these sessions too few are left to say more.",
}


def why(interval: str, population: str, verdict: str) -> str:
    """Return the reason for a verdict that is not the wanted one; empty where it is not known."""
    side = "wider" if verdict.startswith("wider") else "narrow"
    return WHY.get((interval, population, side)) or WHY.get((interval, "", side)) or ""
