"""Train the network on the rendered photos in .cache/. Same seed, same photos, same machine: same weights.

Usage: train.py [--steps 15000] [--batch 16] [--side 256:0,384:9000] [--still-from 12000] [--rate 0.003] [--seed 1]
                [--threads 2] [--data train-0:0,train-1:800] [--favour melasma:2.5,vitiligo:0.4] [--painted 0.3]
                [--output .cache/run] [--resume]

Convolutions run in bfloat16 (oneDNN; several times faster where the CPU has AMX), weights and sums stay in float32.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import json
import os
import time
from functools import lru_cache
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from augment import WIDEST_LESION, augment
from muon import Muon
from network import SMALLEST_ROUNDED, LesionUNet
from objective import loss, targets
from render.scene import CLASSES, CONDITIONS
from shards import CACHE, Shard, load_shard

WARM_UP_STEPS = 50
COOL_DOWN_SHARE = 0.35
WEIGHT_DECAY = 0.01
GRADIENT_CLIP = 1.0
BATCH_SIDE_PX = 192  # --batch counts views of this size; of larger ones there are fewer, of smaller ones more
AVERAGE_DECAY = 0.998  # of the exponential moving average of the weights
DEFAULT_OUTPUT = ".cache/run"
REPORTED_OPTIONS = ("steps", "batch", "side", "still-from", "rate", "seed", "threads", "painted", "data")
LEAST_VISIBILITY = 0.9  # d' across the outline; below it no rater would agree with another
CHECKPOINT_SECONDS = 120


def prepare(seed: int, threads: int) -> None:
    """A set number of threads and deterministic kernels, so that sums are taken in one order."""
    cv2.setNumThreads(1)
    torch.set_num_threads(threads)
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(seed)


class Supply:
    """Shards by the step from which they are used ("train-0:0,train-1:800"), so that training can begin
    while later photos are still being rendered and yet always sees the same photos at the same step."""

    def __init__(self, plan: str) -> None:
        entries = (entry.partition(":") for entry in plan.split(","))
        self.waiting = sorted(((int(start or 0), name) for name, _, start in entries), key=lambda entry: entry[0])
        self.ready: list[Shard] = []

    def at(self, step: int) -> list[Shard]:
        while self.waiting and self.waiting[0][0] <= step:
            folder = CACHE / self.waiting.pop(0)[1]
            while not (folder / "notes.json").exists():
                time.sleep(1)
            self.ready.append(load_shard(folder))
        return self.ready


def side_at(plan: str, step: int) -> int:
    """Crop side in pixels at this step; "192:0,256:5600" shows larger views, nearer to whole photos, at the end."""
    entries = (entry.partition(":") for entry in plan.split(","))
    return [int(side) for side, _, start in entries if int(start or 0) <= step][-1]


def parse_favour(text: str) -> dict[str, float]:
    """How many times as often as it was rendered a condition is drawn: "melasma:2.5,vitiligo:0.4", 1 where none is said."""
    pairs = (entry.partition(":") for entry in text.split(",") if entry)
    factors = {condition: float(factor) for condition, _, factor in pairs}
    unknown = factors.keys() - set(CLASSES)
    if unknown:
        raise SystemExit(f"--favour: {', '.join(sorted(unknown))} is none of {', '.join(CLASSES)}")
    return factors


@lru_cache(maxsize=2)
def cumulative_weights(folders: tuple[str, ...], favour: str) -> npt.NDArray[np.float64]:
    """Running weight of the photos to learn from: those whose lesion can be seen, and has healthy skin beside it."""
    factors = parse_favour(favour)
    notes = [note for folder in folders for note in load_shard(Path(folder)).notes]
    return np.cumsum([is_learnable(note) * factors.get(str(note["condition"]), 1.0) for note in notes])


def is_learnable(note: dict[str, str | float]) -> bool:
    if note["condition"] not in CONDITIONS:
        return True
    return float(note["visibility"]) >= LEAST_VISIBILITY and float(note["lesion_of_skin"]) <= WIDEST_LESION


def draw_index(rng: np.random.Generator, shards: list[Shard], favour: str) -> int:
    weights = cumulative_weights(tuple(shard.folder for shard in shards), favour)
    return int(np.searchsorted(weights, rng.random() * weights[-1], side="right"))


def draw_batch(shards: list[Shard], step: int, options: argparse.Namespace) -> tuple[Tensor, Tensor, Tensor]:
    """The batch of this step; depends on nothing but the arguments."""
    rng = np.random.default_rng((options.seed, step))
    side = side_at(options.side, step)
    counts = np.array([len(shard.condition) for shard in shards])
    images, truths, conditions = [], [], []
    for _ in range(round(options.batch * (BATCH_SIDE_PX / side) ** 2)):
        index = draw_index(rng, shards, options.favour)
        which = int(np.searchsorted(np.cumsum(counts), index, side="right"))
        row = index - int(counts[:which].sum())
        view, truth = augment(rng, shards[which].images[row], shards[which].truth[row], side, options.painted)
        images.append(view)
        truths.append(truth)
        conditions.append(int(shards[which].condition[row]))
    stack = torch.from_numpy(np.stack(images)).permute(0, 3, 1, 2).contiguous(memory_format=torch.channels_last)
    return stack, torch.from_numpy(np.stack(truths)), torch.tensor(conditions)


def learning_rate(step: int, steps: int, peak: float) -> float:
    """Linear warm-up, a plateau, then half a cosine to 1 % of the peak over the last COOL_DOWN_SHARE of the steps.

    Until the cool-down begins nothing depends on `steps`: a run can be made longer or shorter with --resume and
    still equals a fresh run of that length.
    """
    if step < WARM_UP_STEPS:
        return peak * (step + 1) / WARM_UP_STEPS
    start = steps * (1 - COOL_DOWN_SHARE)
    progress = max(0.0, (step - start) / max(1.0, steps - start))
    return peak * (0.01 + 0.99 * 0.5 * (1 + float(np.cos(np.pi * min(progress, 1)))))


@torch.no_grad()
def update_average(average: LesionUNet, network: LesionUNet, step: int) -> None:
    decay = min(AVERAGE_DECAY, (1 + step) / (10 + step))
    for mean, value in zip(average.state_dict().values(), network.state_dict().values()):
        if mean.is_floating_point():
            mean.mul_(decay).add_(value, alpha=1 - decay)
        else:
            mean.copy_(value)


def make_optimisers(network: LesionUNet, rate: float) -> tuple[Muon, torch.optim.AdamW]:
    """Muon for the kernels of convolutions, AdamW for what is no matrix, and the head."""
    kernels = [weight for name, weight in network.named_parameters() if weight.ndim == 4 and not name.startswith("head")]
    chosen = {id(weight) for weight in kernels}
    rest = [weight for weight in network.parameters() if id(weight) not in chosen]
    return Muon(kernels, rate), torch.optim.AdamW(rest, lr=rate, weight_decay=WEIGHT_DECAY)


def hold_statistics_still(network: LesionUNet) -> None:
    """From here on normalise as in use: batches of few large views say too little about the mean over all photos."""
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.eval()


def command(options: argparse.Namespace) -> str:
    """The command that makes these weights in one go (a resumed run ends at the same weights)."""
    words = [f"--{name} {getattr(options, name.replace('-', '_'))}" for name in REPORTED_OPTIONS]
    words += [f"--favour {options.favour}"] if options.favour else []
    words += [f"--init {options.init}"] if options.init else []
    words += [f"--output {options.output}"] if options.output != DEFAULT_OUTPUT else []
    return " ".join(["python3 train.py", *words])


def halved(network: LesionUNet) -> dict[str, Tensor]:
    """The weights as they ship, large ones in half precision: what a later network may start from."""
    return {name: value.half() if value.numel() >= SMALLEST_ROUNDED else value for name, value in network.state_dict().items()}


def weight_hash(network: LesionUNet) -> str:
    digest = hashlib.sha256()
    for value in network.state_dict().values():
        digest.update(value.contiguous().numpy().tobytes())
    return digest.hexdigest()


def train(options: argparse.Namespace) -> None:
    prepare(options.seed, options.threads)
    supply = Supply(options.data)
    network = LesionUNet().to(memory_format=torch.channels_last)
    if options.init:
        network.load_state_dict(torch.load(options.init))
    average = copy.deepcopy(network)
    optimisers = make_optimisers(network, options.rate)
    output = Path(options.output)
    output.mkdir(parents=True, exist_ok=True)
    first, spent = 0, 0.0
    if options.resume and (output / "last.pt").exists():
        state = torch.load(output / "last.pt")
        network.load_state_dict(state["network"])
        average.load_state_dict(state["average"])
        for optimiser, before in zip(optimisers, state["optimisers"]):
            optimiser.load_state_dict(before)
        first, spent = state["step"], state["hours"]
    started = saved = time.time()
    recent = 0.0
    ahead = ThreadPoolExecutor(max_workers=1)  # draws the next batch while this one is learnt
    draw = lambda step: ahead.submit(lambda: draw_batch(supply.at(step), step, options))
    coming = draw(first)
    for step in range(first, options.steps):
        for optimiser in optimisers:
            for group in optimiser.param_groups:
                group["lr"] = learning_rate(step, options.steps, options.rate)
        images, truth, condition = coming.result()
        coming = draw(min(step + 1, options.steps - 1))
        if step == max(first, options.still_from):
            hold_statistics_still(network)
        with torch.autocast("cpu", torch.bfloat16):
            logits, early = network.with_early_skin(images)
        value = loss(logits, early, *targets(truth, condition))
        network.zero_grad(set_to_none=True)
        value.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), GRADIENT_CLIP)
        for optimiser in optimisers:
            optimiser.step()
        update_average(average, network, step)
        recent = 0.98 * recent + 0.02 * value.item() if step > first else value.item()
        if (step + 1) % 20 == 0:
            print(f"step {step + 1}/{options.steps} loss {recent:.4f} {(time.time() - started) / (step + 1 - first):.2f} s/step", flush=True)
        if time.time() - saved > CHECKPOINT_SECONDS or step + 1 == options.steps:
            saved = time.time()
            state = {"network": network.state_dict(), "average": average.state_dict(), "optimisers": [optimiser.state_dict() for optimiser in optimisers], "step": step + 1, "hours": (saved - started) / 3600 + spent}
            torch.save(state, output / "last.pt")
    facts = {"seed": options.seed, "steps": options.steps, "batch": options.batch, "side_px": options.side, "command": command(options), "final_loss": recent, "hours": (time.time() - started) / 3600 + spent, "weights_sha256": weight_hash(average)}
    torch.save(halved(average), output / "weights.pt")
    (output / "run.json").write_text(json.dumps(facts, indent=2))
    print(json.dumps(facts))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=15000)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--side", default="256")
    parser.add_argument("--still-from", type=int, default=10**9, help="step from which the statistics of normalisation are held still")
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--data", default="train-0")
    parser.add_argument("--favour", default="", help="conditions to draw oftener or less often than they were rendered")
    parser.add_argument("--output", default=DEFAULT_OUTPUT)
    parser.add_argument("--init", help="weights to start from, as a run leaves them in weights.pt")
    parser.add_argument("--painted", type=float, default=0.0, help="share of views whose background is painted in skin colour")
    parser.add_argument("--resume", action="store_true")
    train(parser.parse_args())


if __name__ == "__main__":
    main()
