"""Average the weights of two runs of which the second started from the first (Izmailov 2018): the middle of both.

Usage: average.py FIRST SECOND OUTPUT
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import torch

from network import LesionUNet
from train import weight_hash


def main(first: str, second: str, output: str) -> None:
    a, b = (torch.load(Path(run) / "last.pt", map_location="cpu")["average"] for run in (first, second))
    mean = {name: (a[name] + b[name]) / 2 if a[name].is_floating_point() else b[name] for name in a}
    network = LesionUNet()
    network.load_state_dict(mean)
    folder = Path(output)
    folder.mkdir(parents=True, exist_ok=True)
    torch.save({"average": network.state_dict()}, folder / "last.pt")
    facts = {
        "seed": json.loads((Path(second) / "run.json").read_text())["seed"],
        "steps": 0,
        "hours": 0.0,
        "command": f"python3 average.py {first} {second} {output}",
        "after": second,
        "weights_sha256": weight_hash(network),
    }
    (folder / "run.json").write_text(json.dumps(facts, indent=2))


if __name__ == "__main__":
    main(*sys.argv[1:4])
