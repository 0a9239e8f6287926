"""Coordinate grids and smooth random fields, all as float32 arrays of one square frame."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from .optics import Array


@dataclass(frozen=True)
class Grid:
    """Pixel centres of a square frame in frame units (0..1), x to the right, y down."""

    size: int
    x: Array
    y: Array

    @staticmethod
    def of(size: int) -> Grid:
        axis = (np.arange(size, dtype=np.float32) + 0.5) / size
        x, y = np.meshgrid(axis, axis)
        return Grid(size, x, y)


def upsample(field: Array, size: int) -> Array:
    return cv2.resize(field, (size, size), interpolation=cv2.INTER_LINEAR)


def smoothstep(low: float, high: float, value: Array) -> Array:
    t = np.clip((value - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def fractal(rng: np.random.Generator, size: int, cells: float, octaves: int = 3, gain: float = 0.55) -> Array:
    """Zero-mean, unit-variance fractal noise; `cells` = bumps across the frame in the coarsest octave."""
    total = np.zeros((size, size), np.float32)
    amplitude = 1.0
    for _ in range(octaves):
        count = int(np.clip(round(cells), 1, size))
        lattice = rng.standard_normal((count + 3, count + 3)).astype(np.float32)
        big = cv2.resize(lattice, None, fx=size / count, fy=size / count, interpolation=cv2.INTER_CUBIC)
        dy, dx = (int(v) for v in rng.integers(0, max(1, min(big.shape) - size), 2))
        total += amplitude * big[dy : dy + size, dx : dx + size]
        amplitude *= gain
        cells *= 2
        if cells > size:
            break
    return (total - total.mean()) / (total.std() + 1e-6)


def streaks(rng: np.random.Generator, size: int, cells: float, stretch: float) -> Array:
    """Anisotropic noise (wood grain, cloth folds) in a random direction, unit variance."""
    base = fractal(rng, size, cells, 3)
    length = max(3, int(size * stretch))
    base = cv2.blur(base, (length, 1))
    angle = float(rng.uniform(0, 180))
    turn = cv2.getRotationMatrix2D((size / 2, size / 2), angle, 1.45)
    base = cv2.warpAffine(base, turn, (size, size), borderMode=cv2.BORDER_REFLECT)
    return (base - base.mean()) / (base.std() + 1e-6)


def warp(field: Array, dx: Array, dy: Array) -> Array:
    """Sample `field` at displaced positions; displacements in frame units."""
    size = field.shape[0]
    axis = np.arange(size, dtype=np.float32)
    mx, my = np.meshgrid(axis, axis)
    return cv2.remap(field, mx + dx * size, my + dy * size, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
