"""Write one small network in three formats: ONNX, TensorFlow.js layers model, TensorFlow.js graph model.

It is what the tests compare the runtimes with, and an example of a network folder. Nothing in it is trained: the weights are
set by hand, so that its masks follow colour contrast against the wider neighbourhood. It is no good at measuring.

    features  3x3 binomial blur of R, G, B, and ReLU(R - B), ReLU(B - R), ReLU(R - G)
    wide      the six features at an eighth of the size (two strided convolutions, average pooling), averaged over 9x9 cells,
              enlarged again twice to the nearest and fourfold by bilinear interpolation
    terms     ReLU of differences between features and wide, as the conditions change colour
    output    sigmoid of sums of terms: skin, vitiligo, psoriasis, melasma

The strided convolutions are padded as TensorFlow does (below and to the right) and the enlargement is bilinear without
half-pixel centres, since the layers format has no other; ONNX is told the same.

Usage: export_small.py [--folder ../testing/small-both-formats]      (NumPy and ONNX)
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

FOLDER = Path(__file__).parent.parent / "testing" / "small-both-formats"
LICENCE = "Apache-2.0"
CONDITIONS = ["vitiligo", "psoriasis", "melasma"]
OPSET = 13
MULTIPLE_OF = 8
WIDE_CELLS = 9
FEATURES = 6  # R, G, B, R - B, B - R, R - G
RED, GREEN, BLUE, RED_BLUE, BLUE_RED, RED_GREEN = range(FEATURES)

Weights = dict[str, np.ndarray]


def each_channel(kernel: np.ndarray) -> np.ndarray:
    """The same spatial kernel for each of the six features: (rows, columns, in, out)."""
    weights = np.zeros((*kernel.shape, FEATURES, FEATURES), np.float32)
    for channel in range(FEATURES):
        weights[:, :, channel, channel] = kernel
    return weights


def weights_by_hand() -> Weights:
    """Kernels as (rows, columns, in, out), the order of TensorFlow, and biases."""
    binomial = np.outer([1, 2, 1], [1, 2, 1]).astype(np.float32) / 16
    colours = np.zeros((3, FEATURES), np.float32)
    colours[:, RED], colours[:, GREEN], colours[:, BLUE] = np.eye(3)
    colours[:, RED_BLUE], colours[:, BLUE_RED], colours[:, RED_GREEN] = [1, 0, -1], [-1, 0, 1], [1, -1, 0]

    # Each term: what it adds of the features, of their wide means, and a constant.
    terms = [
        ({RED_BLUE: 1.0, BLUE_RED: -1.0}, {}, 0.0),  # coloured as skin
        ({BLUE: 1.0, GREEN: 0.5}, {BLUE: -1.0, GREEN: -0.5}, 0.0),  # paler than round about
        ({BLUE: -1.0, GREEN: -0.5}, {BLUE: 1.0, GREEN: 0.5}, 0.0),  # darker than round about
        ({RED_GREEN: 1.0}, {RED_GREEN: -1.0}, 0.0),  # redder than round about
        ({RED: -1.0}, {}, 0.25),  # next to black
        ({RED_BLUE: -1.0, BLUE_RED: 1.0}, {}, 0.08),  # not coloured as skin
    ]
    mix = np.zeros((2 * FEATURES, len(terms)), np.float32)
    for index, (near, wide, _) in enumerate(terms):
        for feature, weight in near.items():
            mix[feature, index] = weight
        for feature, weight in wide.items():
            mix[FEATURES + feature, index] = weight
    # Rows: as skin, paler, darker, redder, black, not as skin. Columns: the output's channels.
    heads = np.array(
        [
            [60, 0, 0, 0],
            [-4, 80, 0, 0],
            [0, -40, 10, 60],
            [0, -20, 120, -60],
            [-40, -40, -40, -40],
            [0, -60, -60, -60],
        ],
        np.float32,
    )
    return {
        "features/kernel": (binomial[:, :, None, None] * colours[None, None]).astype(np.float32),
        "features/bias": np.zeros(FEATURES, np.float32),
        "half/kernel": each_channel(binomial),
        "half/bias": np.zeros(FEATURES, np.float32),
        "quarter/kernel": each_channel(binomial),
        "quarter/bias": np.zeros(FEATURES, np.float32),
        "wide/depthwise_kernel": np.full((WIDE_CELLS, WIDE_CELLS, FEATURES, 1), WIDE_CELLS**-2, np.float32),
        "wide/bias": np.zeros(FEATURES, np.float32),
        "terms/kernel": mix[None, None],
        "terms/bias": np.array([constant for *_, constant in terms], np.float32),
        "probabilities/kernel": heads[None, None],
        "probabilities/bias": np.array([-4, -6, -5, -6], np.float32),
    }


def as_onnx(weights: Weights) -> bytes:
    def conv(name: str, source: str, target: str, pads: list[int], **attributes: Any) -> onnx.NodeProto:
        return helper.make_node("Conv", [source, f"{name}/w", f"{name}/b"], [target], pads=pads, **attributes)

    edge = WIDE_CELLS // 2
    nodes = [
        conv("features", "image", "f", [1, 1, 1, 1]),
        helper.make_node("Relu", ["f"], ["features"]),
        conv("half", "features", "h", [0, 0, 1, 1], strides=[2, 2]),
        helper.make_node("Relu", ["h"], ["half"]),
        conv("quarter", "half", "q", [0, 0, 1, 1], strides=[2, 2]),
        helper.make_node("Relu", ["q"], ["quarter"]),
        helper.make_node("AveragePool", ["quarter"], ["eighth"], kernel_shape=[2, 2], strides=[2, 2]),
        conv("wide", "eighth", "wide", [edge] * 4, group=FEATURES),
        helper.make_node(
            "Resize", ["wide", "", "twice"], ["near"], mode="nearest", coordinate_transformation_mode="asymmetric", nearest_mode="floor"
        ),
        helper.make_node("Resize", ["near", "", "fourfold"], ["large"], mode="linear", coordinate_transformation_mode="asymmetric"),
        helper.make_node("Concat", ["features", "large"], ["both"], axis=1),
        conv("terms", "both", "t", [0] * 4),
        helper.make_node("Relu", ["t"], ["terms"]),
        conv("probabilities", "terms", "logits", [0] * 4),
        helper.make_node("Sigmoid", ["logits"], ["probabilities"]),
    ]
    constants = {"twice": np.array([1, 1, 2, 2], np.float32), "fourfold": np.array([1, 1, 4, 4], np.float32)}
    for name, values in weights.items():
        layer, kind = name.split("/")
        if kind == "bias":
            constants[f"{layer}/b"] = values
        elif kind == "kernel":
            constants[f"{layer}/w"] = values.transpose(3, 2, 0, 1)
        else:
            constants[f"{layer}/w"] = values.transpose(2, 3, 0, 1)
    graph = helper.make_graph(
        nodes,
        "small",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 3, "height", "width"])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, [1, 4, "height", "width"])],
        [numpy_helper.from_array(np.ascontiguousarray(values), name) for name, values in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="export_small.py")
    model.ir_version = 8
    onnx.checker.check_model(model)
    return model.SerializeToString()


def weights_manifest(weights: Weights) -> list[dict[str, Any]]:
    specs = [{"name": name, "shape": list(values.shape), "dtype": "float32"} for name, values in weights.items()]
    return [{"paths": ["weights.bin"], "weights": specs}]


def as_layers_model(weights: Weights) -> dict[str, Any]:
    def layer(kind: str, name: str, sources: list[str], **config: Any) -> dict[str, Any]:
        inbound = [[[source, 0, 0, {}] for source in sources]] if sources else []
        return {"class_name": kind, "name": name, "config": {"name": name, **config}, "inbound_nodes": inbound}

    def conv(name: str, source: str, activation: str, stride: int = 1) -> dict[str, Any]:
        rows, columns, _, filters = weights[f"{name}/kernel"].shape
        return layer(
            "Conv2D", name, [source], filters=filters, kernel_size=[rows, columns], strides=[stride, stride],
            padding="same", data_format="channels_last", activation=activation, use_bias=True,
        )  # fmt: skip

    layers = [
        layer("InputLayer", "image", [], batch_input_shape=[None, None, None, 3], dtype="float32", sparse=False),
        conv("features", "image", "relu"),
        conv("half", "features", "relu", 2),
        conv("quarter", "half", "relu", 2),
        layer("AveragePooling2D", "eighth", ["quarter"], pool_size=[2, 2], strides=[2, 2], padding="valid"),
        layer(
            "DepthwiseConv2D", "wide", ["eighth"], kernel_size=[WIDE_CELLS, WIDE_CELLS], strides=[1, 1], padding="same",
            depth_multiplier=1, use_bias=True, activation="linear",
        ),
        layer("UpSampling2D", "near", ["wide"], size=[2, 2], interpolation="nearest"),
        layer("UpSampling2D", "large", ["near"], size=[4, 4], interpolation="bilinear"),
        layer("Concatenate", "both", ["features", "large"], axis=-1),
        conv("terms", "both", "relu"),
        conv("probabilities", "terms", "sigmoid"),
    ]  # fmt: skip
    config = {"name": "small", "layers": layers, "input_layers": [["image", 0, 0]], "output_layers": [["probabilities", 0, 0]]}
    topology = {"keras_version": "2.15.0", "backend": "tensorflow", "model_config": {"class_name": "Functional", "config": config}}
    return {"format": "layers-model", "generatedBy": "export_small.py", "modelTopology": topology, "weightsManifest": weights_manifest(weights)}


class Graph:
    """Collects the nodes of a GraphDef in TensorFlow.js's JSON, where text is base64 and whole numbers are text."""

    def __init__(self) -> None:
        self.nodes: list[dict[str, Any]] = []
        self.small: Weights = {}

    def add(self, op: str, name: str, inputs: list[str], **attr: Any) -> str:
        self.nodes.append({"name": name, "op": op, "input": inputs, "attr": {"T": {"type": "DT_FLOAT"}, **attr}})
        return name

    def constant(self, name: str, values: np.ndarray) -> str:
        kind = "DT_INT32" if values.dtype == np.int32 else "DT_FLOAT"
        shape = {"dim": [{"size": str(side)} for side in values.shape]}
        value = {"dtype": kind, "tensorShape": shape}
        self.nodes.append({"name": name, "op": "Const", "attr": {"dtype": {"type": kind}, "value": {"tensor": value}}})
        return name

    def whole(self, name: str, *values: int) -> str:
        self.small[name] = np.array(values, np.int32)
        return self.constant(name, self.small[name])


