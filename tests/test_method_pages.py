"""The pages of the strategies in ``docs/methods``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest

from jupyter_al import strategies
from scripts import _docstrings, methods
from scripts._families import families
from scripts._markdown import anchor, table, wrapped
from scripts._measured_rows import Measured
from scripts._method_page import needs_in_words, page

EVERY = strategies.names()


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return methods.pages()


def sections(text: str) -> dict[str, str]:
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_the_committed_pages_are_what_is_made_of_the_code(made: dict[str, str]) -> None:
    kept = {path.name: path.read_text() for path in methods.PAGES.glob("*.md")}
    stale = sorted(name for name in {*made, *kept} if made.get(name) != kept.get(name))
    assert not stale, "run python -m scripts.methods and commit what it writes"


def test_every_strategy_has_a_page_and_a_place_in_the_index(made: dict[str, str]) -> None:
    assert set(made) == {"README.md", *(f"{name}.md" for name in EVERY)}
    for name in EVERY:
        assert f"[{name}]({name}.md) | " in made["README.md"]
    listed = [name for names in families().values() for name in names]
    assert listed == list(EVERY)


@pytest.mark.parametrize("name", EVERY)
def test_a_page_says_how_when_and_at_what_cost(name: str, made: dict[str, str]) -> None:
    known, text = strategies.describe(name), made[f"{name}.md"]
    said = " ".join(text.split())
    for part in (known.sentence, known.use_when, known.fails_when, known.reference):
        assert " ".join(part.split()) in said
    found = sections(text)
    assert len(found["Formula"].strip()) > 10
    assert re.search(r"O\(", found["Cost"])
    assert "``" not in text.replace("```", "")  # numpydoc's way of writing code is not Markdown's
    assert ":class:" not in text
    assert not re.search(r"^ *[-+] ", text, flags=re.MULTILINE)  # would be a list
    rows = [row.split(" | ") for row in found.get("Parameters", "").splitlines()[4:] if row]
    assert [row[0].strip("|` ") for row in rows if len(row) > 1] == list(known.parameters)
    for row in rows:
        assert len(row) < 3 or len(row[2].strip("| ")) > 3, f"say what {row[0]} means"


def test_links_lead_somewhere(made: dict[str, str]) -> None:
    for text in made.values():
        for target, heading in re.findall(r"\]\(([^)#]+)(?:#([^)]*))?\)", text):
            there = target in made or (methods.PAGES / target).resolve().exists()
            assert there, target
            titles = re.findall(r"^#+ (.+)$", made.get(target, ""), flags=re.MULTILINE)
            assert not heading or heading in map(anchor, titles), heading


def outcome(gain: float, low: float | None, high: float | None) -> dict[str, Any]:
    row: dict[str, Any] = {"area": 0.5 + gain, "final": 0.7, "gain": gain}
    row |= {"gain_low": low, "gain_high": high, "wins": 1, "ties": 0, "losses": 4}
    return row


def accuracy(seeds: int = 5) -> dict[str, Any]:
    def of(row: dict[str, Any]) -> dict[str, Any]:
        return {"settings": {"budget": 60}, "strategies": {"random": outcome(0, 0, 0), "egl": row}}

    return {
        "date": "2026-01-01",
        "settings": {"seeds": seeds},
        "details": {
            "digits low": of(outcome(-0.031, -0.05, -0.012)),
            "digits high": of(outcome(-0.02, -0.04, -0.001)),
            "letter low": of(outcome(0.04, 0.01, 0.07)),
            "letter high": of(outcome(0.0, -0.01, 0.01)),
            "spambase low": of(outcome(-0.5, None, None)),
        },
    }


SPEED = {
    "date": "2026-01-01",
    "machine": {"cpu": "a processor"},
    "settings": {"batch": 100, "labels": 500},
    "details": {
        "egl": {
            "N=1000 D=128 C=10": {"first": 0.25, "again": 0.125, "memory_mb": 12, "notes": []},
            "N=1000000 D=128 C=10": {"error": "over 120 s", "timed_out": True},
        }
    },
}


def test_a_loss_against_random_samples_is_said_in_words() -> None:
    text = page("egl", "a family", Measured({}, accuracy()))
    head = text.partition("## ")[0]
    assert "It lost to random samples here" in head
    assert "digits (low and high budget)" in head
    assert "letter" not in head
    part = " ".join(sections(text)["Accuracy"].split())
    assert "**It loses to random samples** on digits (low and high budget)." in part
    assert "It is better than random samples on letter (low budget)." in part
    assert "could be shown on letter (high budget), spambase (low budget)." in part
    assert "| digits | low | 60 | 46.9 | 70.0 | -3.1 | -5.0 to -1.2 | 1/0/4 |" in part
    assert "too few" not in part


def test_a_few_seeds_are_called_too_few() -> None:
    text = page("egl", "a family", Measured({}, accuracy(seeds=2)))
    assert "2 seeds are too few" in sections(text)["Accuracy"]
    assert "It lost" not in text
    assert "It loses" not in text


def test_random_is_not_compared_with_itself() -> None:
    text = page("random", "a family", Measured({}, accuracy()))
    assert "It lost" not in text
    assert "This is what all others are compared with." in text
    assert "| digits | low | 60 | 50.0 | 70.0 |  |  |  |" in text


def test_time_and_memory() -> None:
    part = sections(page("egl", "a family", Measured(SPEED, {})))["Time and memory"]
    assert "| 1,000 | 128 | 10 | 0.25 | 0.125 | 12 |  |" in part
    assert "| 1,000,000 | 128 | 10 |  |  |  | over 120 s |" in part
    assert "a batch of 100 with 500 labels" in " ".join(part.split()).lower()


def test_what_was_not_measured_has_no_section() -> None:
    assert not {"Accuracy", "Time and memory"} & set(
        sections(page("badge", "a family", Measured({}, {})))
    )
    found = sections(page("badge", "a family", Measured(SPEED, accuracy())))
    assert found["Accuracy"].split("\n")[2] == "Not compared with random samples yet."
    assert "Time and memory" not in found


def test_needs_are_said_once() -> None:
    assert needs_in_words(()) == needs_in_words(("embedding", "features")) == "nothing"
    assert needs_in_words(("embedding", "logits", "probabilities")) == "a model"
    assert needs_in_words(("head", "labels", "probabilities")) == (
        "labels and a model with a linear last layer"
    )
    assert needs_in_words(("committee", "embedding", "probabilities")) == "several models"


def test_the_mean_gain_is_over_the_sets_of_one_budget() -> None:
    measured = Measured({}, accuracy())
    assert measured.mean_gain("egl", "high") == "-1.0"
    assert measured.mean_gain("badge", "high") == ""


def test_a_mean_over_some_of_the_sets_says_of_how_many() -> None:
    found = accuracy()
    del found["details"]["letter low"]["strategies"]["egl"]
    measured = Measured({}, found)
    assert measured.sets("low") == 3
    assert measured.mean_gain("egl", "low") == "-26.6 (2)"
    assert measured.mean_gain("egl", "high") == "-1.0"


def test_a_bar_in_a_cell_does_not_end_it() -> None:
    assert table(["a"], [["|x|"]])[-1] == "| \\|x\\| |"


def test_wrapping_breaks_no_short_formula_and_begins_no_list() -> None:
    text = "word " * 18 + "`a formula` of " + "x " * 25 + "- y * z + w"
    lines = wrapped(text)
    assert " ".join(lines) == text
    assert all(len(line) <= 100 for line in lines)
    assert any("`a formula`" in line for line in lines)
    for length in range(80, 100):
        assert not any(line[0] in "-+*" for line in wrapped("x" * length + " - y + z * w"))


@dataclass
class Above:
    """Something above.

    Parameters
    ----------
    one : int
        The first
        of all.
    two, three : float

    Notes
    -----
    Formula: ``a + b``.

    Cost: O(N).
    """


@dataclass
class Below(Above):
    """What :class:`~package.module.Above` is, with ``code``.

    More about it,
    on two lines.

    * an item
      of a list
    * another

    Parameters
    ----------
    two : float
        The second.

    Notes
    -----
    Formula: ``a - b``.
    """


@dataclass
class Silent(Above):
    four: int = 4


def test_a_docstring_is_read_in_parts() -> None:
    doc = _docstrings.read(Below)
    assert doc.summary == "What `Above` is, with `code`."
    assert doc.more == ("More about it, on two lines.", "* an item of a list", "* another")
    assert doc.parameters == {"two": "The second."}
    assert doc.notes == {"Formula": "`a - b`."}
    assert _docstrings.parameters_of(Below) == {"one": "The first of all.", "two": "The second."}
    assert _docstrings.notes_of(Below) == {"Formula": "`a - b`.", "Cost": "O(N)."}


def test_the_signature_of_a_dataclass_is_no_docstring() -> None:
    assert _docstrings.read(Silent).summary == ""
    assert _docstrings.notes_of(Silent)["Cost"] == "O(N)."
