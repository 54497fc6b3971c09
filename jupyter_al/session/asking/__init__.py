"""What is asked next: the query strategy at work, the queue, its reasons and comparisons."""
