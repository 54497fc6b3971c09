"""Looking for the members of a rare class."""
