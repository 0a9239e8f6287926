"""Take an exported network apart again into weights that training can go on from.

What ships has each normalisation merged into the convolution before it. Their product is known, the two factors are not, and any
split that keeps the product is the same network: here each convolution gets the scale that it has in older weights, and the
normalisation gets the mean and the spread that it sees on training photos.

Usage: split_normalisation.py MODEL.onnx OUTPUT.pt [--like base/lesion-unet-0.2.0.pt] [--data train-0] [--views 128] [--side 448]
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from augment import augment
from export import merged_weights
from network import LesionUNet
from shards import CACHE, load_shard
from train import halved

BATCH = 16
PREFIX = "network."


def views(data: str, count: int, side: int) -> Tensor:
    """Training views (count, 3, side, side)."""
    shard = load_shard(CACHE / data)
    rng = np.random.default_rng(0)
    chosen = rng.integers(0, len(shard.images), count)
    drawn = [augment(rng, shard.images[index], shard.truth[index], side, 0.15)[0] for index in chosen]
    return torch.from_numpy(np.stack(drawn)).permute(0, 3, 1, 2).contiguous()


def split(network: LesionUNet, merged: dict[str, Tensor], like: dict[str, Tensor], images: Tensor) -> None:
    """Fill `network` in place so that with the statistics of `images` it computes what the merged network computes."""
    pairs = [
        (name, part[0], part[1])
        for name, part in network.named_modules()
        if isinstance(part, nn.Sequential) and len(part) > 1 and isinstance(part[1], nn.BatchNorm2d)
    ]
    network.load_state_dict({**network.state_dict(), **{name: value for name, value in merged.items() if name in network.state_dict()}})
    for name, _, normalisation in pairs:  # first as merged: only the shift of the convolution
        normalisation.running_mean.zero_()
        normalisation.running_var.fill_(1 - normalisation.eps)
        normalisation.weight.data.fill_(1)
        normalisation.bias.data.copy_(merged[f"{name}.0.bias"])
    seen: dict[str, list[Tensor]] = {name: [] for name, _, _ in pairs}
    hooks = [conv.register_forward_hook(lambda _m, _i, out, name=name: seen[name].append(torch.stack([out.mean((0, 2, 3)), (out**2).mean((0, 2, 3))]))) for name, conv, _ in pairs]
    network.eval()
    with torch.no_grad():
        for batch in images.split(BATCH):
            network(batch)
    for hook in hooks:
        hook.remove()
    for name, conv, normalisation in pairs:
        mean, square = torch.stack(seen[name]).mean(0)
        variance = (square - mean**2).clamp(min=1e-8)
        size = lambda weight: weight.float().flatten(1).norm(dim=1).clamp(min=1e-8)
        scale = size(like[f"{name}.0.weight"]) / size(conv.weight.data)
        conv.weight.data *= scale[:, None, None, None]
        normalisation.running_mean.copy_(mean * scale)
        normalisation.running_var.copy_(variance * scale**2)
        normalisation.weight.data.copy_((normalisation.running_var + normalisation.eps).sqrt() / scale)
        normalisation.bias.data.copy_(merged[f"{name}.0.bias"] + mean)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("output")
    parser.add_argument("--like", default="base/lesion-unet-0.2.0.pt")
    parser.add_argument("--data", default="train-0")
    parser.add_argument("--views", type=int, default=128)
    parser.add_argument("--side", type=int, default=448)
    options = parser.parse_args()
    exported, network = merged_weights(Path(options.model)), LesionUNet()
    merged = {name.removeprefix(PREFIX): value for name, value in exported.items() if name.startswith(PREFIX)}
    images = views(options.data, options.views, options.side)
    split(network, merged, torch.load(options.like), images)
    torch.save(halved(network), options.output)


if __name__ == "__main__":
    main()
