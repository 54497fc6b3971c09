"""Numerical work on chunks of rows: distances, D² sampling, k-means, conjugate gradients.

Nothing here knows about pools, labels or strategies. No function builds an (N, N) or an
(N, C·D) array; the largest temporary is a block of a few tens of megabytes.
"""
