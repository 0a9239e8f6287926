"""Average the weights of trainings that went on from one start: one network that errs less than each of them (Wortsman 2022).

The result stands in a folder like that of a training, for calibrate.py, evaluate.py, export.py and, as weights.pt, `train.py --init`.

Usage: average.py RUN RUN [RUN ...] --output FOLDER
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch
from torch import Tensor

from evaluate import load_network
from network import LesionUNet
from train import halved, weight_hash


def mean_of(networks: list[LesionUNet]) -> LesionUNet:
    """Weights and statistics of normalisation, each the mean of what the networks have."""
    states = [network.state_dict() for network in networks]

    def mean(name: str) -> Tensor:
        values = torch.stack([state[name] for state in states])
        return values.mean(0) if values.is_floating_point() else values[0]

    network = LesionUNet()
    network.load_state_dict({name: mean(name) for name in states[0]})
    return network.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", nargs="+")
    parser.add_argument("--output", required=True)
    options = parser.parse_args()
    runs, output = [Path(run) for run in options.runs], Path(options.output)
    output.mkdir(parents=True, exist_ok=True)
    network = mean_of([load_network(run) for run in runs])
    torch.save({"average": network.state_dict()}, output / "last.pt")
    torch.save(halved(network), output / "weights.pt")
    averaged = [json.loads((run / "run.json").read_text()) for run in runs]
    facts = {"averaged": averaged, "hours": sum(each["hours"] for each in averaged), "weights_sha256": weight_hash(network)}
    (output / "run.json").write_text(json.dumps(facts, indent=2))


if __name__ == "__main__":
    main()
