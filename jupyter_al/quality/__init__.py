"""What may be wrong with labels, and guards against it: arrays in, results out."""
