"""Where the model is unsure."""
