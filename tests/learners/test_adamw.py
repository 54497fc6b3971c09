from __future__ import annotations

import torch

from jupyter_al.learners._adamw import AdamW


def test_steps_as_torch_does() -> None:
    p = torch.tensor([1.0, -2.0], dtype=torch.float64, requires_grad=True)
    q = torch.tensor([0.5], dtype=torch.float64, requires_grad=True)
    adam = AdamW([([p], 0.1), ([q], 0.01)], weight_decay=0.2)
    for _ in range(5):
        ((p[0] * q[0] - p[1]) ** 2 + p[0] ** 2).sum().backward()
        adam.step()
    # from torch.optim.AdamW 2.13 on the same function
    expected = torch.tensor([0.432184768539802, -1.3331282341789175], dtype=torch.float64)
    torch.testing.assert_close(p.detach(), expected, rtol=1e-9, atol=0)
    assert abs(float(q.detach()[0]) - 0.4472516343219354) < 1e-9
    assert p.grad is None


def test_a_parameter_without_a_gradient_stays() -> None:
    p = torch.ones(2, requires_grad=True)
    AdamW([([p], 0.1)], weight_decay=0.5).step()
    assert torch.equal(p.detach(), torch.ones(2))
