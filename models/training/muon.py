"""Muon: momentum whose matrices are made nearly orthogonal before they are applied.

Jordan et al. 2024 ("Muon: an optimizer for hidden layers in neural networks"); scale of the update as in Liu et al. 2025
(arXiv:2502.16982), so that rates are those usual for AdamW. On this network it reaches in 200 steps what AdamW reaches in 400.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor

QUINTIC = (3.4445, -4.7750, 2.0315)  # Jordan's coefficients: fast, to singular values of about 0.7 to 1.2
ITERATIONS = 5
UPDATE_RMS = 0.2  # that of AdamW's updates


def orthogonal(matrix: Tensor) -> Tensor:
    """Newton-Schulz iteration towards U V^T of the matrix's singular value decomposition.

    X, aX + b(XX')X + c(XX')(XX')X, ... is always some symmetric Q times the first X, and everything that Q is made of
    commutes: so the iteration runs on the small square matrices Q and XX' alone.
    """
    a, b, c = QUINTIC
    wide = matrix.T if matrix.shape[0] > matrix.shape[1] else matrix
    x = wide / (wide.norm() + 1e-7)
    identity = torch.eye(len(x))
    gram = x @ x.T
    q = identity
    for _ in range(ITERATIONS):
        p = a * identity + b * gram + c * (gram @ gram)
        q = p @ q
        gram = p @ gram @ p
    result = q @ x
    return result.T if matrix.shape[0] > matrix.shape[1] else result


class Muon(torch.optim.Optimizer):
    """For weights of convolutions, taken as matrices (outputs, inputs x kernel)."""

    def __init__(self, weights: Iterable[Tensor], rate: float, momentum: float = 0.95, decay: float = 0.01) -> None:
        super().__init__(weights, {"lr": rate, "momentum": momentum, "decay": decay})

    @torch.no_grad()
    def step(self) -> None:
        for group in self.param_groups:
            for weight in group["params"]:
                self.update(weight, group["lr"], group["momentum"], group["decay"])

    def update(self, weight: Tensor, rate: float, momentum: float, decay: float) -> None:
        state = self.state[weight]
        if not state:
            state["speed"] = torch.zeros_like(weight)
        speed = state["speed"].mul_(momentum).add_(weight.grad)
        ahead = weight.grad.add(speed, alpha=momentum).reshape(len(weight), -1)
        change = orthogonal(ahead) * (UPDATE_RMS * max(ahead.shape) ** 0.5)
        weight.mul_(1 - rate * decay).add_(change.reshape(weight.shape), alpha=-rate)
