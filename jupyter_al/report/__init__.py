"""The data's label: one page that says what was labelled, how, by whom, and how good it is."""

from jupyter_al.report.writing import write

__all__ = ["write"]
