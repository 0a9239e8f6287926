"""Marks of healthy skin that are not the lesion: freckles, moles, veins, bruises, redness, scars, tan lines, hair."""

from __future__ import annotations

import cv2
import numpy as np

from .noise import Grid, fractal, smoothstep, streaks
from .optics import Array
from .skin import Person, spots

BRUISE = np.array([0.30, 0.36, 0.16], np.float32)  # deoxygenated blood under the skin: less blue absorption shows
WORN_CHANCE, WORN_CHANCE_OF_LIMB = 0.16, 0.4  # marks of a strap, a watch or a sock, most of all around arms and legs
ACROSS_LIMB = 0.8  # share of them that lies across the limb
VEIN = np.array([0.10, 0.04, 0.01], np.float32)


def lines(rng: np.random.Generator, size: int, count: int, width: float, wiggle: float, length: tuple[float, float]) -> Array:
    """Anti-aliased wandering strokes, 0..1."""
    canvas = np.zeros((size, size), np.uint8)
    for _ in range(count):
        steps = 14
        heading = rng.uniform(0, 2 * np.pi) + np.cumsum(rng.normal(0, wiggle, steps))
        reach = size * rng.uniform(*length) / steps
        start = rng.uniform(0, size, 2)
        path = start + np.cumsum(np.stack([np.cos(heading), np.sin(heading)], 1) * reach, axis=0)
        cv2.polylines(canvas, [np.round(path * 8).astype(np.int32)], False, 255, max(1, round(width * size)), cv2.LINE_AA, 3)
    return canvas.astype(np.float32) / 255


def add_mimics(rng: np.random.Generator, density: Array, person: Person, zoom: float, axis_rad: float | None = None) -> Array:
    """Change the density of healthy skin by a random choice of everyday marks; `axis_rad` = direction of a limb, if it is one."""
    size = density.shape[0]
    grow = 0.4 + zoom
    melanin = np.zeros((size, size), np.float32)
    blood = np.zeros((size, size), np.float32)
    if rng.random() < 0.25:
        melanin += spots(rng, size, int(rng.integers(10, 120)), (0.003, 0.009 * grow)) * rng.uniform(0.1, 0.5)
    if rng.random() < 0.35:
        melanin += spots(rng, size, int(rng.integers(1, 9)), (0.005, 0.02 * grow)) * rng.uniform(0.5, 1.6)
    if rng.random() < 0.35:  # skin darker here and there, without a border
        melanin += smoothstep(0.0, 1.8, fractal(rng, size, float(rng.uniform(1.5, 6)), 2)) * rng.uniform(0.1, 0.45)
    if rng.random() < 0.14:
        melanin += tan_line(rng, size) * rng.uniform(0.1, 0.5)
    if rng.random() < (WORN_CHANCE if axis_rad is None else WORN_CHANCE_OF_LIMB):
        melanin += worn_line(rng, size, axis_rad) * rng.uniform(0.1, 1.1)
    if rng.random() < 0.04:  # a birthmark: round and dark, as a ragged brown one cannot be told from melasma
        melanin += smoothstep(0.2, 0.35, spots(rng, size, 1, (0.02, 0.08))) * rng.uniform(0.6, 1.5)
    if rng.random() < 0.25:
        blood += smoothstep(0.2, 1.8, fractal(rng, size, 3, 3)) * rng.uniform(0.05, 0.3)
    if rng.random() < 0.2:
        blood += spots(rng, size, int(rng.integers(2, 25)), (0.004, 0.013 * grow)) * rng.uniform(0.1, 0.5)
    if rng.random() < 0.15:
        melanin += lines(rng, size, int(rng.integers(1, 6)), 0.006 * grow, 0.2, (0.1, 0.4)) * rng.uniform(-0.15, 0.4)
    changed = density + melanin[..., None] * person.melanin + blood[..., None] * person.haemoglobin
    if rng.random() < 0.2:
        web = cv2.GaussianBlur(lines(rng, size, int(rng.integers(2, 8)), 0.012 * grow, 0.25, (0.3, 1)), (0, 0), size * 0.006)
        changed = changed + web[..., None] * VEIN * rng.uniform(0.4, 1.6)
    if rng.random() < 0.06:
        mark = cv2.GaussianBlur(spots(rng, size, int(rng.integers(1, 4)), (0.03, 0.1)), (0, 0), size * 0.015)
        changed = changed + mark[..., None] * BRUISE * rng.uniform(0.4, 1.5)
    return changed.astype(np.float32)


