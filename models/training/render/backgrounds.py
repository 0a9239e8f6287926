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


def paving(rng: np.random.Generator, size: int, own: Array | None = None) -> Array:
    """Pieces that fit together, each of its own shade, with or without joints: stones, leather, patchwork, puzzle mats."""
    count = int(np.exp(rng.uniform(np.log(6), np.log(220))))
    away = np.full((size, size), 255, np.uint8)
    away[rng.integers(0, size, count), rng.integers(0, size, count)] = 0
    labels = cv2.distanceTransformWithLabels(away, cv2.DIST_L2, 5)[1]
    bend = (fractal(rng, size, 8, 2) * rng.uniform(0, 3)).astype(np.float32)
    grid = Grid.of(size)
    labels = cv2.remap(labels.astype(np.float32), grid.x * size + bend, grid.y * size - bend, cv2.INTER_NEAREST, borderMode=cv2.BORDER_REFLECT)
    each = rng.normal(0, rng.uniform(0.03, 0.35), count + 1)[:, None] + rng.normal(0, rng.uniform(0, 0.1), (count + 1, 3))
    grain = fractal(rng, size, float(rng.uniform(6, 60)), 4) * rng.uniform(0, 0.15)
    image = ink_colour(rng, own) * np.exp(each[np.clip(labels.astype(int), 0, count)] + grain[..., None])
    if rng.random() < 0.6:
        edge = cv2.morphologyEx(labels, cv2.MORPH_GRADIENT, np.ones((int(rng.integers(2, 5)),) * 2)) > 0
        joint = cv2.GaussianBlur(edge.astype(np.float32), (0, 0), float(rng.uniform(0.4, 1.5)))[..., None]
        image = image + joint * (ink_colour(rng, own) - image)
    return image


def stone(rng: np.random.Generator, size: int, own: Array | None = None) -> Array:
    """Terrazzo, granite and marble: chips or veins of other colours."""
    image = np.tile(ink_colour(rng, own), (size, size, 1)) * np.exp(fractal(rng, size, 4, 4) * rng.uniform(0, 0.2))[..., None]
    for _ in range(int(rng.integers(1, 5))):
        field = fractal(rng, size, float(np.exp(rng.uniform(np.log(4), np.log(90)))), 3)
        if rng.random() < 0.5:
            field = 2.5 - np.abs(field) * rng.uniform(8, 30)  # veins lie where a field passes zero
        ink = smoothstep(0, float(rng.uniform(0.1, 0.8)), field - float(rng.uniform(0.6, 1.8)))
        image = image + ink[..., None] * float(rng.uniform(0.2, 1)) * (ink_colour(rng, own) - image)
    return image


def printed(rng: np.random.Generator, size: int, own: Array | None = None) -> Array:
    """A print of many sharp shapes, small and large: bedding, posters, magazines, toys."""
    image = np.tile(ink_colour(rng, own), (size, size, 1)).astype(np.float32)
    widest = float(np.exp(rng.uniform(np.log(0.02), np.log(0.25)))) * size
    for _ in range(int(rng.integers(20, 160))):
        centre = tuple(int(v) for v in rng.integers(0, size, 2))
        ink = [float(c) for c in ink_colour(rng, own)]
        axes = tuple(int(1 + v) for v in rng.uniform(0.1, 1, 2) * widest)
        if rng.random() < 0.5:
            cv2.ellipse(image, centre, axes, float(rng.uniform(0, 180)), 0, 360, ink, -1, cv2.LINE_AA)
        else:
            points = centre + rng.normal(0, widest / 2, (int(rng.integers(3, 8)), 2))
            cv2.fillPoly(image, [cv2.convexHull(points.astype(np.int32))], ink, cv2.LINE_AA)
    shade = streaks(rng, size, 6, 0.15) * rng.uniform(0, 0.25)
    return image * np.exp(shade)[..., None]


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
    "paving": (0.18, paving),
    "stone": (0.14, stone),
    "printed": (0.12, printed),
}

SKIN_COLOURED = ("pattern", "skin-like", "wall", "paving", "stone", "printed")


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
