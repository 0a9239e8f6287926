"""Things in front of the skin that are not skin: clothes, straps, jewellery, gloves, markers, rulers, charts, labels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from .backgrounds import colour, folds, pattern, plain
from .noise import Grid, fractal, smoothstep, streaks
from .optics import Array, srgb_decode
from .shapes import Pose, capsule, union

MARKER_DICTIONARY = cv2.aruco.DICT_4X4_50


@dataclass(frozen=True)
class Cover:
    """Coverage 0..1 and albedo (linear RGB) of an opaque thing; `flat` things throw no soft shadow."""

    alpha: Array
    albedo: Array
    flat: bool = False


def cloth(rng: np.random.Generator, size: int) -> Cover:
    """A garment covering one side of the frame, or a strap across it."""
    grid = Grid.of(size)
    angle = rng.uniform(0, 2 * np.pi)
    across = (grid.x - 0.5) * np.cos(angle) + (grid.y - 0.5) * np.sin(angle)
    across = across + fractal(rng, size, 3, 3) * rng.uniform(0, 0.03)
    edge = 0.8 / size
    if rng.random() < 0.3:
        at, half = rng.uniform(-0.35, 0.35), rng.uniform(0.012, 0.08)
        alpha = smoothstep(edge, -edge, np.abs(across - at) - half)
    else:
        alpha = smoothstep(-edge, edge, across - float(rng.uniform(0.1, 0.42)))
    make = (folds, pattern, plain)[int(rng.choice(3, p=[0.55, 0.2, 0.25]))]
    return Cover(alpha, np.asarray(make(rng, size), np.float32))


def placed_square(rng: np.random.Generator, size: int, art: Array, side: float, aspect: float = 1.0) -> Cover:
    """Warp a small picture (linear RGB) into the frame with a random turn and slight tilt."""
    h, w = art.shape[:2]
    angle = rng.uniform(0, 2 * np.pi)
    centre = rng.uniform(0.08, 0.92, 2) * size
    half = np.array([[-1, -1 / aspect], [1, -1 / aspect], [1, 1 / aspect], [-1, 1 / aspect]]) * side * size / 2
    half *= 1 + rng.normal(0, 0.04, (4, 1))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    target = (half @ turn.T + centre).astype(np.float32)
    source = np.array([[0, 0], [w, 0], [w, h], [0, h]], np.float32)
    homography = cv2.getPerspectiveTransform(source, target)
    albedo = cv2.warpPerspective(art, homography, (size, size), flags=cv2.INTER_AREA)
    alpha = cv2.warpPerspective(np.ones((h, w), np.float32), homography, (size, size), flags=cv2.INTER_LINEAR)
    return Cover(alpha, albedo / np.maximum(alpha, 1e-3)[..., None], flat=True)


def marker(rng: np.random.Generator, size: int) -> Cover:
    """ArUco 4x4_50 with its white quiet zone."""
    code = cv2.aruco.drawMarker(cv2.aruco.getPredefinedDictionary(MARKER_DICTIONARY), int(rng.integers(50)), 120)
    art = cv2.copyMakeBorder(code, 24, 24, 24, 24, cv2.BORDER_CONSTANT, value=255)
    linear = np.where(art[..., None] > 0, 0.82, 0.03).astype(np.float32) * np.ones(3, np.float32)
    return placed_square(rng, size, linear, float(rng.uniform(0.06, 0.2)))


def ruler(rng: np.random.Generator, size: int) -> Cover:
    art = np.full((40, 400, 3), 0.75, np.float32) * (np.ones(3, np.float32) if rng.random() < 0.7 else colour(rng, 0.5))
    for i in range(60):
        length = 18 if i % 10 == 0 else 12 if i % 5 == 0 else 8
        cv2.line(art, (4 + round(i * 6.6), 0), (4 + round(i * 6.6), length), (0.03, 0.03, 0.03), 1)
    for i in range(6):
        cv2.putText(art, str(i + 1), (62 + i * 66, 34), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (0.03, 0.03, 0.03), 1, cv2.LINE_AA)
    return placed_square(rng, size, art, float(rng.uniform(0.3, 0.9)), 10)


def chart(rng: np.random.Generator, size: int) -> Cover:
    """A colour chart of any make: coloured patches on a dark or light card, some of them skin-coloured."""
    rows, columns = (4, 6) if rng.random() < 0.7 else (2, 5)
    art = np.full((rows * 24 + 8, columns * 24 + 8, 3), rng.choice([0.03, 0.7]), np.float32)
    for row in range(rows):
        for column in range(columns):
            patch = colour(rng) if rng.random() < 0.8 else srgb_decode(np.array([0.77, 0.6, 0.5], np.float32) * float(rng.uniform(0.4, 1.2)))
            art[8 + row * 24 : 24 + row * 24 + 4, 8 + column * 24 : 24 + column * 24 + 4] = patch
    return placed_square(rng, size, art, float(rng.uniform(0.15, 0.45)), columns / rows)


def label(rng: np.random.Generator, size: int) -> Cover:
    """A sticker or sheet with text."""
    art = np.full((60, 140, 3), rng.uniform(0.55, 0.9), np.float32)
    for row in range(int(rng.integers(1, 4))):
        text = "".join(chr(int(c)) for c in rng.integers(48, 91, 9))
        cv2.putText(art, text, (6, 18 + row * 18), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (0.03, 0.03, 0.1), 1, cv2.LINE_AA)
    return placed_square(rng, size, art, float(rng.uniform(0.1, 0.3)), 140 / 60)


def glove(rng: np.random.Generator, size: int) -> Cover:
    """Gloved or metal-ringed fingers reaching into the frame."""
    side = float(rng.uniform(0, 2 * np.pi))
    centre = (0.5 + 0.55 * float(np.cos(side)), 0.5 + 0.55 * float(np.sin(side)))
    pose = Pose.of(Grid.of(size), centre, side + np.pi / 2 + float(rng.normal(0, 0.3)), 1.0)
    radius = float(rng.uniform(0.03, 0.08))
    fingers = [capsule(pose, (i * radius * 2.1, -0.4), (i * radius * 2.1, float(rng.uniform(0.05, 0.25))), radius, radius * 0.85) for i in range(int(rng.integers(1, 4)))]
    solid = union(fingers)
    tints = ((0.03, 0.1, 0.4), (0.2, 0.35, 0.6), (0.7, 0.7, 0.66), (0.02, 0.02, 0.02), (0.6, 0.55, 0.42))
    tint = np.array(tints[int(rng.integers(len(tints)))], np.float32)
    shade = 0.45 + 0.55 * np.clip(solid.height / radius, 0, 1)
    edge = 1.0 / size
    return Cover(smoothstep(edge, -edge, solid.distance), tint * shade[..., None])


def hair_mass(rng: np.random.Generator, size: int) -> Cover:
    """Scalp hair, a beard or a fringe along one side of the frame, ending in loose strands."""
    grid = Grid.of(size)
    angle = rng.uniform(0, 2 * np.pi)
    across = (grid.x - 0.5) * np.cos(angle) + (grid.y - 0.5) * np.sin(angle)
    strands = streaks(rng, size, size / 6, 0.12)
    ragged = across + fractal(rng, size, 4, 3) * 0.04 + strands * float(rng.uniform(0.005, 0.03))
    soft = float(rng.uniform(0.004, 0.05))
    alpha = smoothstep(-soft, soft, ragged - float(rng.uniform(0.15, 0.42)))
    tones = ((0.008, 0.006, 0.005), (0.02, 0.012, 0.008), (0.06, 0.03, 0.015), (0.22, 0.13, 0.06), (0.3, 0.29, 0.28))
    tone = np.array(tones[int(rng.choice(5, p=[0.4, 0.25, 0.15, 0.1, 0.1]))], np.float32)
    return Cover(alpha, np.clip(tone * np.exp(strands * 0.5)[..., None], 0, 1), flat=True)


def jewellery(rng: np.random.Generator, size: int) -> Cover:
    """A chain, bracelet, watch strap or ring: a thin curved band of metal, leather or thread."""
    canvas = np.zeros((size, size), np.uint8)
    centre = rng.uniform(0.1, 0.9, 2) * size
    axes = (int(size * rng.uniform(0.06, 0.6)), int(size * rng.uniform(0.04, 0.4)))
    turn, start = float(rng.uniform(0, 360)), float(rng.uniform(0, 360))
    cv2.ellipse(canvas, (int(centre[0]), int(centre[1])), axes, turn, start, start + float(rng.uniform(60, 220)), 255, max(1, int(size * rng.uniform(0.005, 0.05))), cv2.LINE_AA)
    tints = ((0.65, 0.45, 0.12), (0.6, 0.6, 0.62), (0.03, 0.02, 0.02), (0.25, 0.1, 0.04))
    tint = np.array(tints[int(rng.integers(len(tints)))], np.float32)
    return Cover(canvas.astype(np.float32) / 255, tint * np.exp(fractal(rng, size, 40, 2) * 0.5)[..., None])


THINGS: tuple[tuple[float, Callable[[np.random.Generator, int], Cover]], ...] = (
    (0.25, cloth),
    (0.10, marker),
    (0.06, ruler),
    (0.05, chart),
    (0.06, label),
    (0.05, glove),
    (0.05, jewellery),
    (0.07, hair_mass),
)


def draw_occluders(rng: np.random.Generator, size: int) -> list[Cover]:
    return [make(rng, size) for chance, make in THINGS if rng.random() < chance]


def overlay_text(rng: np.random.Generator, encoded: Array) -> tuple[Array, Array]:
    """Watermark, caption or black privacy bar drawn into the finished photo (sRGB); returns image and its opaque part."""
    size = encoded.shape[0]
    opaque = np.zeros((size, size), np.float32)
    if rng.random() < 0.06:
        text = "".join(chr(int(c)) for c in rng.integers(65, 91, int(rng.integers(4, 14))))
        at = (int(rng.uniform(0, 0.6) * size), int(rng.uniform(0.1, 0.98) * size))
        tone = float(rng.choice([0, 1]))
        ink = np.zeros((size, size), np.float32)
        cv2.putText(ink, text, at, cv2.FONT_HERSHEY_SIMPLEX, float(rng.uniform(0.4, 1.2)), 1.0, int(rng.integers(1, 3)), cv2.LINE_AA)
        encoded = encoded + (ink * rng.uniform(0.2, 0.9))[..., None] * (tone - encoded)
    if rng.random() < 0.03:
        box = cv2.boxPoints(((float(rng.uniform(0, size)), float(rng.uniform(0, size))), (float(rng.uniform(0.2, 0.6) * size), float(rng.uniform(0.06, 0.15) * size)), float(rng.normal(0, 8))))
        cv2.fillPoly(opaque, [box.astype(np.int32)], 1.0)
        encoded = encoded * (1 - opaque)[..., None] + opaque[..., None] * float(rng.choice([0.0, 0.0, 1.0]))
    return np.asarray(encoded, np.float32), opaque
