"""What was answered: the journal recorded as label arrays, and who said what of an item."""
