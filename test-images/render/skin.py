"""A piece of skin as a raster: colour, relief and gloss, with everything that ordinary skin carries."""
from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from .lesions import Grid
from .noise import blur, cells, fractal, smooth, smoothstep
from .spectra import SkinOptics

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Marks:
    """What to draw: counts are per 100 cm2."""
    freckles: float = 0.0
    moles: float = 1.0
    hairs: float = 0.0
    veins: int = 0
    creases: int = 0
    mottling: float = 1.0
    relief: float = 1.0
    flush: float = 0.0


@dataclass
class Skin:
    """pigment: 1 = this person's healthy skin; blood: 0 = healthy; opaque: colour and opacity of what lies on the skin."""
    grid: Grid
    pigment: Array
    blood: Array
    relief: Array
    gloss: Array
    hair: Array
    scale: Array
    shade: Array
    vein: Array
    lesion: Array = field(default_factory=lambda: np.zeros((1, 1), np.float32))


def healthy(rng: np.random.Generator, grid: Grid, marks: Marks) -> Skin:
    """Skin without lesion. The order of the draws is fixed, so that a second visit can be made from the same seed."""
    shape = grid.shape
    pigment = 1 + marks.mottling * (0.035 * fractal(rng, shape, grid.px(28), 4) + 0.018 * fractal(rng, shape, grid.px(2.0), 2))
    blood = marks.mottling * (0.012 * fractal(rng, shape, grid.px(22), 4) + 0.006 * fractal(rng, shape, grid.px(1.6), 2))
    if marks.flush > 0:
        blood += marks.flush * smoothstep(-0.6, 1.6, smooth(rng, shape, grid.px(45)) + 0.35 * fractal(rng, shape, grid.px(6), 3))
    area = shape[0] * shape[1] * grid.step_mm ** 2 / 1e4
    pigment += _spots(rng, grid, int(marks.freckles * area), (0.5, 1.5), (0.15, 0.45), 0.45)
    pigment += _spots(rng, grid, int(marks.moles * area), (0.8, 2.2), (1.0, 1.9), 0.25)
    blood += _spots(rng, grid, int(1.2 * area), (0.4, 0.9), (0.05, 0.16), 0.3)
    relief = marks.relief * (-0.035 * cells(rng, shape, grid.px(0.95)) - 0.03 * cells(rng, shape, grid.px(2.1))
                             + 0.02 * fractal(rng, shape, grid.px(0.8), 2))
    relief += _creases(rng, grid, marks.creases)
    skin = Skin(grid, pigment, blood, relief.astype(np.float32), 0.6 + 0.4 * smooth(rng, shape, grid.px(20)),
                np.zeros(shape, np.float32), np.zeros(shape, np.float32), np.ones(shape, np.float32),
                _veins(rng, grid, marks.veins))
    skin.hair = _hairs(rng, grid, int(marks.hairs * area))
    return skin


def _spots(rng: np.random.Generator, grid: Grid, count: int, radius_mm: tuple[float, float],
           strength: tuple[float, float], softness: float) -> Array:
    total = np.zeros(grid.shape, np.float32)
    for _ in range(count):
        r, cy, cx = rng.uniform(*radius_mm), rng.uniform(0, grid.shape[0]), rng.uniform(0, grid.shape[1])
        amount, turn, long = rng.uniform(*strength), rng.uniform(0, np.pi), rng.uniform(1.0, 1.5)
        reach = int(grid.px(r * 2)) + 2
        y0, x0 = max(0, int(cy) - reach), max(0, int(cx) - reach)
        part = total[y0:int(cy) + reach, x0:int(cx) + reach]
        yy, xx = np.mgrid[y0:y0 + part.shape[0], x0:x0 + part.shape[1]]
        a = (xx - cx) * np.cos(turn) + (yy - cy) * np.sin(turn)
        b = (yy - cy) * np.cos(turn) - (xx - cx) * np.sin(turn)
        part += amount * smoothstep(1 + softness, 1 - softness, np.hypot(a / long, b) / grid.px(r))
    return total


def _path(rng: np.random.Generator, start: tuple[float, float], heading: float, length: float, wander: float) -> Array:
    turns = heading + np.cumsum(rng.normal(0, wander, 24))
    steps = length / 24 * np.stack([np.cos(turns), np.sin(turns)], axis=1)
    return np.concatenate([[start], np.array(start) + np.cumsum(steps, axis=0)]).astype(np.float32)


def _draw(canvas: NDArray[np.uint8], path: Array, value: int, width: int) -> None:
    cv2.polylines(canvas, [np.round(path * 16).astype(np.int32)], False, value, width, cv2.LINE_AA, 4)


def _hairs(rng: np.random.Generator, grid: Grid, count: int) -> Array:
    """Opacity of hair, all growing roughly one way."""
    canvas = np.zeros(grid.shape, np.uint8)
    heading = rng.uniform(0, 2 * np.pi)
    for _ in range(count):
        start = (rng.uniform(0, grid.shape[1]), rng.uniform(0, grid.shape[0]))
        path = _path(rng, start, heading + rng.normal(0, 0.35), grid.px(rng.uniform(4, 13)), 0.07)
        _draw(canvas, path, int(rng.uniform(90, 220)), 1)
    return blur(canvas.astype(np.float32) / 255, 0.5)


def _veins(rng: np.random.Generator, grid: Grid, count: int) -> Array:
    canvas = np.zeros(grid.shape, np.uint8)
    for _ in range(count):
        start = (rng.uniform(0, grid.shape[1]), rng.uniform(0, grid.shape[0]))
        _draw(canvas, _path(rng, start, rng.uniform(-0.5, 0.5), grid.px(110), 0.16), 255, max(1, round(grid.px(2.2))))
    return blur(canvas.astype(np.float32) / 255, grid.px(1.3))


def _creases(rng: np.random.Generator, grid: Grid, count: int) -> Array:
    canvas = np.zeros(grid.shape, np.uint8)
    heading = rng.uniform(0, np.pi)
    for _ in range(count):
        start = (rng.uniform(-0.2, 0.7) * grid.shape[1], rng.uniform(0, grid.shape[0]))
        path = _path(rng, start, heading + rng.normal(0, 0.12), grid.px(rng.uniform(30, 90)), 0.05)
        _draw(canvas, path, int(rng.uniform(110, 255)), max(1, round(grid.px(0.35))))
    return -0.22 * blur(canvas.astype(np.float32) / 255, grid.px(0.3))


# Change of optical density of linear RGB over a vein under one to two millimetres of skin: red is lost, blue is not.
VEIN_OD = np.array([0.040, 0.018, 0.008], np.float32)
HAIR_RGB = {'dark': (0.018, 0.014, 0.011), 'brown': (0.07, 0.045, 0.028), 'fair': (0.35, 0.27, 0.17)}
SCALE_RGB = np.array([0.66, 0.635, 0.61], np.float32)


def albedo(skin: Skin, optics: SkinOptics, hair: str) -> Array:
    """Diffuse linear sRGB of the skin with hair and scale on it."""
    colour = optics.albedo(skin.pigment, skin.blood)
    colour = colour * 10 ** (-skin.vein[..., None] * VEIN_OD)
    scale = skin.scale[..., None]
    colour = colour * (1 - scale) + (0.72 * SCALE_RGB + 0.28 * colour) * scale
    h = skin.hair[..., None]
    colour = colour * (1 - h) + np.array(HAIR_RGB[hair], np.float32) * h
    return (colour * skin.shade[..., None]).astype(np.float32)
