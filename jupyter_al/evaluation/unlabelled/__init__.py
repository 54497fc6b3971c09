"""What a model believes of itself on items without labels; never a measurement."""
