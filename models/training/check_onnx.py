"""Check that onnxruntime-node gives the probabilities that PyTorch gives, and time it on one thread.

Fails when any probability differs by more than the tolerance in compare-onnx.ts.
Usage: check_onnx.py [--members members/a,members/b] [--own melasma:members/c,members/d] [--set validation]
"""

from __future__ import annotations

import argparse
import subprocess
from pathlib import Path

import numpy as np
import torch

from committee import MEMBERS, OWN, load_committee, parse_own
from evaluate import photo_tensor
from export import FOLDER
from shards import CACHE, load_shard

PROBE = CACHE / "probe"
PHOTO = 5


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", default=MEMBERS)
    parser.add_argument("--own", default=OWN)
    parser.add_argument("--set", default="validation")
    options = parser.parse_args()
    torch.set_num_threads(1)
    # Not square, to show that height and width are free.
    photo = photo_tensor(load_shard(CACHE / options.set), PHOTO)[:, :, :384, :].contiguous()
    PROBE.mkdir(parents=True, exist_ok=True)
    photo.numpy().astype(np.float32).tofile(PROBE / "input.bin")
    height, width = photo.shape[2:]
    script = Path(__file__).parent / "compare-onnx.ts"
    own = {f"{condition}.onnx": folders for condition, folders in parse_own(options.own).items()}
    for file, folders in {"model.onnx": options.members, **own}.items():
        load_committee(folders)[0](photo).numpy().astype(np.float32).tofile(PROBE / "expected.bin")
        arguments = [str(FOLDER / file), str(PROBE), str(height), str(width)]
        subprocess.run(["node", "--import", "tsx/esm", str(script), *arguments], check=True, cwd=FOLDER.parent.parent)


if __name__ == "__main__":
    main()
