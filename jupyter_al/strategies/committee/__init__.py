"""Where several models disagree."""
