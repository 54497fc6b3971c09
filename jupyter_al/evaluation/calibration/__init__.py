"""Whether a model is as sure as it is right, and how to make it so."""
