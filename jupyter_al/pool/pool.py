"""The items a user may be asked about."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import cached_property
from os import PathLike
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al.errors import PoolError, PoolWarning, nearest
from jupyter_al.pool._cache import MediaCache
from jupyter_al.pool._identity import fingerprint, unique_ids
from jupyter_al.pool._image import is_image_shape, value_range
from jupyter_al.pool._items import absent, as_items, in_memory
from jupyter_al.pool._matrix import as_matrix
from jupyter_al.pool._render import render
from jupyter_al.pool._row import row_from_sparse, row_from_values
from jupyter_al.pool._search import find_items
from jupyter_al.pool._source import Source
from jupyter_al.pool.finite import finite_rows
from jupyter_al.pool.media import Media

__all__ = ["Pool"]


class Pool:
    """N items, their features, and how one item is shown. Never changes after creation.

    Parameters
    ----------
    features : array_like, (N, D) or (N, ...)
        One row of numbers for each item: NumPy array, memory map, torch tensor, SciPy sparse
        matrix or DataFrame of numbers. Not copied.
    items : sequence of length N, optional
        What is shown: images (arrays, PIL images, paths, bytes), texts, sounds
        (``(samples, rate)``, paths, bytes), a DataFrame or a dict of columns (its rows are
        shown). Texts are taken as paths only when all of them end like an image or sound file.
        Without items an input of two or more dimensions is shown as an image, any other as a
        table row of its features.
    ids : sequence of length N, optional
        Names that stay the same between sessions; default the positions. Repeated ones get a
        suffix.
    show : callable, optional
        Makes anything of the above out of an item: called with the item where `items` were
        given, else with its position.

    Attributes
    ----------
    features : (N, D) ndarray, memmap or CSR matrix
    inputs : (N, ...) array
        The features in the shape they were given in.
    ids : list of str
    usable : (N,) ndarray of bool
        Rows that may be asked about: every feature finite, the item there.
    notes : tuple of str
        What was found at creation, one sentence each; also given once as a `PoolWarning`.
    name : str
        Short title.

    Raises
    ------
    PoolError
        When nothing sensible can be made: no rows, no numbers, or lengths that differ.

    Examples
    --------
    >>> pool = Pool([[0.0, 1.0], [2.0, 3.0]], items=["first text", "second text"])
    >>> len(pool), pool.media(1).text
    (2, 'second text')
    """

    def __init__(
        self,
        features: Any,
        items: Any = None,
        ids: Any = None,
        show: Callable[[Any], Any] | None = None,
    ) -> None:
        self._setup(Source(features, items, ids, show))

    @classmethod
    def from_frame(
        cls,
        frame: Any,
        *,
        features: Any = None,
        text: str | None = None,
        image: str | None = None,
        audio: str | None = None,
        embeddings: Any = None,
        ids: Any = None,
        show: Callable[[Any], Any] | None = None,
    ) -> Pool:
        """Make a pool of the rows of a DataFrame.

        Parameters
        ----------
        frame : pandas.DataFrame
            Also anything with ``to_pandas()``.
        features : list of str, optional
            Columns to learn from; default all numbers, and texts of at most 20 different
            values. Leave the column with the answer out.
        text, image, audio : str, optional
            The column that is shown; default the whole row. Its content also gives the features
            where neither `features` nor `embeddings` are given (texts and images only).
        embeddings : (N, D) array_like or str, optional
            Features made elsewhere, or the column that holds them.
        ids : sequence or str, optional
            Names of the items, or their column.
        show : callable, optional
            Called with the row (or the content of the shown column).

        Returns
        -------
        Pool
            Each number column scaled to mean 0 and standard deviation 1, each text column as one
            column of zeros and ones for each value.
        """
        from jupyter_al.pool._from_frame import read_frame

        return cls._from(
            read_frame(frame, features, text, image, audio, embeddings, ids, show),
        )

    @classmethod
    def from_texts(cls, texts: Any, embeddings: Any = None, ids: Any = None) -> Pool:
        """Make a pool of texts.

        Parameters
        ----------
        texts : sequence of str
        embeddings : (N, D) array_like, optional
            Default: TF-IDF of the words, reduced to at most 128 dimensions, rows of length one
            (latent semantic analysis; Deerwester et al., 1990).
        ids : sequence, optional
        """
        from jupyter_al.pool._from_texts import read_texts

        return cls._from(read_texts(texts, embeddings, ids))

    @classmethod
    def from_folder(
        cls, path: str | PathLike[str], embeddings: Any = None, pattern: str | None = None
    ) -> Pool:
        """Make a pool of the images in a folder and its subfolders, sorted by name.

        Parameters
        ----------
        path : path
        embeddings : (N, D) array_like, optional
            Rows in the order of the sorted names; default the main components of the pixels at
            16 × 16, good enough to begin with.
        pattern : str, optional
            Such as ``"*.png"`` or ``"cats/*"``; default every image.

        Returns
        -------
        Pool
            The ids are the paths relative to the folder.
        """
        from jupyter_al.pool._from_folder import read_folder

        return cls._from(read_folder(path, embeddings, pattern))

    @classmethod
    def from_dataset(
        cls,
        dataset: Any,
        features: Any = None,
        *,
        column: str | int | None = None,
        ids: Any = None,
        show: Callable[[Any], Any] | None = None,
    ) -> Pool:
        """Make a pool of a torch or Hugging Face data set; items are loaded when shown.

        Parameters
        ----------
        dataset : object with ``len()`` and ``[i]``
            Entries are tuples ``(input, ...)``, dicts of columns, or the inputs themselves.
        features : (N, D) array_like or str, optional
            Features made elsewhere, or the column that holds them. Default: the inputs
            themselves where they are arrays of one shape, else simple features of the texts or
            images; every entry is then read once.
        column : str or int, optional
            What is shown; default the first of a tuple, the image, sound or text of a dict.
        ids : sequence or str, optional
            Names of the items, or their column.
        show : callable, optional
            Called with the content of the shown column.
        """
        from jupyter_al.pool._from_dataset import read_dataset

        return cls._from(read_dataset(dataset, features, column, ids, show))

    @classmethod
    def _from(cls, source: Source) -> Pool:
        pool = cls.__new__(cls)
        pool._setup(source, stacklevel=5)
        return pool

    def _setup(self, source: Source, stacklevel: int = 4) -> None:
        matrix = as_matrix(source.features)
        n = matrix.features.shape[0]
        if source.show is not None and not callable(source.show):
            raise PoolError("show must be a function that makes an image, a text or a row.")
        self.features: Any = matrix.features
        self.inputs: Any = matrix.inputs
        self.name: str = source.name
        self._columns = matrix.columns
        self._show = source.show
        self._cache = MediaCache()
        self._items = None if source.items is None else as_items(source.items, n)
        ids, id_notes = unique_ids(source.ids, n)
        self.ids: list[str] = ids

        usable = finite_rows(matrix.features)
        bad = int(n - usable.sum())
        notes = [*matrix.notes, *source.notes]
        if source.unusable is not None:
            bad -= int((source.unusable & ~usable).sum())
            usable &= ~source.unusable
        if bad:
            notes.append(
                f"{bad} of {n} rows have features that are NaN or infinite; they are never asked."
            )
        self._paths = not source.checked
        if self._items is not None and not source.checked:
            missing, self._paths, item_notes = absent(self._items)
            usable &= ~missing
            notes.extend(item_notes)
        if not usable.any():
            notes.append("No item of this pool can be asked about.")
        self.usable: npt.NDArray[np.bool_] = usable
        self.usable.flags.writeable = False
        self.notes: tuple[str, ...] = (*notes, *id_notes)
        if self.notes:
            warnings.warn(" ".join(self.notes), PoolWarning, stacklevel=stacklevel - 1)

    def __len__(self) -> int:
        return len(self.ids)

    def __repr__(self) -> str:
        d = self.features.shape[1]
        unusable = len(self) - int(self.usable.sum())
        rest = f", {unusable} unusable" if unusable else ""
        return (
            f"<Pool {self.name!r}: {len(self)} items, {d} features ({self.features.dtype}){rest}>"
        )

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over the shape, the ids and an even sample of the rows."""
        return fingerprint(self.features, tuple(self.inputs.shape), self.ids)

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {name: position for position, name in enumerate(self.ids)}

    @cached_property
    def _value_range(self) -> tuple[float, float] | None:
        images = self.inputs if self._items is None else self._items
        if isinstance(images, np.ndarray) and images.ndim >= 3:
            return value_range(images)
        return None

    def position(self, id: str) -> int:
        """Return where the item of this name is.

        Raises
        ------
        PoolError
            When no item has this name.
        """
        try:
            return self._positions[str(id)]
        except KeyError:
            # close names are searched only where that is quick
            hint = nearest(str(id), self.ids) if len(self) <= 10_000 else "."
            raise PoolError(f"No item of this pool has the id {str(id)!r}{hint}") from None

    def find(
        self, text: str, n: int = 50, check: Callable[[float], None] = lambda done: None
    ) -> list[int]:
        """Return at most `n` positions of items whose id or text contains `text`.

        Parameters
        ----------
        text : str
            Upper and lower case are the same. An id that is exactly this comes first.
        n : int
        check : callable
            Called with the share that is done; raises to stop.
        """
        return find_items(self.ids, self._items, text, n, check)

    @cached_property
    def has_texts(self) -> bool:
        """Whether the items are texts that lie in memory."""
        items = self._items
        if items is None or self._paths or self._show is not None or not in_memory(items):
            return False
        first = int(np.argmax(self.usable))
        return isinstance(items[first], str)

    def text(self, i: int) -> str:
        """Return a text item, "" where it is none; see `has_texts`."""
        item = self._items[i] if self.has_texts and self._items is not None else None
        return item if isinstance(item, str) else ""

    def media(self, i: int) -> Media:
        """Return what the card shows of item `i`; never raises.

        Parameters
        ----------
        i : int
            Position in the pool.

        Returns
        -------
        Media
            Of kind ``"error"``, with a sentence, where the item cannot be shown.
        """
        try:
            position = int(i)
            if not 0 <= position < len(self):
                raise IndexError(f"the pool has {len(self)} items, and {i!r} is none of them")
            media = self._cache.get(position)
            if media is None:
                media = self._media(position)
                self._cache.put(position, media)
            return media
        except (ValueError, TypeError, OSError, LookupError) as error:
            reason = str(error) or type(error).__name__
        except Exception as error:  # a data set of the user's can raise anything
            reason = f"{type(error).__name__}: {error}"
        return Media("error", text=f"Item {i} cannot be shown: {reason}.")

    def _media(self, position: int) -> Media:
        if self._show is not None:
            item = position if self._items is None else self._items[position]
            try:
                shown = self._show(item)
            except Exception as error:  # the user's own function can raise anything
                kind = type(error).__name__
                raise ValueError(f"the show function failed with {kind}: {error}") from error
            return render(shown)
        if self._items is not None:
            return render(self._items[position], paths=self._paths, value_range=self._value_range)
        if hasattr(self.features, "indptr"):
            return row_from_sparse(self.features, position)
        if self.inputs.ndim > 2 and is_image_shape(self.inputs.shape[1:]):
            return render(self.inputs[position], value_range=self._value_range)
        return row_from_values(np.asarray(self.features[position]), self._columns)
