"""A hand (back or palm) or a foot from above, in units of its own length: wrist at v = +0.5, tips at v = -0.5."""

from __future__ import annotations

import numpy as np

from .noise import smoothstep
from .parts import Parts
from .shapes import Pose, Solid, capsule, union

# Base x, base y, length, radius of the four fingers (body units, from proportions of an adult hand).
FINGERS = ((-0.165, -0.06, 0.33, 0.046), (-0.062, -0.095, 0.38, 0.049), (0.048, -0.085, 0.35, 0.047), (0.148, -0.03, 0.27, 0.04))
TOES = ((-0.13, -0.3, 0.12, 0.062), (-0.045, -0.31, 0.1, 0.04), (0.025, -0.29, 0.095, 0.037), (0.085, -0.26, 0.085, 0.035))
PALM_LINES = ((0.0, -0.2, 0.2), (0.05, 0.42, 0.36), (-0.22, 0.2, 0.2))  # centre x, y and radius of each arc
EDGE = 0.012  # softness of painted edges, body units


def digit(rng: np.random.Generator, pose: Pose, parts: Parts, base: tuple[float, float], tip: tuple[float, float], radius: float, palm: bool) -> Solid:
    """One finger or toe with nail, knuckle creases and its lesion site at the tip."""
    solid = capsule(pose, base, tip, radius * 1.08, radius * 0.86)
    dx, dy = tip[0] - base[0], tip[1] - base[1]
    length = float(np.hypot(dx, dy)) or 1.0
    ux, uy = dx / length, dy / length
    along = (pose.u - base[0]) * ux + (pose.v - base[1]) * uy
    side = (pose.u - base[0]) * -uy + (pose.v - base[1]) * ux
    inside = smoothstep(0.01, -0.01, solid.distance)
    parts.add_site("acral", inside * smoothstep(length * 0.35, length * 0.8, along))
    for at in (0.38, 0.72):
        crease = np.exp(-(((along - length * at) / 0.006) ** 2)) + 0.7 * np.exp(-(((along - length * at - 0.014) / 0.004) ** 2))
        parts.add_shadow(crease * inside, float(rng.uniform(0.02, 0.2)))
        if not palm:
            bump = np.exp(-(((along - length * at) / 0.03) ** 2)) * inside
            parts.add_melanin(bump, float(rng.uniform(0, 0.25)), float(rng.uniform(0, 0.1)))
    if not palm:
        k = np.sqrt((np.abs(side) / (radius * 0.62)) ** 4 + (np.abs(along - length - radius * 0.12) / (radius * 0.78)) ** 4)
        nail = smoothstep(1.12, 0.95, k.astype(np.float32))
        pink = float(rng.uniform(0.75, 1.2))
        # The nail bed shows through: on dark hands nails are only somewhat paler than the skin.
        parts.add_paint(nail * float(rng.uniform(0.3, 0.9)), (0.56 * pink, 0.34 * pink, 0.29 * pink), gloss=0.8)
        free = nail * float(rng.uniform(0, 0.9)) * smoothstep(length + radius * 0.55, length + radius * 0.7, along)
        parts.add_paint(free, (0.7, 0.66, 0.55), gloss=0.5)
    return solid


def add_palm_lines(rng: np.random.Generator, pose: Pose, parts: Parts) -> None:
    """The three great creases of a palm, brown on dark skin: no lesion."""
    pigment, depth = float(rng.uniform(0, 0.8)), float(rng.uniform(0.05, 0.3))
    for x, y, radius in PALM_LINES:
        ring = np.hypot(pose.u - x, pose.v - y) - radius + float(rng.normal(0, 0.01))
        inside = smoothstep(0.2, 0.14, np.hypot(pose.u, pose.v - 0.12))
        width = float(rng.uniform(0.003, 0.008))
        parts.add_shadow(np.exp(-((ring / width) ** 2)) * inside, depth)
        parts.add_melanin(np.exp(-((ring / (2 * width)) ** 2)) * inside, pigment)


def hand_parts(rng: np.random.Generator, pose: Pose, parts: Parts, foot: bool, palm: bool) -> Solid:
    """Add one hand or foot to `parts` and return its solid."""
    fan = float(rng.uniform(0, 0.2))
    solids: list[Solid] = []
    for i, (x, y, length, radius) in enumerate(TOES if foot else FINGERS):
        lean = (i - 1.4) * fan * 0.8 + float(rng.normal(0, 0.03))
        reach = length * float(rng.uniform(0.92, 1.06)) * (1.0 if rng.random() < 0.92 else 0.5)
        tip = (x + np.sin(lean) * reach, y - np.cos(lean) * reach)
        solids.append(digit(rng, pose, parts, (x, y), (float(tip[0]), float(tip[1])), radius, palm))
    if foot:
        sole = [capsule(pose, (-0.03, -0.25), (0.0, 0.3), 0.15, 0.11), capsule(pose, (0.05, -0.2), (0.0, 0.1), 0.09, 0.1)]
    else:
        thumb = float(rng.uniform(0.5, 1.1))
        joint = (-0.27 - 0.03 * thumb, 0.1)
        end = (float(joint[0] - 0.17 * np.sin(thumb)), float(joint[1] - 0.2 * np.cos(thumb)))
        solids.append(digit(rng, pose, parts, joint, end, 0.052, palm))
        solids.append(capsule(pose, (-0.13, 0.3), joint, 0.09, 0.058))
        sole = [capsule(pose, (-0.1, -0.02), (-0.07, 0.3), 0.105, 0.1), capsule(pose, (0.09, 0.0), (0.05, 0.3), 0.1, 0.095), capsule(pose, (0.0, -0.02), (0.0, 0.3), 0.12, 0.12)]
    solids += sole
    wrist = 0.115 if not foot else 0.12
    solids.append(capsule(pose, (0, 0.32), (float(rng.normal(0, 0.08)), 1.6), wrist, wrist * 1.35))
    solid = union(solids, 0.025)
    if palm:
        parts.add_pale(smoothstep(0.5, 0.38, pose.v) * smoothstep(EDGE, -EDGE, solid.distance), float(rng.uniform(0.35, 0.75)))
        add_palm_lines(rng, pose, parts)
    return Solid(solid.distance, solid.height * float(rng.uniform(0.5, 1.0)))
