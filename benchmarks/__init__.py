"""Whole-program measurements: ``python -m benchmarks``, results as JSON beside this file."""
