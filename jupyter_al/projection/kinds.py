"""The projections by name: what each does, and what it costs."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass

from jupyter_al.errors import AlError, nearest

__all__ = ["GIVEN", "KINDS", "Kind", "kind", "why_not"]

GIVEN = "given"


@dataclass(frozen=True)
class Kind:
    """One way to make a map.

    Attributes
    ----------
    name : str
        What the user writes.
    title : str
        What the map says.
    sentence, cost : str
        For the menu.
    sample : int
        It is fitted on at most so many rows; the others are placed among them. 0: on all.
    labelled : bool
        Whether the labels take part.
    package : str
        What must be installed.
    """

    name: str
    title: str
    sentence: str
    cost: str
    sample: int = 0
    labelled: bool = False
    package: str = ""

    @property
    def at_once(self) -> bool:
        """Whether it needs no process of its own."""
        return self.sample == 0


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "pca",
            "PCA",
            "The two directions in which the items differ most; groups may lie over each other.",
            "At once.",
        ),
        Kind(
            "umap",
            "UMAP",
            "Items that are alike lie together; sizes of groups and gaps between them mean little.",
            "A minute for 50,000 items; the first one compiles for half a minute.",
            50_000,
            package="umap",
        ),
        Kind(
            "umap-labels",
            "UMAP with labels",
            "UMAP that pulls together what you labelled alike: it shows classes, not evidence for "
            "them.",
            "As UMAP; made with the labels of the moment.",
            50_000,
            labelled=True,
            package="umap",
        ),
        Kind(
            "tsne",
            "t-SNE",
            "Small neighbourhoods at their clearest; how groups lie to each other means nothing.",
            "Minutes for 20,000 items; of more, the others are placed among these.",
            20_000,
            package="sklearn",
        ),
        Kind(
            "pacmap",
            "PaCMAP",
            "Keeps groups together, and their order among each other better than UMAP.",
            "Less than a minute for 50,000 items; the first one compiles for as long.",
            50_000,
            package="pacmap",
        ),
    )
}
FEWEST = 50  # below, neighbourhoods mean nothing


def kind(name: object) -> Kind:
    """Return a projection by its name.

    Raises
    ------
    AlError
        Unknown; the sentence names the nearest.
    """
    if not isinstance(name, str) or name not in KINDS:
        raise AlError(
            f"Unknown projection {name!r}{nearest(str(name), KINDS)} There are "
            f"{', '.join(KINDS)}, or an array of shape (N, 2)."
        )
    return KINDS[name]


def why_not(name: str, usable: int) -> str | None:
    """Return why a pool with so many usable rows cannot have this projection, or None."""
    wanted = KINDS[name]
    if wanted.package and importlib.util.find_spec(wanted.package) is None:
        if wanted.package == "pacmap":
            return (
                "PaCMAP is not installed: pip install 'jupyter-al[pacmap]' (Apache licence; its "
                "search for neighbours, faiss-cpu, takes 65 MB), then restart the kernel."
            )
        return f"The Python package {wanted.package!r} is not installed."
    if not wanted.at_once and usable < FEWEST:
        return f"{wanted.title} needs at least {FEWEST} items whose features are numbers."
    return None
