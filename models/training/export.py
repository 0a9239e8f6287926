"""Write model.onnx and manifest.json of a run into the folder of a member, and check the ONNX file's structure.

Weights are stored in half precision, which halves the file; the runtime widens them once when it loads, and computes in
single precision.

Usage: export.py [--run .cache/run] [--folder .cache/member] [--version 0.5.0] [--note TEXT]
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from evaluate import load_exported
from network import CHANNELS, LONG_SIDE_PX, SMALLEST_ROUNDED
from shards import CACHE

OPSET = 16
HARDWARE = "two cores of an Intel Xeon (Sapphire Rapids, AMX), no GPU"
MULTIPLE_OF = 32
HALF = ".half"  # end of the name of a weight that is stored in half precision
FOLDER = Path(__file__).parent.parent / "lesion-unet"
INTENDED_USE = "Outline vitiligo, psoriasis and melasma, and skin, on clinical photos taken in visible light, for measuring area in research."
NOT_FOR = "Diagnosis, choosing treatment, telling one condition from another, ultraviolet (Wood's) or dermoscopic images. It is no medical device."


def manifest_of(
    file: Path,
    version: str,
    note: str,
    channels: list[str],
    training: dict[str, Any],
    metrics: dict[str, Any],
    own: Mapping[str, Path] = MappingProxyType({}),
) -> dict[str, Any]:
    """What travels with the file: how it is run, what it is for, how it was trained and what was measured.

    `own`: files of the conditions that have a network of their own.
    """
    content = b"".join(path.read_bytes() for path in (file, *own.values()))
    return {
        "name": "lesion-unet",
        "version": version,
        "file": file.name,
        **({"files_by_condition": {condition: path.name for condition, path in own.items()}} if own else {}),
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "licence": "Apache-2.0",
        "intended_use": INTENDED_USE,
        "not_for": NOT_FOR,
        "note": note,
        "conditions": list(CHANNELS[1:]),
        "input": {
            "name": "image",
            "layout": "NCHW",
            "dtype": "float32",
            "channels": ["red", "green", "blue"],
            "colour_space": "sRGB",
            "value_range": [0, 1],
            "long_side_px": LONG_SIDE_PX,
            "multiple_of": MULTIPLE_OF,
        },
        "output": {"name": "probabilities", "activation": "sigmoid in graph", "channels": channels, "value_range": [0, 1]},
        "training": training,
        "metrics": metrics,
    }


def training_of(run: Path) -> dict[str, Any]:
    facts = json.loads((run / "run.json").read_text())
    own = {"hours": round(facts["hours"], 2), "weights_sha256": facts["weights_sha256"], "hardware": HARDWARE}
    if "averaged" in facts:
        return {"data": "rendered skin only", "averaged": [training_facts(each) for each in facts["averaged"]], **own}
    return {"data": "rendered skin only", **training_facts(facts), **own}


def training_facts(facts: dict[str, Any]) -> dict[str, Any]:
    """What a training was, as far as it is told in a manifest; `code_commit` is written into run.json by hand, once the code has one."""
    return {name: facts[name] for name in ("seed", "steps", "command", "code_commit", "weights_sha256") if name in facts}


def metrics_of(run: Path) -> dict[str, Any]:
    path = run / "metrics.json"
    return json.loads(path.read_text()) if path.exists() else {}


def to_onnx(network: nn.Module, file: Path) -> onnx.ModelProto:
    """The network as ONNX, by way of `file`; height and width are open."""
    size = {2: "height", 3: "width"}
    torch.onnx.export(
        network,
        (torch.rand(1, 3, LONG_SIDE_PX, LONG_SIDE_PX),),
        str(file),
        opset_version=OPSET,
        input_names=["image"],
        output_names=["probabilities"],
        dynamic_axes={"image": size, "probabilities": size},
    )
    return onnx.load(str(file))


def merged_weights(path: Path) -> dict[str, Tensor]:
    """Weights of a file that `export.py` wrote, by the names of `Exported`."""
    named = {weight.name: torch.from_numpy(numpy_helper.to_array(weight).astype(np.float32)) for weight in onnx.load(str(path)).graph.initializer}
    return {name.removesuffix(HALF): value for name, value in named.items()}


def put_first(graph: onnx.GraphProto, nodes: list[onnx.NodeProto]) -> None:
    """What widens weights has to stand before what uses them."""
    every = [*nodes, *graph.node]
    del graph.node[:]
    graph.node.extend(every)


def halve_weights(model: onnx.ModelProto) -> onnx.ModelProto:
    """Store the weights that were rounded to half precision as such, each followed by a cast back."""
    graph, casts = model.graph, []
    for weight in graph.initializer:
        values = numpy_helper.to_array(weight)
        if weight.data_type != TensorProto.FLOAT or values.size < SMALLEST_ROUNDED:
            continue
        name = weight.name
        weight.CopyFrom(numpy_helper.from_array(values.astype(np.float16), f"{name}{HALF}"))
        casts.append(helper.make_node("Cast", [f"{name}{HALF}"], [name], to=TensorProto.FLOAT))
    put_first(graph, casts)
    return model


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", default=str(CACHE / "run"))
    parser.add_argument("--folder", default=str(CACHE / "member"))  # never over what ships: that is joined by committee.py
    parser.add_argument("--version", default="0.5.0")
    parser.add_argument("--note", default="")
    options = parser.parse_args()
    folder, run = Path(options.folder), Path(options.run)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "model.onnx"
    model = halve_weights(to_onnx(load_exported(run), file))
    onnx.checker.check_model(model)
    onnx.save(model, str(file))
    manifest = manifest_of(file, options.version, options.note, list(CHANNELS), training_of(run), metrics_of(run))
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    print(file, file.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