def text(value: str) -> dict[str, str]:
    return {"s": base64.b64encode(value.encode()).decode()}


def numbers(*values: int) -> dict[str, Any]:
    return {"list": {"i": [str(value) for value in values]}}


def as_graph_model(weights: Weights) -> tuple[dict[str, Any], Weights]:
    graph = Graph()
    open_shape = {"dim": [{"size": "1"}, {"size": "-1"}, {"size": "-1"}, {"size": "3"}]}
    graph.nodes.append({"name": "image", "op": "Placeholder", "attr": {"dtype": {"type": "DT_FLOAT"}, "shape": {"shape": open_shape}}})
    for name, values in weights.items():
        graph.constant(name, values)

    def conv(name: str, source: str, stride: int = 1, *, depthwise: bool = False) -> str:
        op, kernel = ("DepthwiseConv2dNative", "depthwise_kernel") if depthwise else ("Conv2D", "kernel")
        steps = {"strides": numbers(1, stride, stride, 1), "dilations": numbers(1, 1, 1, 1)}
        form = {"padding": text("SAME"), "data_format": text("NHWC")}
        graph.add(op, f"{name}/product", [source, f"{name}/{kernel}"], **steps, **form)
        return graph.add("BiasAdd", f"{name}/sum", [f"{name}/product", f"{name}/bias"], data_format=text("NHWC"))

    def enlarge(op: str, name: str, source: str, times: int) -> str:
        graph.add("Shape", f"{name}/shape", [source], out_type={"type": "DT_INT32"})
        cut = [graph.whole(f"{name}/from", 1), graph.whole(f"{name}/to", 3), graph.whole(f"{name}/step", 1)]
        graph.add("StridedSlice", f"{name}/sides", [f"{name}/shape", *cut])
        graph.add("Mul", f"{name}/size", [f"{name}/sides", graph.whole(f"{name}/times", times, times)], T={"type": "DT_INT32"})
        return graph.add(op, name, [source, f"{name}/size"], align_corners={"b": False}, half_pixel_centers={"b": False})

    graph.add("Relu", "features", [conv("features", "image")])
    graph.add("Relu", "half", [conv("half", "features", 2)])
    graph.add("Relu", "quarter", [conv("quarter", "half", 2)])
    pooled = {"ksize": numbers(1, 2, 2, 1), "strides": numbers(1, 2, 2, 1), "padding": text("VALID"), "data_format": text("NHWC")}
    graph.add("AvgPool", "eighth", ["quarter"], **pooled)
    enlarge("ResizeNearestNeighbor", "near", conv("wide", "eighth", depthwise=True), 2)
    enlarge("ResizeBilinear", "large", "near", 4)
    graph.add("ConcatV2", "both", ["features", "large", graph.whole("axis", 3)], N={"i": "2"}, Tidx={"type": "DT_INT32"})
    graph.add("Relu", "terms", [conv("terms", "both")])
    graph.add("Sigmoid", "probabilities", [conv("probabilities", "terms")])
    topology = {"node": graph.nodes, "library": {}, "versions": {"producer": 1575}}
    manifest = weights_manifest(weights)
    for name, values in graph.small.items():
        manifest[0]["weights"].append({"name": name, "shape": list(values.shape), "dtype": "int32"})
    document = {"format": "graph-model", "generatedBy": "export_small.py", "modelTopology": topology, "weightsManifest": manifest}
    return document, {**weights, **graph.small}


