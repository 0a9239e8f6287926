"""Fit one temperature per channel on held-out seeds, so that a probability of 0.7 is right 7 times in 10.

Usage: calibrate.py [--run .cache/run] [--set validation] [--limit 80]
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import torch
from torch.nn import functional

from evaluate import load_network, photo_tensor
from network import CHANNELS
from objective import targets
from shards import CACHE, load_shard

PIXEL_STRIDE = 7  # every 7th pixel in both directions is plenty
TEMPERATURES = np.exp(np.linspace(np.log(0.4), np.log(3), 60))


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", default=str(CACHE / "run"))
    parser.add_argument("--set", default="validation")
    parser.add_argument("--limit", type=int, default=80)
    options = parser.parse_args()
    torch.set_num_threads(1)
    run, shard = Path(options.run), load_shard(CACHE / options.set)
    network = load_network(run)
    collected: list[tuple[torch.Tensor, ...]] = []
    for index in range(min(options.limit, len(shard.condition))):
        truth = torch.from_numpy(np.asarray(shard.truth[index]))[None]
        target, weight = targets(truth, torch.tensor([int(shard.condition[index])]))
        logits = network(photo_tensor(shard, index))
        collected.append(tuple(t[0, :, ::PIXEL_STRIDE, ::PIXEL_STRIDE].flatten(1) for t in (logits, target, weight)))
    logits, target, weight = (torch.cat(parts, dim=1) for parts in zip(*collected))
    result = {}
    for channel, name in enumerate(CHANNELS):
        losses = [
            float((functional.binary_cross_entropy_with_logits(logits[channel] / t, target[channel], reduction="none") * weight[channel]).mean())
            for t in TEMPERATURES
        ]
        result[name] = round(float(TEMPERATURES[int(np.argmin(losses))]), 3)
    (run / "calibration.json").write_text(json.dumps(result, indent=2))
    print(result)


if __name__ == "__main__":
    main()
