"""Drawing the items that measure a model best, and taking the draw out of the number."""
