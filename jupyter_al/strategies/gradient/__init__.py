"""Rows that would move the model, each in its own direction."""
