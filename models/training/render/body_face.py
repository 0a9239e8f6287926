"""A face in units of its height: brow line at v = -0.1, chin at v = +0.5, hairline near v = -0.38."""

from __future__ import annotations

import numpy as np

from .noise import fractal, smoothstep
from .parts import Parts
from .shapes import Pose, Solid, ellipsoid, lathe, union

HAIR_COLOURS = ((0.008, 0.006, 0.005), (0.02, 0.012, 0.008), (0.06, 0.03, 0.015), (0.22, 0.13, 0.06), (0.3, 0.29, 0.28), (0.01, 0.01, 0.012))


def ellipse_mask(pose: Pose, centre: tuple[float, float], radii: tuple[float, float], soft: float = 0.15) -> np.ndarray:
    k = np.hypot((pose.u - centre[0]) / radii[0], (pose.v - centre[1]) / radii[1])
    return smoothstep(1 + soft, 1 - soft, k.astype(np.float32))


def add_eye(rng: np.random.Generator, pose: Pose, parts: Parts, x: float, y: float, hair: tuple[float, float, float], shut: bool) -> None:
    """Eyeball, iris, lid shadow and brow around (x, y)."""
    opening = 0.0 if shut else float(rng.uniform(0.016, 0.03))
    parts.add_shadow(ellipse_mask(pose, (x, y - 0.025), (0.085, 0.04), 0.6), float(rng.uniform(0.05, 0.4)))
    parts.add_melanin(ellipse_mask(pose, (x, y + 0.035), (0.08, 0.03), 0.8), float(rng.uniform(0, 0.25)), float(rng.uniform(0, 0.15)))
    if shut:
        line = np.exp(-(((pose.v - y - 0.012 * np.cos((pose.u - x) * 20)) / 0.005) ** 2)) * (np.abs(pose.u - x) < 0.06)
        parts.add_paint(line * 0.9, hair)
    else:
        parts.add_paint(ellipse_mask(pose, (x, y), (0.062, opening), 0.12), (0.55, 0.5, 0.48), gloss=0.6)
        iris = ((0.03, 0.015, 0.008), (0.08, 0.05, 0.02), (0.1, 0.18, 0.25))[int(rng.integers(3))]
        both = ellipse_mask(pose, (x, y), (0.062, opening), 0.12) * ellipse_mask(pose, (x + float(rng.normal(0, 0.01)), y), (0.026, 0.026), 0.1)
        parts.add_paint(both, iris, gloss=0.8)
        lash = np.exp(-(((pose.v - y + opening * np.sqrt(np.maximum(1 - ((pose.u - x) / 0.066) ** 2, 0))) / 0.006) ** 2)) * (np.abs(pose.u - x) < 0.066)
        parts.add_paint(lash * 0.85, hair)
    arch = pose.v - (y - 0.075) + 0.03 * np.cos((pose.u - x) * 12)
    brow = np.exp(-((arch / float(rng.uniform(0.01, 0.02))) ** 2)) * smoothstep(0.105, 0.07, np.abs(pose.u - x))
    parts.add_paint(brow * float(rng.uniform(0.35, 0.95)), hair, textured=True)


