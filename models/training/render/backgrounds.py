"""What lies behind the body: cloth, drapes, paper, wall, wood, tiles, furniture, and skin-coloured surfaces."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from .noise import Grid, fractal, smoothstep, streaks
from .optics import Array, srgb_decode
from .skin import ITA_RANGE_DEG, sample_lab
from .optics import lab_to_linear

HELD_OUT_FAMILY = "tiles"
OWN_CHANCE = 0.45  # that a skin-coloured thing has about the colour of the very skin, healthy or depigmented, that lies on it


def colour(rng: np.random.Generator, low: float = 0.02, high: float = 0.95) -> Array:
    """Any colour as linear RGB: random hue, mostly moderate saturation."""
    hue, value = rng.uniform(0, 180), rng.uniform(low, high)
    saturation = rng.beta(0.9, 2.4)
    pixel = np.array([[[hue, 255 * saturation, 255 * value]]], np.uint8)
    return srgb_decode(cv2.cvtColor(pixel, cv2.COLOR_HSV2RGB)[0, 0].astype(np.float32) / 255)


def plain(rng: np.random.Generator, size: int) -> Array:
    choice = rng.random()
    base = colour(rng)
    if choice < 0.2:
        base = np.full(3, rng.uniform(0.6, 0.95), np.float32)  # paper, white wall
    elif choice < 0.35:
        base = np.full(3, rng.uniform(0.002, 0.03), np.float32)  # black cloth
    elif choice < 0.5:
        base = srgb_decode(np.array([[0.1, 0.3, 0.6], [0.1, 0.45, 0.4], [0.3, 0.55, 0.75]], np.float32)[int(rng.integers(3))] * float(rng.uniform(0.5, 1.3)))
    texture = fractal(rng, size, float(rng.uniform(2, 60)), 3) * rng.uniform(0, 0.06)
    return base * np.exp(texture)[..., None]


def folds(rng: np.random.Generator, size: int) -> Array:
    """Cloth with folds and weave."""
    shade = streaks(rng, size, float(rng.uniform(4, 18)), 0.15) * rng.uniform(0.05, 0.35)
    weave = fractal(rng, size, size / 3, 1) * rng.uniform(0, 0.08)
    return plain(rng, size) * np.exp(shade + weave)[..., None]


def ink_colour(rng: np.random.Generator, own: Array | None = None) -> Array:
    """Any colour, often one that skin has: cloth so printed touches a limb and must not be taken for it."""
    return skin_colour(rng, own) if rng.random() < 0.4 else colour(rng)


def pattern(rng: np.random.Generator, size: int, own: Array | None = None) -> Array:
    """Stripes, checks or dots printed on cloth that does not lie flat."""
    grid = Grid.of(size)
    angle, count = rng.uniform(0, np.pi), rng.uniform(4, 30)
    wave = float(rng.uniform(0, 0.03))
    x, y = (axis + fractal(rng, size, 3, 2) * wave for axis in (grid.x, grid.y))
    u = (x * np.cos(angle) + y * np.sin(angle)) * count
    v = (-x * np.sin(angle) + y * np.cos(angle)) * count
    kind = rng.integers(3)
    if kind == 0:
        ink = smoothstep(-0.2, 0.2, np.sin(2 * np.pi * u))
    elif kind == 1:
        ink = 0.5 * smoothstep(-0.2, 0.2, np.sin(2 * np.pi * u)) + 0.5 * smoothstep(-0.2, 0.2, np.sin(2 * np.pi * v))
    else:
        ink = smoothstep(0.35, 0.25, np.hypot(u % 1 - 0.5, v % 1 - 0.5))
    shade = streaks(rng, size, 6, 0.15) * rng.uniform(0, 0.25)
    a, b = ink_colour(rng, own), ink_colour(rng, own)
    return (a + ink[..., None] * (b - a)) * np.exp(shade)[..., None]


def clutter(rng: np.random.Generator, size: int) -> Array:
    """A room out of focus: boxes of any colour."""
    image = np.tile(colour(rng), (size, size, 1)).astype(np.float32)
    for _ in range(int(rng.integers(3, 14))):
        box = cv2.boxPoints(((float(rng.uniform(0, size)), float(rng.uniform(0, size))), (float(rng.uniform(0.05, 0.7) * size), float(rng.uniform(0.05, 0.7) * size)), float(rng.uniform(0, 90))))
        cv2.fillPoly(image, [box.astype(np.int32)], [float(c) for c in colour(rng)])
    image = cv2.GaussianBlur(image, (0, 0), float(rng.uniform(0.3, 12)))
    return image * np.exp(fractal(rng, size, 4, 3) * 0.1)[..., None]


def skin_colour(rng: np.random.Generator, own: Array | None = None) -> Array:
    """Colour of anybody's skin, or about one of the colours of `own` skin (N, 3); linear RGB."""
    if own is not None and rng.random() < OWN_CHANCE:
        return np.asarray(own[int(rng.integers(len(own)))] * np.exp(rng.normal(0, 0.15) + rng.normal(0, 0.06, 3)), np.float32)
    return np.maximum(lab_to_linear(sample_lab(rng, float(rng.uniform(*ITA_RANGE_DEG)), 1.5)), 0.004)


