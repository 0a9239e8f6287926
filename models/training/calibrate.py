"""Fit a factor on each channel's logit (temperature scaling, Guo 2017), so that confidence is neither too high nor too low.

The factor leaves the 0.5 contour where it is. An offset (Platt 1999) would calibrate better, but it was tried and moves
the contour: it hides faint lesions and takes depigmented skin for no skin.

A lesion channel is fitted on photos of its own condition and on healthy ones, as it will be used. It uses the last
CALIBRATION_PHOTOS of the validation photos, which evaluate.py leaves out. Usage: calibrate.py [--run .cache/run]
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from evaluate import CALIBRATION_PHOTOS, enlarge, load_network, photo_tensor
from network import CHANNELS
from objective import targets
from render.scene import CLASSES
from shards import CACHE, load_shard

PIXEL_STRIDE = 7  # every 7th pixel in both directions is plenty
SLOPES = np.exp(np.linspace(np.log(0.4), np.log(2.5), 40))  # beyond these the network is wrong rather than over-confident


def is_judged(channel: str, condition: str) -> bool:
    return channel in ("skin", condition) or condition == "healthy"


def fit(logits: Tensor, target: Tensor) -> float:
    """The factor with the smallest cross-entropy."""
    losses = [float(functional.binary_cross_entropy_with_logits(logits * slope, target)) for slope in SLOPES]
    return round(float(SLOPES[int(np.argmin(losses))]), 4)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", default=str(CACHE / "run"))
    options = parser.parse_args()
    torch.set_num_threads(1)
    run, shard = Path(options.run), load_shard(CACHE / "validation")
    network = load_network(run)
    seen: dict[str, list[tuple[Tensor, Tensor]]] = {name: [] for name in CHANNELS}
    for index in range(len(shard.condition))[-CALIBRATION_PHOTOS:]:
        condition = int(shard.condition[index])
        truth = torch.from_numpy(np.array(shard.truth[index]))[None]
        target, _ = targets(truth, torch.tensor([condition]))
        with torch.no_grad():
            logits = enlarge(network(photo_tensor(shard, index)), truth.shape[-1])
        for channel, name in enumerate(CHANNELS):
            if is_judged(name, CLASSES[condition]):
                picked = (maps[0, channel, ::PIXEL_STRIDE, ::PIXEL_STRIDE].flatten() for maps in (logits, target))
                seen[name].append(tuple(picked))
    result = {name: fit(*(torch.cat(parts) for parts in zip(*pairs))) for name, pairs in seen.items()}
    (run / "calibration.json").write_text(json.dumps(result, indent=2))
    print(result)


if __name__ == "__main__":
    main()
