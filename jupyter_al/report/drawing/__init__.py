"""Figures as inline SVG: pure functions of numbers, in the colours of the page."""
