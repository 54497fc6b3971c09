"""Models trained to choose."""
