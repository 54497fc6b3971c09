"""What an answer is expected to change."""
