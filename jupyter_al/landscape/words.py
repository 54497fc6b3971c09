"""The words that are typical of groups of texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

__all__ = ["typical_words"]

READ = 4_000  # characters of a text: its subject is said by then
LIFT = 1.5  # times as frequent as in all texts
_WORD = re.compile(r"[^\W\d_]{3,}")


def typical_words(groups: Sequence[Sequence[str]], most: int = 3) -> list[tuple[str, ...]]:
    """Return the words that tell groups of texts apart.

    With the share f of a group's texts that hold a word and the mean share F over all groups, the
    score is f log(f / F), the word's part of the divergence of Kullback and Leibler (1951); only
    words with f > 1.5 F count, so that no list of empty words of any language is needed.

    Parameters
    ----------
    groups : sequence of G sequences of str
    most : int
        Words of each group.

    Returns
    -------
    list of G tuples of str
        The most typical first; empty for a group that has none.
    """
    shares = [_shares(texts) for texts in groups]
    total: Counter[str] = Counter()
    for share in shares:
        total.update(share)
    n = max(1, len(groups))
    return [
        _best(share, total, n, len(texts), most)
        for share, texts in zip(shares, groups, strict=True)
    ]


def _shares(texts: Sequence[str]) -> Counter[str]:
    """Return the share of the texts that hold each word."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(set(_WORD.findall(text[:READ].lower())))
    return Counter({word: count / len(texts) for word, count in counts.items()})


def _best(
    share: Counter[str], total: Counter[str], groups: int, texts: int, most: int
) -> tuple[str, ...]:
    least = 2 / max(2, texts)  # in one text only it is an accident
    scored = []
    for word, f in share.items():
        mean = total[word] / groups
        if f >= least and (groups == 1 or f > LIFT * mean):
            scored.append((-f * (float(np.log(f / mean)) if groups > 1 else 1.0), word))
    words: list[str] = []
    for _, word in sorted(scored):
        if any(word.startswith(other) or other.startswith(word) for other in words):
            continue  # "prices" beside "price"
        words.append(word)
        if len(words) == most:
            break
    return tuple(words)
