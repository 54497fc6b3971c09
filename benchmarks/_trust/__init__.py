"""The parts of `benchmarks/trust.py`: simulated sessions, what is true of them, and the page."""