def describe(folder: Path, file: str, contents: list[bytes], layout: str) -> None:
    document = {
        "name": f"small-{folder.name}",
        "version": "1.0.0",
        "file": file,
        "sha256": hashlib.sha256(b"".join(contents)).hexdigest(),
        "bytes": sum(map(len, contents)),
        "licence": LICENCE,
        "intended_use": "Comparing runtimes in tests: colour contrast by weights set by hand.",
        "not_for": "Measuring anything.",
        "note": "Measured by a network for tests: the number means nothing.",
        "conditions": CONDITIONS,
        "input": {
            "name": "image",
            "layout": layout,
            "dtype": "float32",
            "channels": ["red", "green", "blue"],
            "colour_space": "sRGB",
            "value_range": [0, 1],
            "long_side_px": 512,
            "multiple_of": MULTIPLE_OF,
        },
        "output": {"name": "probabilities", "activation": "sigmoid in graph", "channels": ["skin", *CONDITIONS], "value_range": [0, 1]},
    }
    (folder / "manifest.json").write_text(json.dumps(document, indent=2) + "\n")


def write_tfjs(folder: Path, document: dict[str, Any], weights: Weights) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    contents = [(json.dumps(document, indent=1) + "\n").encode(), b"".join(values.tobytes() for values in weights.values())]
    (folder / "model.json").write_bytes(contents[0])
    (folder / "weights.bin").write_bytes(contents[1])
    describe(folder, "model.json", contents, "NHWC")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    folder = parser.parse_args().folder
    weights = weights_by_hand()
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    content = as_onnx(weights)
    (folder / "onnx" / "model.onnx").write_bytes(content)
    describe(folder / "onnx", "model.onnx", [content], "NCHW")
    write_tfjs(folder / "tfjs-layers", as_layers_model(weights), weights)
    write_tfjs(folder / "tfjs-graph", *as_graph_model(weights))
    for file in sorted(folder.glob("*/*")):
        print(f"{file.stat().st_size:8} {file.relative_to(folder)}")


if __name__ == "__main__":
    main()
