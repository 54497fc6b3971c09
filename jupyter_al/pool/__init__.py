"""The pool: the items, their features and how one item is shown."""

from jupyter_al.pool.finite import finite_rows
from jupyter_al.pool.media import Media
from jupyter_al.pool.pool import Pool

__all__ = ["Media", "Pool", "finite_rows"]