def tan_line(rng: np.random.Generator, size: int) -> Array:
    """Sun-exposed on one side of a nearly straight border: soft, or sharp at the end of a sleeve."""
    grid = Grid.of(size)
    angle = rng.uniform(0, 2 * np.pi)
    side = (grid.x - 0.5) * np.cos(angle) + (grid.y - 0.5) * np.sin(angle) + fractal(rng, size, 2, 1) * 0.02
    soft = float(np.exp(rng.uniform(np.log(0.004), np.log(0.12))))
    return smoothstep(-soft, soft, side - float(rng.uniform(-0.3, 0.3)))


def worn_line(rng: np.random.Generator, size: int, axis_rad: float | None) -> Array:
    """Sun-exposed but where a watch, a ring or the straps of a shoe or a dress were worn; one edge softness for all of it."""
    grid = Grid.of(size)
    lies_across = axis_rad is not None and rng.random() < ACROSS_LIMB
    angle = axis_rad + float(rng.normal(0, 0.2)) if lies_across else None
    covered = strap(rng, grid, float(rng.uniform(0.02, 0.13)), rng.random() < 0.25, angle)
    for _ in range(int(rng.integers(1, 4)) if rng.random() < 0.25 else 0):
        covered = np.minimum(covered, strap(rng, grid, float(rng.uniform(0.01, 0.05)), False))
    soft = float(np.exp(rng.uniform(np.log(0.0015), np.log(0.02))))
    return smoothstep(-soft, soft, covered)


def strap(rng: np.random.Generator, grid: Grid, half_width: float, with_face: bool, angle: float | None = None) -> Array:
    """Distance (frame units, negative inside) to a band across the frame, perhaps with the face of a watch on it.

    angle: radians from x towards y, square to the band; drawn evenly if left out.
    """
    size = grid.size
    if angle is None:
        angle = float(rng.uniform(0, 2 * np.pi))
    wave = fractal(rng, size, float(rng.uniform(1, 4)), 2) * float(rng.uniform(0, 0.012))
    along = (grid.y - 0.5) * np.cos(angle) - (grid.x - 0.5) * np.sin(angle)
    bow = float(rng.normal(0, 0.3)) * along**2  # a strap around a limb is seen as an arc
    across = (grid.x - 0.5) * np.cos(angle) + (grid.y - 0.5) * np.sin(angle) + wave + bow - float(rng.uniform(-0.35, 0.35))
    band = np.abs(across) - half_width
    if not with_face:
        return band
    return np.minimum(band, np.hypot(across, along - float(rng.uniform(-0.3, 0.3))) - half_width * float(rng.uniform(1.2, 1.8)))


def creases(rng: np.random.Generator, size: int, rough: float) -> Array:
    """Density (grey) of skin folds and fine lines."""
    total = np.zeros((size, size), np.float32)
    if rng.random() < 0.35:
        total += lines(rng, size, int(rng.integers(2, 18)), 0.003, 0.12, (0.1, 0.6)) * rng.uniform(0.03, 0.3)
    if rng.random() < 0.3:
        total += np.abs(fractal(rng, size, 40, 2)) * rng.uniform(0.005, 0.04)
    return cv2.GaussianBlur(total, (0, 0), max(0.5, size / 500)) * rough


def relief(rng: np.random.Generator, size: int, zoom: float, rough: float) -> Array:
    """Height of pores and of the net of fine lines, in frame units; coarse and strong in close-ups of old or dry skin."""
    bump = fractal(rng, size, size / 4, 2) * float(rng.uniform(0, 0.0004))
    if rng.random() < 0.45 * zoom:
        cells = float(np.exp(rng.uniform(np.log(15), np.log(90))))
        net = -np.abs(streaks(rng, size, cells, 0.04)) - np.abs(streaks(rng, size, cells, 0.04))
        bump = bump + net * float(rng.uniform(0.02, 0.12)) / cells * 0.4 * rough
    return bump.astype(np.float32)


def body_hair(rng: np.random.Generator, size: int) -> tuple[Array, Array]:
    """Coverage 0..1 and colour (linear RGB) of hairs over the skin."""
    dark = rng.random() < 0.8
    count = int(np.exp(rng.uniform(np.log(8), np.log(220))))
    cover = lines(rng, size, count, 0.001, 0.08, (0.02, 0.14)) * rng.uniform(0.15, 0.7)
    colour = np.array([0.02, 0.013, 0.008] if dark else [0.6, 0.52, 0.4], np.float32) * float(rng.uniform(0.5, 1.5))
    return cover, colour
