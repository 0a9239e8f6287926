"""Body parts in view: which pixels are skin, how the surface is curved, and where its landmarks are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import cv2
import numpy as np

from .body_face import face_parts
from .body_hand import hand_parts
from .noise import Grid, fractal, upsample
from .optics import Array
from .parts import Parts, empty_site
from .shapes import Pose, capsule, lathe, union


@dataclass
class Body:
    """Everything later stages need, at full frame size; lengths in frame units."""

    distance: Array
    height: Array
    zoom: float
    kind: str
    parts: Parts = field(default_factory=Parts)
    axis_rad: float | None = None  # direction of a limb in the frame, from x towards y; what is worn around it lies across


def close_up(rng: np.random.Generator, grid: Grid) -> Body:
    """Skin fills the frame: a patch of trunk, back, thigh or cheek."""
    height = fractal(rng, grid.size, 1.5, 2) * rng.uniform(0.0, 0.06)
    angle = rng.uniform(0, 2 * np.pi)
    across = (grid.x - 0.5) * np.cos(angle) + (grid.y - 0.5) * np.sin(angle) - rng.uniform(-0.3, 0.3)
    radius = rng.uniform(0.7, 3)
    height = height + np.sqrt(np.maximum(radius**2 - across**2, 0.01))
    return Body(np.full_like(grid.x, -1.0), height.astype(np.float32), 1.0, "close-up")


def limb(rng: np.random.Generator, grid: Grid) -> Body:
    """One or two limbs crossing the frame, straight or bent at elbow or knee."""
    count = 2 if rng.random() < 0.3 else 1
    angle = rng.uniform(0, 2 * np.pi)
    width = rng.uniform(0.1, 0.2) if count == 2 else rng.uniform(0.13, 0.38)
    solids, parts = [], Parts()
    for i in range(count):
        offset = 0.0 if count == 1 else (i - 0.5) * rng.uniform(0.45, 0.6)
        centre = (0.5 - offset * np.sin(angle + np.pi / 2), 0.5 + offset * np.cos(angle + np.pi / 2))
        centre = (float(centre[0] + rng.normal(0, 0.04)), float(centre[1] + rng.normal(0, 0.04)))
        pose = Pose.of(grid, centre, angle + np.pi * 0 + float(rng.normal(0, 0.05)), 1.0)
        if count == 1 and rng.random() < 0.35:
            bend = rng.uniform(-1.4, 1.4)
            far = (float(np.sin(bend)), float(np.cos(bend)))
            upper = capsule(pose, (0, -1.2), (0, 0.05), width * 1.1, width * rng.uniform(0.8, 1.0))
            lower = capsule(pose, (0, 0.05), far, width * rng.uniform(0.8, 1.0), width * rng.uniform(0.5, 0.9))
            solids.append(union([upper, lower], 0.1))
            add_joint(rng, pose, parts, width)
        else:
            stations = np.linspace(-1, 1, 7).astype(np.float32)
            taper = np.linspace(1, rng.uniform(0.5, 1.1), 7)
            bulge = 1 + 0.12 * np.sin(np.linspace(0, 3, 7) + rng.uniform(0, 6))
            profile = (width * taper * bulge).astype(np.float32)
            solids.append(lathe(pose, stations, profile, float(rng.normal(0, 0.05)), float(rng.uniform(0.6, 1))))
            if rng.random() < 0.3:
                add_joint(rng, pose, parts, width)
    solid = union(solids)
    return Body(solid.distance, solid.height, 0.7, "limb", parts, angle + np.pi / 2)


def add_joint(rng: np.random.Generator, pose: Pose, parts: Parts, width: float) -> None:
    """The skin over an elbow or a knee: darker, somewhat redder, creased across the limb."""
    centre = float(rng.normal(0.05, 0.05))
    reach = width * float(rng.uniform(0.4, 0.9))
    near = np.exp(-((pose.u / reach) ** 2) - ((pose.v - centre) / reach) ** 2)
    parts.add_melanin(near, float(rng.uniform(0, 0.4)), float(rng.uniform(0, 0.2)))
    bow = float(rng.normal(0, 1.5))
    for at in rng.normal(centre, 0.5 * reach, int(rng.integers(2, 8))):
        crease = np.exp(-(((pose.v - at - bow * pose.u**2) / float(rng.uniform(0.003, 0.008))) ** 2))
        parts.add_shadow(crease * near, float(rng.uniform(0.05, 0.4)))


def trunk(rng: np.random.Generator, grid: Grid) -> Body:
    """Chest, belly or back with the arms at the sides; navel, areolae and a spine furrow."""
    half = float(rng.uniform(0.25, 0.48))
    pose = Pose.of(grid, (0.5 + float(rng.normal(0, 0.05)), 0.5), float(rng.normal(0, 0.12)), 1.0)
    waist = rng.uniform(0.72, 1.0)
    stations = np.array([-0.75, -0.45, -0.25, 0.1, 0.4, 0.9], np.float32)
    profile = half * np.array([0.3, 0.45, 1.0, waist, 1.0, 1.02], np.float32)
    solids = [lathe(pose, stations, profile, 0.0, float(rng.uniform(0.3, 0.6)))]
    if rng.random() < 0.75:
        arm = float(half * rng.uniform(0.18, 0.28))
        for side in (-1, 1):
            out = half + arm * rng.uniform(0.8, 2.2)
            solids.append(capsule(pose, (side * half * 0.9, -0.25), (side * out, 0.8), arm, arm * 0.75))
    solid = union(solids, 0.02)
    parts = Parts()
    front = rng.random() < 0.6
    furrow = np.exp(-((pose.u / (0.06 * half)) ** 2)) * 0.02 * half * (0.5 if front else 1.5)
    if front:
        for side in (-1, 1):
            near = np.hypot(pose.u - side * half * 0.5, pose.v + 0.1) / (half * rng.uniform(0.06, 0.11))
            parts.add_melanin(np.clip(1.6 - near, 0, 1), float(rng.uniform(0.25, 0.7)), float(rng.uniform(0.1, 0.4)))
        navel = np.hypot(pose.u / 0.8, pose.v - 0.28) / (half * 0.06)
        parts.add_shadow(np.exp(-(navel**2)), float(rng.uniform(0.3, 1.2)))
    return Body(solid.distance, (solid.height - furrow).astype(np.float32), 0.35, "trunk", parts)


def hand(rng: np.random.Generator, grid: Grid, count: int = 1) -> Body:
    """One or two hands, back or palm, or a foot seen from above."""
    solids, parts = [], Parts()
    foot = rng.random() < 0.2
    palm = not foot and rng.random() < 0.25
    scale = float(rng.uniform(0.42, 0.62) if count == 2 else np.exp(rng.uniform(np.log(0.55), np.log(1.7))))
    angle = float(rng.uniform(0, 2 * np.pi)) if count == 1 else float(rng.normal(0, 0.2))
    for i in range(count):
        spread = 0.0 if count == 1 else (i - 0.5) * scale * 0.98
        jitter = rng.normal(0, 0.1 if scale > 0.9 else 0.04, 2)
        centre = (0.5 + spread + float(jitter[0]), 0.52 + float(jitter[1]))
        lean = angle + (0.0 if count == 1 else (i - 0.5) * float(rng.uniform(-0.3, 0.5)))
        pose = Pose.of(grid, centre, lean, scale, mirror=i == 1 or (count == 1 and rng.random() < 0.5))
        solids.append(hand_parts(rng, pose, parts, foot, palm))
    solid = union(solids)
    return Body(solid.distance * scale, solid.height * scale, float(np.clip(scale, 0.5, 1)), "hand", parts)


def face(rng: np.random.Generator, grid: Grid) -> Body:
    """A face seen from the front or half turned, whole or close."""
    scale = float(np.exp(rng.uniform(np.log(0.42), np.log(1.1))))
    centre = (0.5 + float(rng.normal(0, 0.08)), 0.5 + float(rng.normal(0, 0.08)))
    pose = Pose.of(grid, centre, float(rng.normal(0, 0.15)), scale, mirror=bool(rng.random() < 0.5))
    parts = Parts()
    solid = face_parts(rng, pose, parts)
    return Body(solid.distance * scale, solid.height * scale, float(np.clip(scale, 0.4, 1)), "face", parts)


BODIES: dict[str, tuple[float, Callable[[np.random.Generator, Grid], Body]]] = {
    "close-up": (0.26, close_up),
    "limb": (0.22, limb),
    "hand": (0.17, hand),
    "hands": (0.06, lambda rng, grid: hand(rng, grid, 2)),
    "face": (0.17, face),
    "trunk": (0.12, trunk),
}

JOINT_SOFTNESS = {"trunk": 0.03, "face": 0.015}  # standard deviation in frame units


def render_body(rng: np.random.Generator, size: int, kinds: tuple[str, ...] | None = None) -> Body:
    """Draw a body; geometry is computed at half size, where it is smooth, and enlarged."""
    names = list(kinds or BODIES)
    weights = np.array([BODIES[name][0] for name in names])
    name = names[int(rng.choice(len(names), p=weights / weights.sum()))]
    body = BODIES[name][1](rng, Grid.of(size // 2))
    # Flesh joins without creases: arms run into the trunk, the nose into the cheek.
    softness = JOINT_SOFTNESS.get(body.kind, 0.006) * size / 2
    rounded = cv2.GaussianBlur(body.height, (0, 0), softness)
    return Body(
        upsample(body.distance, size),
        upsample(rounded, size),
        body.zoom,
        name,
        body.parts.upsampled(size),
        body.axis_rad,
    )


__all__ = ["BODIES", "Body", "empty_site", "render_body"]
