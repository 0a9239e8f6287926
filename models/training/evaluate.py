"""Evaluate a checkpoint on held-out seeds and on the held-out style; write metrics.json beside it.

Usage: evaluate.py [--run .cache/run] [--sets validation,style] [--limit N] [--calibrate]
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

from metrics import Scores
from network import CHANNELS, Exported, LesionUNet
from shards import CACHE, Shard, load_shard


def load_network(run: Path) -> LesionUNet:
    network = LesionUNet()
    network.load_state_dict(torch.load(run / "last.pt", map_location="cpu")["average"])
    return network.eval()


def load_exported(run: Path) -> Exported:
    """The averaged weights with the temperatures of calibration.json, if there is one."""
    path = run / "calibration.json"
    temperature = torch.tensor([json.loads(path.read_text())[name] for name in CHANNELS]) if path.exists() else None
    return Exported(load_network(run), temperature).eval()


def photo_tensor(shard: Shard, index: int) -> Tensor:
    return torch.from_numpy(np.asarray(shard.images[index], np.float32) / 255).permute(2, 0, 1)[None].contiguous(memory_format=torch.channels_last)


@torch.no_grad()
def score(network: Exported, shard: Shard, limit: int) -> Scores:
    scores = Scores()
    for index in range(min(limit, len(shard.condition))):
        probability = network(photo_tensor(shard, index))[0].numpy()
        scores.add(probability, np.asarray(shard.truth[index]), shard.notes[index])
    return scores


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", default=str(CACHE / "run"))
    parser.add_argument("--sets", default="validation,style")
    parser.add_argument("--limit", type=int, default=10**9)
    options = parser.parse_args()
    torch.set_num_threads(1)
    run = Path(options.run)
    network = load_exported(run)
    metrics = {name: score(network, load_shard(CACHE / name), options.limit).summary() for name in options.sets.split(",")}
    (run / "metrics.json").write_text(json.dumps(metrics, indent=2))
    for name, figures in metrics.items():
        for part, values in figures.items():
            print(name, part, {key: value for key, value in values.items() if key != "reliability"})


if __name__ == "__main__":
    main()
