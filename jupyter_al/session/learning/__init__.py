"""From answers to a model: fit, rank and what earlier models said."""