def face_parts(rng: np.random.Generator, pose: Pose, parts: Parts) -> Solid:
    """Add one face to `parts` and return its solid (head and neck)."""
    turn = float(rng.uniform(0, 0.5)) if rng.random() < 0.5 else 0.0
    wide = float(rng.uniform(0.33, 0.4))
    skull = ellipsoid(pose, (0, -0.05), (wide, 0.47), wide)
    jaw = ellipsoid(pose, (0.02 * turn, 0.18), (wide * 0.8, 0.32), wide * 0.8)
    neck = lathe(pose, np.array([0.2, 0.5, 0.75, 1.6], np.float32), np.array([0.2, 0.21, 0.3, 0.75], np.float32), 0.0, 0.6)
    shade = smoothstep(0.4, 0.52, pose.v) * smoothstep(0.9, 0.5, pose.v)
    parts.add_shadow(shade, float(rng.uniform(0.0, 0.6)))
    ears = [ellipsoid(pose, (s * wide * 1.02 - turn * 0.1, 0.02), (0.045, 0.1), 0.04) for s in (-1, 1)]
    solid = union([skull, jaw, neck, *ears], 0.02)
    middle = turn * wide * 0.5
    nose = 0.07 * np.exp(-(((pose.u - middle) / 0.055) ** 2) - ((pose.v - 0.08) / 0.13) ** 2)
    hair = HAIR_COLOURS[int(rng.integers(len(HAIR_COLOURS)))]
    shut = rng.random() < 0.35
    gap = 0.155 * (1 - 0.2 * turn)
    for side in (-1, 1):
        add_eye(rng, pose, parts, middle + side * gap, -0.03, hair, shut)
        parts.add_shadow(ellipse_mask(pose, (middle + side * 0.028, 0.165), (0.016, 0.01), 0.5), 1.5)
        parts.add_site("orbit", ellipse_mask(pose, (middle + side * gap, -0.03), (0.12, 0.09), 0.4))
        parts.add_site("cheek", ellipse_mask(pose, (middle + side * 0.2, 0.12), (0.11, 0.12), 0.5))
    add_mouth(rng, pose, parts, middle)
    parts.add_site("forehead", ellipse_mask(pose, (middle, -0.25), (0.22, 0.09), 0.5))
    add_hair(rng, pose, parts, hair, solid, wide)
    return Solid(solid.distance, (solid.height + nose * (solid.distance < 0)).astype(np.float32))


def add_mouth(rng: np.random.Generator, pose: Pose, parts: Parts, middle: float) -> None:
    lips = np.maximum(ellipse_mask(pose, (middle, 0.272), (0.1, 0.022)), ellipse_mask(pose, (middle, 0.3), (0.085, 0.028)))
    tint = float(rng.uniform(0.25, 1.3))
    parts.add_paint(lips * 0.9, (0.32 * tint, 0.13 * tint, 0.12 * tint), gloss=0.4)
    line = np.exp(-(((pose.v - 0.284) / 0.004) ** 2)) * (np.abs(pose.u - middle) < 0.1)
    parts.add_paint(line * 0.7, (0.03, 0.01, 0.01))
    fold = np.exp(-(((np.abs(pose.u - middle) - 0.1 - 0.35 * (pose.v - 0.15)) / 0.008) ** 2)) * smoothstep(0.12, 0.16, pose.v) * smoothstep(0.3, 0.25, pose.v)
    parts.add_shadow(fold, float(rng.uniform(0, 0.35)))
    parts.add_site("mouth", ellipse_mask(pose, (middle, 0.285), (0.17, 0.1), 0.4))
    parts.add_site("upper-lip", ellipse_mask(pose, (middle, 0.235), (0.1, 0.025), 0.5))
    beard = smoothstep(0.14, 0.3, pose.v) * smoothstep(0.55, 0.45, pose.v)
    if rng.random() < 0.3:
        parts.add_shadow(beard * (0.6 + 0.2 * fractal(rng, pose.u.shape[0], pose.u.shape[0] / 4, 1)), float(rng.uniform(0.05, 0.5)))


def add_hair(rng: np.random.Generator, pose: Pose, parts: Parts, colour: tuple[float, float, float], solid: Solid, wide: float) -> None:
    """Scalp hair beyond a wavy hairline, hanging past the outline or pulled back."""
    wave = fractal(rng, pose.u.shape[0], 8, 3) * 0.015
    hairline = float(rng.uniform(-0.42, -0.3))
    crown = smoothstep(0.02, -0.02, pose.v - hairline - 1.1 * pose.u**2 / wide * 0.5 + wave)
    long = rng.random() < 0.5
    temple = smoothstep(0.8, 0.95, np.abs(pose.u) / wide + wave) * smoothstep(0.9 if long else 0.15, 0.1, pose.v)
    reach = smoothstep(0.16 if long else 0.05, 0.0, solid.distance + wave)
    parts.add_paint(np.maximum(crown, temple if rng.random() < 0.7 else 0 * temple) * reach, colour, textured=True)
    parts.paints[-1].gloss = float(rng.uniform(0, 0.3))
