"""Outlines of lesions as binary masks, in families that differ in kind, and their signed distance."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt

from .noise import fractal, warp
from .optics import Array

Mask = npt.NDArray[np.uint8]
HELD_OUT_FAMILY = "star"


def signed_distance(mask: Mask) -> Array:
    """Distance to the border in frame units, positive inside."""
    size = mask.shape[0]
    if not mask.any():
        return np.full(mask.shape, -1.0, np.float32)
    inside = cv2.distanceTransform(mask, cv2.DIST_L2, 3)
    outside = cv2.distanceTransform(1 - mask, cv2.DIST_L2, 3)
    return ((inside - outside) / size).astype(np.float32)


def ragged(rng: np.random.Generator, mask: Mask, amount: float, cells: float) -> Mask:
    """Push the border about by smooth noise (frame units)."""
    size = mask.shape[0]
    dx, dy = (fractal(rng, size, cells, 3) * amount for _ in range(2))
    return (warp(mask.astype(np.float32), dx, dy) > 0.5).astype(np.uint8)


def points_on(rng: np.random.Generator, skin: Mask, count: int) -> npt.NDArray[np.int64]:
    rows, columns = np.nonzero(skin)
    if not len(rows):
        return np.zeros((0, 2), np.int64)
    chosen = rng.integers(0, len(rows), count)
    return np.stack([columns[chosen], rows[chosen]], axis=1)


def discs(rng: np.random.Generator, skin: Mask, clusters: int, radius: tuple[float, float], per: int) -> Mask:
    """Clusters of overlapping discs: the scalloped convex border of growing patches."""
    size = skin.shape[0]
    mask = np.zeros_like(skin)
    for x, y in points_on(rng, skin, clusters):
        r = size * float(np.exp(rng.uniform(np.log(radius[0]), np.log(radius[1]))))
        for _ in range(int(rng.integers(1, per + 1))):
            shift = rng.normal(0, 0.75 * r, 2)
            axes = (max(1, int(r * rng.uniform(0.5, 1))), max(1, int(r * rng.uniform(0.5, 1))))
            cv2.ellipse(mask, (int(x + shift[0]), int(y + shift[1])), axes, float(rng.uniform(0, 180)), 0, 360, 1, -1)
    return mask


def patches(rng: np.random.Generator, skin: Mask) -> Mask:
    mask = discs(rng, skin, int(rng.integers(1, 7)), (0.03, 0.22), 9)
    return ragged(rng, mask, float(rng.uniform(0.002, 0.02)), float(rng.uniform(5, 20)))


def single(rng: np.random.Generator, skin: Mask) -> Mask:
    mask = discs(rng, skin, 1, (0.06, 0.28), 5)
    return ragged(rng, mask, float(rng.uniform(0.004, 0.03)), float(rng.uniform(4, 12)))


def confetti(rng: np.random.Generator, skin: Mask) -> Mask:
    mask = discs(rng, skin, int(rng.integers(15, 120)), (0.004, 0.022), 2)
    if rng.random() < 0.5:
        mask |= discs(rng, skin, int(rng.integers(1, 4)), (0.04, 0.14), 6)
    return ragged(rng, mask, 0.004, 25)


def contour(rng: np.random.Generator, skin: Mask) -> Mask:
    """Level set of fractal noise: interlaced, map-like."""
    field = fractal(rng, skin.shape[0], float(rng.uniform(2, 7)), 4, float(rng.uniform(0.35, 0.6)))
    return (field > np.quantile(field, rng.uniform(0.45, 0.92))).astype(np.uint8)


def nearly_all(rng: np.random.Generator, skin: Mask) -> Mask:
    """Lesion almost everywhere; pigmented islands remain."""
    if rng.random() < 0.5:
        field = fractal(rng, skin.shape[0], float(rng.uniform(3, 12)), 4)
        return (field > np.quantile(field, rng.uniform(0.03, 0.3))).astype(np.uint8)
    return 1 - confetti(rng, skin)


def front(rng: np.random.Generator, skin: Mask) -> Mask:
    """Everything on one side of a wavy line, as where a large patch leaves the frame."""
    size = skin.shape[0]
    axis = np.linspace(-0.5, 0.5, size, dtype=np.float32)
    x, y = np.meshgrid(axis, axis)
    angle = rng.uniform(0, 2 * np.pi)
    wave = fractal(rng, size, float(rng.uniform(3, 9)), 4) * float(rng.uniform(0.02, 0.08))
    return (x * np.cos(angle) + y * np.sin(angle) + wave > rng.uniform(-0.25, 0.3)).astype(np.uint8)


def star(rng: np.random.Generator, skin: Mask) -> Mask:
    """Radial Fourier outlines (never trained on)."""
    mask = np.zeros_like(skin)
    size = skin.shape[0]
    turn = np.linspace(0, 2 * np.pi, 90, endpoint=False)
    for x, y in points_on(rng, skin, int(rng.integers(1, 6))):
        radius = size * float(rng.uniform(0.03, 0.2))
        wave = sum(rng.normal(0, 0.35 / k) * np.cos(k * turn + rng.uniform(0, 6.3)) for k in range(2, 9))
        r = radius * np.clip(1 + wave, 0.25, 2)
        outline = np.stack([x + r * np.cos(turn), y + r * np.sin(turn)], axis=1)
        cv2.fillPoly(mask, [outline.astype(np.int32)], 1)
    return mask


FAMILIES: dict[str, tuple[float, Callable[[np.random.Generator, Mask], Mask]]] = {
    "patches": (0.3, patches),
    "single": (0.14, single),
    "confetti": (0.16, confetti),
    "contour": (0.2, contour),
    "nearly-all": (0.05, nearly_all),
    "front": (0.1, front),
}


def on_site(rng: np.random.Generator, site: Array) -> Mask:
    """A lesion that follows an anatomical site (fingertips, orbit, cheeks) with a ragged border."""
    field = site + fractal(rng, site.shape[0], float(rng.uniform(4, 14)), 4) * rng.uniform(0.08, 0.3)
    return ((field > rng.uniform(0.3, 0.7)) & (site > 0.02)).astype(np.uint8)


def draw_outline(rng: np.random.Generator, skin: Mask, family: str) -> Mask:
    if family == HELD_OUT_FAMILY:
        return star(rng, skin)
    return FAMILIES[family][1](rng, skin)


def choose_family(rng: np.random.Generator, names: tuple[str, ...] | None = None) -> str:
    known = list(names or FAMILIES)
    weights = np.array([FAMILIES[name][0] for name in known])
    return known[int(rng.choice(len(known), p=weights / weights.sum()))]
