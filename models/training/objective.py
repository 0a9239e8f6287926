"""Targets, weights and loss: binary cross-entropy plus soft Dice where there is a lesion, plus its share where there is none.

A photo is measured for its known condition, so a channel of another condition is not judged where the two can
honestly look alike; on healthy photos and mimics every channel is judged.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from network import CHANNELS
from render.scene import CLASSES
from shards import LESION_BIT, PAINTED_BIT, SKIN_BIT

LESION_SKIN_WEIGHT = 3.0  # of lesion pixels in the skin channel: white skin must not be taken for paper
CHANNEL_WEIGHTS = (1.0, 2.0, 2.0, 2.0)
DICE_WEIGHT = 1.0
SMOOTH = 30.0  # pixels; keeps Dice of tiny lesions from dominating
ABSENT_WEIGHT = 0.3
ABSENT_SHARE = 0.004  # of the view: false lesion of this size costs half of the most that false lesion can cost
EARLY_WEIGHT = 0.3  # of the skin that the comparison with own skin rests on


def targets(truth: Tensor, condition: Tensor) -> tuple[Tensor, Tensor]:
    """Target (N, 4, H, W) and weight of each pixel of each channel."""
    skin = (truth & SKIN_BIT).gt(0).float()
    lesion = (truth & LESION_BIT).gt(0).float()
    target = torch.zeros(len(truth), len(CHANNELS), *truth.shape[1:])
    weight = torch.ones_like(target)
    target[:, 0] = skin
    weight[:, 0] = (truth & PAINTED_BIT).eq(0).float() * (1 + (LESION_SKIN_WEIGHT - 1) * lesion)
    for channel, name in enumerate(CHANNELS[1:], start=1):
        own = (condition == CLASSES.index(name)).float()[:, None, None]
        target[:, channel] = lesion * own
        # Inside the lesion of another condition, e.g. pale scale on a plaque, this channel is not judged.
        weight[:, channel] = 1 - (1 - own) * lesion
    # Islands of normal skin in wide vitiligo are what melasma looks like on pale skin.
    vitiligo = (condition == CLASSES.index("vitiligo")).float()[:, None, None]
    weight[:, CHANNELS.index("melasma")] *= 1 - vitiligo * skin
    return target, weight


def loss(logits: Tensor, early: Tensor, target: Tensor, weight: Tensor) -> Tensor:
    """logits, target, weight (N, 4, H, W); early (N, 1, H / 8, W / 8), logits of skin."""
    scale = torch.tensor(CHANNEL_WEIGHTS).reshape(1, -1, 1, 1)
    entropy = functional.binary_cross_entropy_with_logits(logits, target, reduction="none") * weight * scale
    probability = torch.sigmoid(logits) * weight
    overlap = (probability * target).sum((2, 3))
    total = probability.sum((2, 3)) + target.sum((2, 3))
    dice = 1 - (2 * overlap + SMOOTH) / (total + SMOOTH)
    present = (target.sum((2, 3)) > 0).float()
    share = probability.mean((2, 3))
    absent = (1 - present) * (share / (share + ABSENT_SHARE))  # a small false lesion counts nearly as much as a large one
    coarse, judged = (functional.avg_pool2d(x[:, :1], target.shape[2] // early.shape[2]) for x in (target, weight))
    first = functional.binary_cross_entropy_with_logits(early, coarse, judged)
    return (
        entropy.mean()
        + DICE_WEIGHT * (dice * present).sum() / present.sum().clamp(min=1)
        + ABSENT_WEIGHT * absent[:, 1:].mean()
        + EARLY_WEIGHT * first
    )
