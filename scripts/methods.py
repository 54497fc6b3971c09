"""Write ``docs/methods``, one page a query strategy: ``python -m scripts.methods``.

The pages are made of what the registry knows, of the docstrings, and of the results of the
benchmarks where there are any.
"""

from __future__ import annotations

import sys
from pathlib import Path

from jupyter_al import strategies
from scripts._families import TITLES, families
from scripts._markdown import table
from scripts._measured_rows import Measured
from scripts._method_page import LETTERS, needs_in_words, page

__all__ = ["PAGES", "main", "pages"]

PAGES = Path(__file__).resolve().parents[1] / "docs" / "methods"
HEAD = """# Query strategies

A strategy chooses which samples to ask about next. Written by `python -m scripts.methods`; do
not edit.

**Which one?** Begin with [`auto`](auto.md), the default. While there is no model,
[`typiclust`](typiclust.md), [`probcover`](probcover.md) and [`k-means`](k-means.md) show what is
typical. Once there is one, [`margin`](margin.md) is hard to beat one question at a time and
[`badge`](badge.md) when many are asked at once. For a class that is rare see
[`galaxy`](galaxy.md), [`anchoral`](anchoral.md) and, to find its members,
[`active-search`](active-search.md). Compare them on a pool of yours whose labels are known with
`al.simulate`, and always with [`random`](random.md).

```python
session = al.Session(pool, classes, strategy="badge")
session.strategy = al.strategies.get("k-center", normalise=True)
session.strategy = al.strategies.score("margin").keep(0.1).spread("d2", space="embedding")
print(al.strategies.describe("badge"))
```
"""
GLOSSARY = """| letter | meaning |
| --- | --- |
| N | rows that may be asked |
| n | rows of a batch |
| L | rows with a label |
| C | classes |
| D | width of the features or of the embedding, whichever is used |
| K | models of a committee |
| x | one row: its embedding, or its features where the model has none |
| x~ | x with a one at the end, for the bias |
| p | the predicted probabilities of a row; p1 and p2 are the two largest |
| e_c | one at class c, zero elsewhere |
| d | Euclidean distance |
| H | entropy in nats, or a Hessian where it is inverted |

A score is higher the sooner a row is asked. *Cost* counts the work of one batch; what depends on
the features alone is done once and kept for the rounds that follow. Features themselves, N × D
numbers, are read and never copied; memory is counted on top of them.

*Several models* are a committee that you give, a network with units left out at random
(`learner="mlp"`), the members of an ensemble (`learner=al.learners.Ensemble("mlp", 5)`), or linear
heads fitted on resampled labels with any other learner. *LabelBench* (Zhang et al., DMLR 2024)
is the published comparison on image sets that some of the pages cite.
"""


def pages() -> dict[str, str]:
    """Return the text of each file of ``docs/methods`` by its name."""
    measured = Measured.kept()
    found = {"README.md": _index(measured)}
    for family, names in families().items():
        for name in names:
            found[f"{name}.md"] = page(name, TITLES[family], measured)
    return found


def _index(measured: Measured) -> str:
    lines = [HEAD]
    head = ["strategy", "what it does", "needs"]
    if measured.has_accuracy:
        head += ["few labels", "more labels"]
        lines += [
            "The last two columns are the mean gain over random samples in points of accuracy, "
            f"over the {measured.sets('low')} data sets of [the benchmark](../measured.md); each "
            "page has the details. In brackets: it ran on so few of them yet, mostly the easy "
            "ones, and its mean does not compare with those over all.\n"
        ]
    for family, names in families().items():
        lines += [f"## {TITLES[family]}", ""]
        rows = []
        for name in names:
            known = strategies.describe(name)
            row = [f"[{name}]({name}.md)", known.sentence, needs_in_words(known.needs)]
            if measured.has_accuracy:
                row += [measured.mean_gain(name, budget) for budget in ("low", "high")]
            rows.append(row)
        lines += [*table(head, rows, "lllrr"), ""]
    return "\n".join([*lines, f"## {LETTERS}\n", GLOSSARY])


def main() -> int:
    """Write all pages; remove those of strategies that are no more."""
    made = pages()
    PAGES.mkdir(parents=True, exist_ok=True)
    for path in PAGES.glob("*.md"):
        if path.name not in made:
            path.unlink()
    for name, text in made.items():
        (PAGES / name).write_text(text)
    print(f"{len(made)} pages in {PAGES}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
