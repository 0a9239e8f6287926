"""Evaluate a checkpoint on held-out seeds and on the held-out style; write metrics.json beside it.

Usage: evaluate.py [--run .cache/run] [--sets validation,style] [--limit N] [--side PX]
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

import cv2
import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from metrics import Scores
from network import CHANNELS, LONG_SIDE_PX, Exported, LesionUNet
from shards import CACHE, Shard, load_shard

SETS = ("validation", "style")
CALIBRATION_PHOTOS = 60  # at the end of the validation photos; calibrate.py has seen them


def load_network(run: Path) -> LesionUNet:
    network = LesionUNet()
    network.load_state_dict(torch.load(run / "last.pt", map_location="cpu")["average"])
    return network.eval()


def load_exported(run: Path) -> Exported:
    """The averaged weights with calibration.json, if there is one."""
    path = run / "calibration.json"
    fitted = json.loads(path.read_text()) if path.exists() else {}
    return Exported(load_network(run), [fitted.get(name, 1.0) for name in CHANNELS]).eval()


def photo_tensor(shard: Shard, index: int, side: int = LONG_SIDE_PX) -> Tensor:
    """The photo as the network is shown it: averaged down to the given side."""
    photo = cv2.resize(np.asarray(shard.images[index]), (side, side), interpolation=cv2.INTER_AREA)
    return torch.from_numpy(photo.astype(np.float32) / 255).permute(2, 0, 1)[None].contiguous(memory_format=torch.channels_last)


def enlarge(maps: Tensor, size: int) -> Tensor:
    """Network maps (N, C, h, w) at the size of the photo's truth."""
    return functional.interpolate(maps, size=(size, size), mode="bilinear", align_corners=False)


@torch.no_grad()
def score(network: nn.Module, shard: Shard, limit: int, side: int) -> Scores:
    scores = Scores()
    for index in range(min(limit, len(shard.condition))):
        truth = np.asarray(shard.truth[index])
        answer = network(photo_tensor(shard, index, side))[:, : len(CHANNELS)]  # a committee says more
        probability = enlarge(answer, len(truth))[0].numpy()
        scores.add(probability, truth, shard.notes[index])
    return scores


def measure(network: nn.Module, sets: Iterable[str] = SETS, limit: int = 10**9, side: int = LONG_SIDE_PX) -> dict[str, Any]:
    """Figures of a network on held-out sets, without the photos that calibrate.py has seen."""
    metrics = {}
    for name in sets:
        shard = load_shard(CACHE / name)
        unseen = len(shard.condition) - (CALIBRATION_PHOTOS if name == "validation" else 0)
        metrics[name] = score(network, shard, min(limit, unseen), side).summary()
    return metrics


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", default=str(CACHE / "run"))
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument("--limit", type=int, default=10**9)
    parser.add_argument("--side", type=int, default=LONG_SIDE_PX, help="size at which photos are shown to the network")
    options = parser.parse_args()
    torch.set_num_threads(1)
    run = Path(options.run)
    metrics = measure(load_exported(run), options.sets.split(","), options.limit, options.side)
    (run / "metrics.json").write_text(json.dumps(metrics, indent=2))
    for name, figures in metrics.items():
        for part, values in figures.items():
            print(name, part, {key: value for key, value in values.items() if key != "reliability"})


if __name__ == "__main__":
    main()
