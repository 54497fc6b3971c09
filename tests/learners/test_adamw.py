from __future__ import annotations

import torch

from jupyter_al.learners._adamw import AdamW


def test_steps_as_torch_does() -> None:
    generator = torch.Generator().manual_seed(0)
    start = torch.randn(3, 4, generator=generator), torch.randn(4, generator=generator)
    ours, theirs = ([p.clone().requires_grad_() for p in start] for _ in range(2))
    adam = AdamW([(ours[:1], 0.1), (ours[1:], 0.01)], weight_decay=0.2)
    reference = torch.optim.AdamW(
        [{"params": theirs[:1], "lr": 0.1}, {"params": theirs[1:], "lr": 0.01}], weight_decay=0.2
    )
    for _ in range(7):
        for weight, bias in (ours, theirs):
            ((weight @ bias - 1) ** 2).sum().backward()
        adam.step()
        reference.step()
        reference.zero_grad()
    for mine, other in zip(ours, theirs, strict=True):
        torch.testing.assert_close(mine, other)
        assert mine.grad is None


def test_a_parameter_without_a_gradient_stays() -> None:
    p = torch.ones(2, requires_grad=True)
    AdamW([([p], 0.1)], weight_decay=0.5).step()
    assert torch.equal(p.detach(), torch.ones(2))
