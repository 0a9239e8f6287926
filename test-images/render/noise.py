"""Random fields on a raster. Every function takes the generator first, so that a seed fixes the picture."""
from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


def smooth(rng: np.random.Generator, shape: tuple[int, int], scale_px: float, stretch: float = 1.0) -> Array:
    """One octave: normal numbers on a coarse grid, cubic in between; mean 0, deviation 1. `stretch` > 1 lengthens along x."""
    h = max(4, round(shape[0] / scale_px) + 3)
    w = max(4, round(shape[1] / (scale_px * stretch)) + 3)
    field = cv2.resize(rng.standard_normal((h, w)).astype(np.float32), (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
    return (field - field.mean()) / (field.std() + 1e-6)


def fractal(rng: np.random.Generator, shape: tuple[int, int], scale_px: float, octaves: int = 4,
            gain: float = 0.5, stretch: float = 1.0) -> Array:
    """Sum of octaves, each half as wide and `gain` as strong as the one before; mean 0, deviation 1."""
    total = np.zeros(shape, np.float32)
    for octave in range(octaves):
        scale = scale_px / 2 ** octave
        if scale < 1:
            break
        total += gain ** octave * smooth(rng, shape, scale, stretch)
    return (total - total.mean()) / (total.std() + 1e-6)


def cells(rng: np.random.Generator, shape: tuple[int, int], spacing_px: float) -> Array:
    """Polygons as in the relief of skin or in cracked scale: 0 at the middle of a cell, about 1 on its border."""
    rows, cols = int(shape[0] / spacing_px) + 2, int(shape[1] / spacing_px) + 2
    y = (np.arange(rows)[:, None] + rng.uniform(-0.1, 1.1, (rows, cols))) * spacing_px
    x = (np.arange(cols)[None, :] + rng.uniform(-0.1, 1.1, (rows, cols))) * spacing_px
    seeds = np.full(shape, 255, np.uint8)
    keep = (y >= 0) & (y < shape[0]) & (x >= 0) & (x < shape[1])
    seeds[y[keep].astype(int), x[keep].astype(int)] = 0
    return np.clip(cv2.distanceTransform(seeds, cv2.DIST_L2, 5) / (0.65 * spacing_px), 0, 1.3).astype(np.float32)


def smoothstep(low: float, high: float, x: Array) -> Array:
    """0 below `low`, 1 above `high`, smooth in between; `low` > `high` turns it round."""
    t = np.clip((x - low) / (high - low), 0, 1)
    return (t * t * (3 - 2 * t)).astype(np.float32)


def blur(field: Array, sigma_px: float) -> Array:
    """Gaussian blur; no change below a twentieth of a pixel."""
    return field if sigma_px < 0.05 else cv2.GaussianBlur(field, (0, 0), float(sigma_px))
