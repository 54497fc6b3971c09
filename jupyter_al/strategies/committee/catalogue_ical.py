"""ICAL, made to spread a batch."""

from __future__ import annotations

from jupyter_al.strategies.committee.ical_pointwise import ICALPointwise
from jupyter_al.strategies.registry import register

register(
    "ical-pointwise",
    ICALPointwise(),
    sentence="As ical, each sample for what the samples picked before it do not tell.",
    reference="Jain, Liu and Gifford, Information Condensing Active Learning, 2020.",
    use_when="the models err together on several groups, and a batch should touch each of them.",
    fails_when="the members disagree much more about one sample than about all others: nothing is "
    "new beside it, and the rest of the batch is that of ical (Query.notes says so).",
)
