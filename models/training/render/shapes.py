"""Solid primitives seen from above: signed distance of the outline and height above the table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .noise import Grid
from .optics import Array


@dataclass(frozen=True)
class Solid:
    """Signed distance to the outline (negative inside) and height, both in body units."""

    distance: Array
    height: Array


@dataclass(frozen=True)
class Pose:
    """Body coordinates (u, v) of every pixel of a frame; `scale` = frame units per body unit."""

    u: Array
    v: Array
    scale: float

    @staticmethod
    def of(grid: Grid, centre: tuple[float, float], angle: float, scale: float, mirror: bool = False) -> Pose:
        dx, dy = grid.x - centre[0], grid.y - centre[1]
        cos, sin = np.float32(np.cos(angle)), np.float32(np.sin(angle))
        u = (cos * dx + sin * dy) / scale
        return Pose(-u if mirror else u, (-sin * dx + cos * dy) / scale, scale)


def capsule(pose: Pose, a: tuple[float, float], b: tuple[float, float], ra: float, rb: float) -> Solid:
    """A tapered round-ended cylinder from a (radius ra) to b (radius rb)."""
    bx, by = b[0] - a[0], b[1] - a[1]
    px, py = pose.u - a[0], pose.v - a[1]
    along = np.clip((px * bx + py * by) / (bx * bx + by * by + 1e-9), 0, 1)
    distance = np.hypot(px - along * bx, py - along * by)
    radius = ra + (rb - ra) * along
    height = np.sqrt(np.maximum(radius * radius - distance * distance, 0))
    return Solid((distance - radius).astype(np.float32), height.astype(np.float32))


def smooth_profile(v: Array, stations: Array, values: Array) -> Array:
    """Interpolate a profile without kinks: linear interpolation, then averaged over an eighth of its length."""
    fine = np.linspace(stations[0], stations[-1], 257)
    linear = np.interp(fine, stations, values)
    window = np.hanning(33)
    padded = np.pad(linear, 16, mode="edge")
    return np.interp(v, fine, np.convolve(padded, window / window.sum(), mode="valid")).astype(np.float32)


def lathe(pose: Pose, stations: Array, half_widths: Array, bow: float = 0.0, flatness: float = 1.0) -> Solid:
    """A limb or trunk along v whose half width follows the given profile; `bow` bends its axis."""
    span = float(stations[-1] - stations[0]) or 1.0
    t = (pose.v - stations[0]) / span
    axis = bow * np.sin(np.pi * np.clip(t, 0, 1))
    width = smooth_profile(pose.v, stations, half_widths)
    side = np.abs(pose.u - axis)
    beyond = np.maximum(stations[0] - pose.v, pose.v - stations[-1])
    distance = np.maximum(side - width, beyond)
    height = flatness * width * np.sqrt(np.maximum(1 - (side / width) ** 2, 0))
    return Solid(distance.astype(np.float32), np.where(beyond < 0, height, 0).astype(np.float32))


def ellipsoid(pose: Pose, centre: tuple[float, float], radii: tuple[float, float], depth: float) -> Solid:
    """Outline distance is approximate (exact on the axes), which is enough for soft edges."""
    k = np.hypot((pose.u - centre[0]) / radii[0], (pose.v - centre[1]) / radii[1])
    height = depth * np.sqrt(np.maximum(1 - k * k, 0))
    return Solid(((k - 1) * min(radii)).astype(np.float32), height.astype(np.float32))


def union(solids: list[Solid], blend: float = 0.0) -> Solid:
    """Union; `blend` > 0 rounds the joints (body units)."""
    distance, height = solids[0].distance, solids[0].height
    for solid in solids[1:]:
        if blend > 0:
            h = np.clip(0.5 + 0.5 * (solid.distance - distance) / blend, 0, 1)
            distance = solid.distance * (1 - h) + distance * h - blend * h * (1 - h)
        else:
            distance = np.minimum(distance, solid.distance)
        height = np.maximum(height, solid.height)
    return Solid(distance.astype(np.float32), height)
