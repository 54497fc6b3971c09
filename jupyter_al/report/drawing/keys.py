"""The keys of the figures: a mark and its word. Shape tells as much as colour does."""

from __future__ import annotations

from jupyter_al.report.markup import Markup, h

__all__ = ["key", "mark"]


def mark(kind: str, x: float, y: float, size: float = 4) -> Markup:
    """Return a mark: a filled circle is measured here, a hollow square is random or training."""
    if kind == "here":
        return h("circle", class_="here", cx=x, cy=y, r=size)
    return h(
        "rect", class_="other", x=x - size, y=y - size, width=2 * size, height=2 * size
    )  # fmt: skip


def key(*entries: tuple[str, str]) -> Markup:
    """Return the key of a figure from ``(kind, words)``."""
    return h(
        "span",
        [
            h(
                "span",
                h(
                    "svg",
                    mark(kind, 6.0, 6.0),
                    viewBox="0 0 12 12",
                    class_="mark",
                    aria_hidden="true",
                ),
                words,
            )
            for kind, words in entries
        ],
        class_="key",
    )
