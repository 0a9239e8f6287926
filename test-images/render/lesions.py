"""Lesions on the skin plane. Each returns how far the skin is changed (0 healthy … 1 full); the truth border is where
that contrast is one half."""
from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from .noise import cells, fractal, smooth, smoothstep

Array = NDArray[np.float32]
Spot = tuple[float, float, float]


@dataclass(frozen=True)
class Grid:
    """Raster on the skin: texel (row, column) lies at (x0 + column * step, y0 + row * step) millimetres."""
    x0: float
    y0: float
    step_mm: float
    shape: tuple[int, int]

    @property
    def x(self) -> Array:
        return (self.x0 + self.step_mm * np.arange(self.shape[1], dtype=np.float32))[None, :]

    @property
    def y(self) -> Array:
        return (self.y0 + self.step_mm * np.arange(self.shape[0], dtype=np.float32))[:, None]

    def px(self, mm: float) -> float:
        return mm / self.step_mm


def distance_to_spots(rng: np.random.Generator, grid: Grid, spots: list[Spot], ragged: float, lobes: int = 9) -> Array:
    """Signed distance (mm, negative inside) to a union of spots (x, y, radius), each a heap of lobes so that the border
    is scalloped outwards as confluent macules are; `ragged` scales the finer unevenness."""
    distance = np.full(grid.shape, 1e3, np.float32)
    for x, y, radius in spots:
        parts = [(x, y, 0.72 * radius)]
        for turn in rng.uniform(0, 2 * np.pi) + np.arange(lobes) * 2 * np.pi / lobes:
            r, out = radius * rng.uniform(0.22, 0.55), radius * rng.uniform(0.4, 0.85)
            parts.append((x + out * np.cos(turn) * 1.1, y + out * np.sin(turn), r))
        for px, py, r in parts:
            distance = np.minimum(distance, np.hypot(grid.x - px, grid.y - py) - r)
    mean = float(np.mean([s[2] for s in spots]))
    wide = fractal(rng, grid.shape, grid.px(0.8 * mean), 3) * 0.11 * mean
    fine = fractal(rng, grid.shape, grid.px(2.5), 3, 0.6) * 0.35
    return _deep(distance + ragged * (wide + fine), grid.step_mm)


def _deep(distance: Array, step_mm: float) -> Array:
    """Inside, the distance to the nearest border; a union of discs leaves false seams there. The border itself stays."""
    depth = cv2.distanceTransform((distance < 0).astype(np.uint8), cv2.DIST_L2, 5) * step_mm - 0.7 * step_mm
    return np.where(distance < 0, np.minimum(distance, -depth), distance).astype(np.float32)


def islands(rng: np.random.Generator, grid: Grid, inside: Array, share: float, radius_mm: tuple[float, float]) -> Array:
    """Follicular repigmentation: round pigmented dots inside a patch, in clusters. 1 in the middle of a dot."""
    cluster = smooth(rng, grid.shape, grid.px(18))
    count = int(share * np.count_nonzero(inside > 0.9) * grid.step_mm ** 2 / (np.pi * np.mean(radius_mm) ** 2))
    rows, cols = np.nonzero((inside > 0.9) & (cluster > 0.0))
    field = np.zeros(grid.shape, np.float32)
    if len(rows) == 0:
        return field
    for pick in rng.integers(0, len(rows), count):
        r = rng.uniform(*radius_mm)
        reach = int(grid.px(r * 1.6)) + 2
        cy, cx = int(rows[pick]), int(cols[pick])
        y0, y1, x0, x1 = max(0, cy - reach), cy + reach + 1, max(0, cx - reach), cx + reach + 1
        part = field[y0:y1, x0:x1]
        yy, xx = np.mgrid[y0:y0 + part.shape[0], x0:x0 + part.shape[1]]
        angle = np.arctan2(yy - cy, xx - cx)
        bend = 1 + 0.13 * np.sin(2 * angle + rng.uniform(0, 6.28)) + 0.10 * np.sin(3 * angle + rng.uniform(0, 6.28))
        dot = smoothstep(1.25, 0.75, np.hypot(yy - cy, xx - cx) / (grid.px(r) * bend))
        np.maximum(part, dot, out=part)
    return field


def vitiligo(rng: np.random.Generator, grid: Grid, spots: list[Spot], style: str) -> Array:
    """Depigmented share of the pigment. Styles: 'sharp', 'trichrome' (a tan zone at 0.62 along part of the rim, which
    belongs to the lesion), 'follicular' (pigmented dots inside, which do not), 'confetti' (many small macules)."""
    if style == 'confetti':
        x, y, r = spots[0]
        spots = spots + [(x + rng.normal(0, 1.2 * r), y + rng.normal(0, 1.2 * r), rng.uniform(1.3, 3.2)) for _ in range(45)]
    distance = distance_to_spots(rng, grid, spots, 1.0)
    edge_mm = rng.uniform(0.25, 0.6)
    lost = smoothstep(edge_mm, -edge_mm, distance)
    if style == 'trichrome':
        width = 3.0 + 2.2 * smooth(rng, grid.shape, grid.px(35))
        inner = smoothstep(edge_mm, -edge_mm, distance + np.clip(width, 0, None))
        lost = 0.62 * lost + 0.38 * inner
    if style == 'follicular':
        lost = lost * (1 - 0.92 * islands(rng, grid, lost, 0.16, (0.6, 1.6)))
    evenness = 0.97 + 0.03 * np.clip(fractal(rng, grid.shape, grid.px(15)), -2, 1)
    return (lost * evenness).astype(np.float32)


@dataclass(frozen=True)
class Plaque:
    """Psoriasis: `share` 0…1 with border at 0.5, `scale` opacity of the silvery scale, `relief` height in millimetres."""
    share: Array
    scale: Array
    relief: Array


def psoriasis(rng: np.random.Generator, grid: Grid, spots: list[Spot], scaliness: float) -> Plaque:
    """Well-defined plaques; scale is loose in the middle, cracked into flakes, and leaves a red rim."""
    distance = distance_to_spots(rng, grid, spots, 0.8, lobes=7)
    share = smoothstep(0.7, -0.7, distance)
    flake = 1 - smoothstep(0.75, 1.05, cells(rng, grid.shape, grid.px(2.6)) + 0.12 * fractal(rng, grid.shape, grid.px(1.5), 2))
    cover = smoothstep(-0.7, 0.9, fractal(rng, grid.shape, grid.px(9), 4, 0.65) + 1.6 * (scaliness - 0.5))
    away_from_rim = smoothstep(-0.4, -3.0, distance)
    grain = 0.75 + 0.25 * np.clip(fractal(rng, grid.shape, grid.px(1.0), 2), -2, 1.3)
    scale = scaliness * cover * (0.35 + 0.65 * flake) * away_from_rim * grain
    relief = 0.35 * smoothstep(0.4, -2.2, distance) + 0.22 * scale * flake
    return Plaque(share, np.clip(scale, 0, 0.9), relief)


def melasma(rng: np.random.Generator, grid: Grid, spots: list[Spot]) -> Array:
    """Ragged patches with soft borders (about 3 to 6 mm wide) and a reticulate inside; 1 = full darkening."""
    distance = distance_to_spots(rng, grid, spots, 2.2, lobes=8)
    net = fractal(rng, grid.shape, grid.px(5), 3, 0.6)
    soft_mm = rng.uniform(1.6, 3.0)
    field = smoothstep(soft_mm, -soft_mm, distance + 0.55 * net)
    return (field * (0.93 + 0.07 * np.clip(net, -2, 2))).astype(np.float32)
