"""The pool in two dimensions: PCA at once, other maps from a process of their own."""

from jupyter_al.projection.cache import MapCache, map_key
from jupyter_al.projection.computing import computed, given, place, principal
from jupyter_al.projection.kinds import GIVEN, KINDS, Kind, kind, why_not
from jupyter_al.projection.pca import pca
from jupyter_al.projection.projection import Projection
from jupyter_al.projection.space import content_hash

__all__ = [
    "GIVEN",
    "KINDS",
    "Kind",
    "MapCache",
    "Projection",
    "computed",
    "content_hash",
    "given",
    "kind",
    "map_key",
    "pca",
    "place",
    "principal",
    "why_not",
]
