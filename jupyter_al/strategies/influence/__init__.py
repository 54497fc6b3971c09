"""What a label would do to the loss."""
