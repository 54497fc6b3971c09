"""The pool in two dimensions: PCA at once, UMAP from a process of its own."""

from jupyter_al.projection.pca import pca
from jupyter_al.projection.umap_process import UmapProcess

__all__ = ["UmapProcess", "pca"]
