from __future__ import annotations

from jupyter_al.landscape import typical_words

SPORTS = ["the match was lost", "the coach won the match", "a match and a coach"]
MARKETS = ["the shares fell", "shares and bonds fell", "the bank sold shares"]


def test_words_tell_groups_apart() -> None:
    first, second = typical_words([SPORTS, MARKETS])
    assert first[:2] == ("match", "coach")
    assert second[:2] == ("shares", "fell")


def test_words_of_all_groups_are_typical_of_none() -> None:
    words = typical_words([[*SPORTS, "the the the the"], MARKETS])
    assert all("the" not in group and "and" not in group for group in words)


def test_a_text_that_repeats_a_word_counts_once() -> None:
    loud = [*SPORTS, "spam " * 500]
    assert "spam" not in typical_words([loud, MARKETS])[0]


def test_forms_of_one_word_are_said_once() -> None:
    words = typical_words([["price prices"] * 3, ["rain"] * 3])[0]
    assert len(words) == 1


def test_other_scripts_and_no_words() -> None:
    assert typical_words([["москва город"] * 2, ["12 34", ""]]) == [("город", "москва"), ()]
    assert typical_words([[], SPORTS])[0] == ()
    assert typical_words([]) == []


def test_one_group_alone_has_words() -> None:
    assert typical_words([MARKETS])[0]
