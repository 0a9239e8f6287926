"""Rendered samples on disk: arrays of equal length in one folder, written by several processes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path

import numpy as np
import numpy.typing as npt

from render.scene import CLASSES, render_sample
from render.skin import tone_class
from visibility import visibility

SKIN_BIT, LESION_BIT, PAINTED_BIT = 1, 2, 4  # the last is set by augment.py only
CACHE = Path(__file__).parent / ".cache"


@dataclass(frozen=True)
class Shard:
    """Images (N, S, S, 3) uint8 sRGB, truth (N, S, S) uint8 bits, condition index (N) and descriptions."""

    images: npt.NDArray[np.uint8]
    truth: npt.NDArray[np.uint8]
    condition: npt.NDArray[np.uint8]
    notes: list[dict[str, str | float]]
    folder: str


def render_block(job: tuple[Path, int, int, int, int, bool]) -> list[dict[str, str | float]]:
    folder, seed, size, start, stop, held_out = job
    images = np.load(folder / "images.npy", mmap_mode="r+")
    truth = np.load(folder / "truth.npy", mmap_mode="r+")
    condition = np.load(folder / "condition.npy", mmap_mode="r+")
    notes = []
    for index in range(start, stop):
        sample = render_sample((seed, index), size, held_out)
        images[index] = sample.image
        truth[index] = sample.skin * SKIN_BIT + sample.lesion * LESION_BIT
        condition[index] = CLASSES.index(sample.condition)
        notes.append(
            {
                "condition": sample.condition,
                "ita_deg": round(sample.ita_deg, 1),
                "tone": tone_class(sample.ita_deg),
                "body": sample.body,
                "background": sample.background,
                "outline": sample.outline,
                "visibility": round(visibility(sample.image, sample.skin, sample.lesion), 2),
                "lesion_of_skin": round(float(sample.lesion.sum() / max(1, sample.skin.sum())), 3),
            }
        )
    return notes


def render_shard(folder: Path, seed: int, count: int, size: int, held_out: bool, workers: int) -> None:
    """Render `count` samples; the result does not depend on the number of workers."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, shape in (("images", (count, size, size, 3)), ("truth", (count, size, size)), ("condition", (count,))):
        np.lib.format.open_memmap(folder / f"{name}.npy", "w+", np.uint8, shape).flush()
    block = 50
    jobs = [(folder, seed, size, s, min(s + block, count), held_out) for s in range(0, count, block)]
    with Pool(workers) as pool:
        notes = [note for part in pool.imap(render_block, jobs) for note in part]
    (folder / "notes.json").write_text(json.dumps(notes))


def is_complete(folder: Path, count: int) -> bool:
    """The notes are written last."""
    path = folder / "notes.json"
    return path.exists() and len(json.loads(path.read_text())) == count


def load_shard(folder: Path) -> Shard:
    return Shard(
        np.load(folder / "images.npy", mmap_mode="r"),
        np.load(folder / "truth.npy", mmap_mode="r"),
        np.load(folder / "condition.npy"),
        json.loads((folder / "notes.json").read_text()),
        str(folder),
    )
