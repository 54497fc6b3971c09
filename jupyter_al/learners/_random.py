"""Seeding torch's global generators for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["seeded"]


@contextmanager
def seeded(seed: int, device: str) -> Iterator[None]:
    """Seed the global generators of the CPU and of `device`, and put their states back.

    For modules that draw from them, such as ``torch.nn.Dropout``, and cannot be given a
    generator of their own.
    """
    import torch

    other = {"cuda": torch.cuda, "mps": torch.mps}.get(device)
    cpu_state = torch.get_rng_state()
    state = other.get_rng_state() if other else None
    try:
        torch.default_generator.manual_seed(seed)
        if other:
            other.manual_seed(seed)
        yield
    finally:
        torch.set_rng_state(cpu_state)
        if other and state is not None:
            other.set_rng_state(state)
