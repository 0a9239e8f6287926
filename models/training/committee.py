"""Join exported networks into the committee that ships: one ONNX file that asks each member and says where they differ.

Its answer is the mean of the members' probabilities, then the lowest and the highest of them, channel by channel. Networks that learnt from
other photos seldom make the same mistake on one photo, so that where they differ, none is to be believed. Weights are stored in eight bits,
each with the scale of its output channel; the runtime widens them once when it loads and computes in single precision.
A condition may have a committee of its own, in a file beside it.

Usage: committee.py [--members members/a,members/b] [--own melasma:members/c,members/d] [--folder ../lesion-unet] [--version 0.7.0]
                    [--note TEXT] [--skip-metrics]
A member's folder is what export.py writes; --own "" is for none.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from evaluate import measure
from export import FOLDER, manifest_of, merged_weights, put_first, to_onnx
from network import CHANNELS, SMALLEST_ROUNDED, Exported, LesionUNet

MEMBERS = "members/a,members/b"
OWN = "melasma:members/c,members/d"
NOTE = "Trained on rendered skin only: look at the overlay before you use the number."  # stands in every measurement
LARGEST_CODE = 127


class Committee(nn.Module):
    """Exported networks that answer together: (N, 3 * channels, H, W), the mean of their probabilities, the lowest, the highest."""

    def __init__(self, members: list[Exported]) -> None:
        super().__init__()
        self.members = nn.ModuleList(members)
        for member in members:
            round_to_codes(member)

    def forward(self, image: Tensor) -> Tensor:
        first, *others = (member(image) for member in self.members)
        total = lowest = highest = first
        for answer in others:
            total, lowest, highest = total + answer, torch.minimum(lowest, answer), torch.maximum(highest, answer)
        return torch.cat([total / len(self.members), lowest, highest], dim=1)


class ByCondition(nn.Module):
    """A committee whose answer on a condition is that of the condition's own, as a photo of that condition is answered."""

    def __init__(self, committee: Committee, own: dict[str, Committee]) -> None:
        super().__init__()
        self.committee = committee
        self.own = nn.ModuleDict(own)

    def forward(self, image: Tensor) -> Tensor:
        answer = self.committee(image).clone()
        for condition, committee in self.own.items():
            channels = slice(CHANNELS.index(condition), None, len(CHANNELS))  # of the mean, the lowest and the highest
            answer[:, channels] = committee(image)[:, channels]
        return answer


def scale_of(weight: Tensor) -> Tensor:
    """Value of one code, for each output channel (the first axis)."""
    widest = weight.flatten(1).abs().amax(1).reshape(-1, *[1] * (weight.ndim - 1))
    return torch.where(widest > 0, widest / LARGEST_CODE, torch.ones_like(widest))


def is_coded(weight: Tensor) -> bool:
    return weight.ndim > 1 and weight.numel() >= SMALLEST_ROUNDED


def round_to_codes(network: nn.Module) -> None:
    """Round large weights to what eight bits and a scale can hold, in which they are stored."""
    for weight in network.parameters():
        if is_coded(weight):
            scale = scale_of(weight.data)
            weight.data = (weight.data / scale).round() * scale


def store_codes(model: onnx.ModelProto) -> onnx.ModelProto:
    """Store the weights that were rounded to codes as such, each followed by what widens it."""
    graph, widening = model.graph, []
    for weight in list(graph.initializer):
        values = torch.from_numpy(numpy_helper.to_array(weight).copy())
        if weight.data_type != TensorProto.FLOAT or not is_coded(values):
            continue
        name, scale = weight.name, scale_of(values)
        weight.CopyFrom(numpy_helper.from_array((values / scale).round().to(torch.int8).numpy(), f"{name}.codes"))
        graph.initializer.append(numpy_helper.from_array(scale.numpy(), f"{name}.scale"))
        widening.append(helper.make_node("Cast", [f"{name}.codes"], [f"{name}.wide"], to=TensorProto.FLOAT))
        widening.append(helper.make_node("Mul", [f"{name}.wide", f"{name}.scale"], [name]))
    put_first(graph, widening)
    return model


def read_member(folder: Path) -> tuple[Exported, dict[str, Any]]:
    """A network as export.py wrote it, and its manifest."""
    facts = json.loads((folder / "manifest.json").read_text())
    member = Exported(LesionUNet(), [1.0] * len(CHANNELS))
    member.load_state_dict(merged_weights(folder / facts["file"]))
    return member.eval(), facts


def load_committee(folders: str) -> tuple[Committee, list[dict[str, Any]]]:
    """The committee of these folders, with commas between, and the manifests of its members."""
    read = [read_member(Path(folder)) for folder in folders.split(",")]
    return Committee([member for member, _ in read]).eval(), [facts for _, facts in read]


def parse_own(text: str) -> dict[str, str]:
    """Folders of the members by condition, of "melasma:members/c,members/d"; empty for none."""
    condition, _, folders = text.partition(":")
    if text and condition not in CHANNELS[1:]:
        raise SystemExit(f"--own: {condition} is none of {', '.join(CHANNELS[1:])}")
    return {condition: folders} if text else {}


def write(committee: Committee, file: Path) -> Path:
    model = store_codes(to_onnx(committee, file))
    onnx.checker.check_model(model)
    onnx.save(model, str(file))
    print(file, file.stat().st_size, "bytes")
    return file


def facts_of(manifests: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"version": facts["version"], "sha256": facts["sha256"], **facts["training"]} for facts in manifests]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", default=MEMBERS)
    parser.add_argument("--own", default=OWN, help="a condition and the members of its own committee")
    parser.add_argument("--folder", default=str(FOLDER))
    parser.add_argument("--version", default="0.7.0")
    parser.add_argument("--note", default=NOTE)
    parser.add_argument("--skip-metrics", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(1)
    folder = Path(options.folder)
    folder.mkdir(parents=True, exist_ok=True)
    committee, manifests = load_committee(options.members)
    own = {condition: load_committee(folders) for condition, folders in parse_own(options.own).items()}
    file = write(committee, folder / "model.onnx")
    files = {condition: write(each, folder / f"{condition}.onnx") for condition, (each, _) in own.items()}
    channels = [*CHANNELS, *(f"lowest {name}" for name in CHANNELS), *(f"highest {name}" for name in CHANNELS)]
    training = {
        "data": "rendered skin only",
        "command": f"python3 committee.py --members {options.members}" + (f" --own {options.own}" if options.own else ""),
        "members": facts_of(manifests),
        **({"members_by_condition": {condition: facts_of(each) for condition, (_, each) in own.items()}} if own else {}),
    }
    whole = ByCondition(committee, {condition: each for condition, (each, _) in own.items()})
    metrics = {} if options.skip_metrics else measure(whole)
    manifest = manifest_of(file, options.version, options.note, channels, training, metrics, files)
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
