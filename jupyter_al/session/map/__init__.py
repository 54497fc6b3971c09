"""What the map shows and what is done on it: projections, landscape, selections, bulk labels."""
