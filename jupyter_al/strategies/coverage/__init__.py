"""Rows that stand for others."""
