"""How often each class occurs in the pool, and what labels chosen unevenly do to a model."""
