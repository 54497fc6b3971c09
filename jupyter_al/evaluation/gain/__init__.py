"""Whether choosing the samples has helped: the active model against random labelling."""
