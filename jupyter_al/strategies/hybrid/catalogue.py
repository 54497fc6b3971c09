"""Several ideas at once, large pools, and the choice among strategies."""
