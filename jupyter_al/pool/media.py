"""What the card shows of one item."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Media"]


@dataclass(frozen=True)
class Media:
    """One item, ready to be sent to the page.

    Attributes
    ----------
    kind : str
        ``"image"``, ``"text"``, ``"row"``, ``"audio"`` or ``"error"``.
    mime : str
        Type of `data`, such as ``"image/png"`` or ``"audio/wav"``.
    data : bytes
        The encoded image or sound.
    text : str
        A text item, whole; of an error the sentence that says what went wrong.
    rows : tuple of (str, str)
        Columns and values of a table row.
    width, height : int
        Size of an image in pixels.
    """

    kind: str
    mime: str = ""
    data: bytes = b""
    text: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    width: int = 0
    height: int = 0

    @property
    def size(self) -> int:
        """Approximate memory of this item in bytes."""
        cells = sum(len(column) + len(value) for column, value in self.rows)
        return len(self.data) + len(self.text) + cells + 200