def skin_like(rng: np.random.Generator, size: int, own: Array | None = None) -> Array:
    """Wood-free surfaces in the colours of skin: beige cloth, cardboard, leather, a table."""
    base = skin_colour(rng, own)
    grain = fractal(rng, size, float(rng.uniform(3, 80)), 4) * rng.uniform(0.01, 0.15)
    shade = streaks(rng, size, 8, 0.12) * rng.uniform(0, 0.3)
    tint = np.exp(rng.normal(0, 0.12, 3)).astype(np.float32)
    return base * tint * np.exp(grain + shade)[..., None]


def wall(rng: np.random.Generator, size: int, own: Array | None = None) -> Array:
    """A painted wall, plaster or a sheet: nearly even, pale or in the colour of skin, unevenly lit."""
    base = skin_colour(rng, own) if rng.random() < 0.5 else rng.uniform(0.4, 0.95) * np.exp(rng.normal(0, 0.06, 3))
    plaster = fractal(rng, size, float(np.exp(rng.uniform(np.log(20), np.log(200)))), 3) * rng.uniform(0, 0.08)
    lit = fractal(rng, size, float(rng.uniform(1, 3)), 2) * rng.uniform(0, 0.25)
    return np.asarray(base, np.float32) * np.exp(plaster + lit)[..., None]


def wood(rng: np.random.Generator, size: int) -> Array:
    """Planks and table tops."""
    rings = np.sin(streaks(rng, size, 5, 0.5) * rng.uniform(4, 12)) * rng.uniform(0.05, 0.25)
    base = srgb_decode(np.array([0.62, 0.44, 0.28], np.float32) * float(rng.uniform(0.4, 1.3)))
    return base * np.exp(rings + fractal(rng, size, 50, 2) * 0.05)[..., None]


def tiles(rng: np.random.Generator, size: int) -> Array:
    """Tiled wall or floor with grout (never trained on)."""
    grid = Grid.of(size)
    angle, count = rng.uniform(0, np.pi), float(rng.uniform(2, 9))
    u = (grid.x * np.cos(angle) + grid.y * np.sin(angle)) * count
    v = (-grid.x * np.sin(angle) + grid.y * np.cos(angle)) * count
    grout = np.maximum(np.abs(u % 1 - 0.5), np.abs(v % 1 - 0.5)) > 0.5 - float(rng.uniform(0.01, 0.05))
    shades = rng.normal(0, 0.12, (64, 64)).astype(np.float32)
    each = shades[np.floor(u).astype(int) % 64, np.floor(v).astype(int) % 64]
    face = colour(rng, 0.3) * np.exp(each + fractal(rng, size, 9, 4) * rng.uniform(0, 0.15))[..., None]
    return np.where(grout[..., None], colour(rng, 0.2), face)


FAMILIES: dict[str, tuple[float, Callable[..., Array]]] = {
    "plain": (0.24, plain),
    "folds": (0.18, folds),
    "pattern": (0.2, pattern),
    "clutter": (0.1, clutter),
    "skin-like": (0.16, skin_like),
    "wood": (0.12, wood),
    "wall": (0.14, wall),
}

SKIN_COLOURED = ("pattern", "skin-like", "wall")


def render_background(rng: np.random.Generator, size: int, held_out: bool, own: Array) -> tuple[Array, str]:
    """Albedo (linear RGB) and its family; `own` (N, 3) are colours (linear RGB) of the skin in front of it."""
    if held_out:
        return np.clip(tiles(rng, size), 0, 1.2).astype(np.float32), HELD_OUT_FAMILY
    names = list(FAMILIES)
    weights = np.array([FAMILIES[name][0] for name in names])
    name = names[int(rng.choice(len(names), p=weights / weights.sum()))]
    make = FAMILIES[name][1]
    albedo = make(rng, size, own) if name in SKIN_COLOURED else make(rng, size)
    return np.clip(albedo, 0, 1.2).astype(np.float32), name
