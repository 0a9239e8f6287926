"""What is photographed: the list of phantoms, and how each is set up from its seed."""
from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .camera import Camera
from .cloth import COLOURS, Cloth
from .lesions import Grid, Spot, melasma, psoriasis, vitiligo
from .mimics import hand_details, mimic
from .noise import smooth, smoothstep
from .scene import Lamp, MarkerPlace, Scene, Sensor
from .shapes import Flat, Hand, Limb
from .skin import Marks, Skin, healthy
from .spectra import skin_optics

TONES = {'very_light': 60.0, 'light': 48.0, 'intermediate': 35.0, 'tan': 19.0, 'brown': -10.0, 'dark': -45.0}
WIDTH, HEIGHT = 1200, 900


@dataclass(frozen=True)
class Spec:
    """One phantom. `shape` is flat, limb or hand; `covered` puts a garment over part of flat skin."""
    name: str
    condition: str
    tone: str
    view: str
    seed: int
    shape: str = 'flat'
    style: str = ''
    tilt_deg: float = 0.0
    marker_id: int | None = None
    covered: bool = False
    width_mm: float = 130.0
    lesions: int = 3
    marks: Marks = Marks()
    pixels: tuple[int, int] = (WIDTH, HEIGHT)
    supersampling: int = 2
    gloss: float | None = None
    noise: float | None = None


def _camera(rng: np.random.Generator, spec: Spec) -> Camera:
    return Camera(*spec.pixels, spec.width_mm, rng.uniform(330, 520), (0.0, 0.0), spec.tilt_deg,
                  rng.uniform(0, 360), rng.uniform(-8, 8))


def _shape(rng: np.random.Generator, spec: Spec) -> Flat | Limb | Hand:
    if spec.shape == 'limb':
        return Limb(rng.uniform(30, 44), rng.uniform(-0.05, 0.05), rng.uniform(0, 6), rng.uniform(0.78, 0.95), rng.uniform(-14, 14))
    if spec.shape == 'hand':
        return Hand(rng.uniform(0.92, 1.02), rng.uniform(-8, 8) - 90 + 90 * int(rng.integers(0, 2)), rng.uniform(0.95, 1.15))
    return Flat()


def _grid(spec: Spec, shape: Flat | Limb | Hand) -> Grid:
    """Texels about 0.8 of a pixel wide, over all that the camera can see."""
    step = 0.8 * spec.width_mm / spec.pixels[0]
    if spec.pixels[0] > 2000:
        step *= 1.5
    half_u = 0.5 * spec.width_mm * (1.3 if spec.shape != 'limb' else 1.45)
    half_v = half_u * 0.92 if spec.shape != 'limb' else 0.5 * np.pi * shape.radius_mm * 1.1
    return Grid(-half_u, -half_v, step, (int(2 * half_v / step), int(2 * half_u / step)))


def _spots(rng: np.random.Generator, spec: Spec, shape: Flat | Limb | Hand, keep_off: MarkerPlace | None) -> list[Spot]:
    half_w, half_h = 0.40 * spec.width_mm, 0.40 * spec.width_mm * spec.pixels[1] / spec.pixels[0]
    size = (0.055, 0.15) if spec.condition != 'melasma' else (0.07, 0.15)
    if isinstance(shape, Limb):
        half_h, size = 0.55 * shape.radius_mm, (0.04, 0.105)
    if isinstance(shape, Hand):
        half_w, half_h, size = 24, 34, (0.03, 0.075)
    spots: list[Spot] = []
    for _ in range(400):
        if len(spots) >= spec.lesions:
            break
        x, y = rng.uniform(-half_w, half_w), rng.uniform(-half_h, half_h)
        r = spec.width_mm * rng.uniform(*size)
        clear = keep_off is None or np.hypot(x - keep_off.x_mm, y - keep_off.y_mm) > 1.5 * r + 22
        if clear and all(np.hypot(x - a, y - b) > 0.8 * (r + c) for a, b, c in spots):
            spots.append((x, y, r))
    if isinstance(shape, Hand):
        spots += [(-62, -14, 9.0), (-14, -100, 10.0), (40, -76, 8.0), (-46, -88, 7.0)][: max(0, spec.lesions - 1)]
        a = np.radians(shape.angle_deg + 90)
        spots = [(x * np.cos(a) - y * np.sin(a), x * np.sin(a) + y * np.cos(a), r) for x, y, r in spots]
    return spots


def _marker(rng: np.random.Generator, spec: Spec, shape: Flat | Limb | Hand) -> MarkerPlace | None:
    if spec.marker_id is None:
        return None
    sx, sy = rng.choice([-1, 1]), rng.choice([-1, 1])
    x, y = sx * 0.31 * spec.width_mm, sy * 0.23 * spec.width_mm * spec.pixels[1] / spec.pixels[0]
    if isinstance(shape, Limb):
        y = 0.0
    if isinstance(shape, Hand):
        a = np.radians(shape.angle_deg + 90)
        x, y = (66 * np.cos(a) - 45 * np.sin(a), 66 * np.sin(a) + 45 * np.cos(a))
    return MarkerPlace(spec.marker_id, float(x), float(y), float(rng.uniform(-25, 25)))


def add_lesion(rng: np.random.Generator, spec: Spec, skin: Skin, spots: list[Spot]) -> Skin:
    """Put the lesions of the condition into the skin."""
    grid = skin.grid
    skin.lesion = np.zeros(grid.shape, np.float32)
    if spec.condition == 'vitiligo':
        lost = vitiligo(rng, grid, spots, spec.style)
        rim = smoothstep(0.02, 0.4, lost) * smoothstep(0.9, 0.3, lost)
        skin.pigment = skin.pigment * (1 - lost) * (1 + 0.08 * rim)
        skin.blood = skin.blood + 0.02 * lost
        skin.lesion = lost
    if spec.condition == 'psoriasis':
        plaque = psoriasis(rng, grid, spots, rng.uniform(0.35, 0.75))
        redness = rng.uniform(0.16, 0.26) * (1.35 if spec.tone in ('brown', 'dark') else 1.0)
        uneven = 1 + 0.12 * smooth(rng, grid.shape, grid.px(3)) + 0.1 * smooth(rng, grid.shape, grid.px(12))
        skin.blood = skin.blood + redness * plaque.share * uneven
        skin.pigment = skin.pigment * (1 + 0.10 * plaque.share)
        skin.scale, skin.relief = plaque.scale, skin.relief + plaque.relief
        skin.lesion = plaque.share
    if spec.condition == 'melasma':
        share = melasma(rng, grid, spots)
        darker = {'very_light': 0.75, 'light': 0.55, 'intermediate': 0.45, 'tan': 0.38, 'brown': 0.28, 'dark': 0.22}[spec.tone]
        skin.pigment = skin.pigment * (1 + darker * rng.uniform(0.7, 1.15) * share)
        skin.lesion = share
    return skin


def lamp_for(rng: np.random.Generator, spec: Spec, luminance: float, hottest: float) -> Lamp:
    """Ordinary room and window light. Exposure as a camera chooses it: darker skin is lifted, light skin lowered, highlights kept."""
    exposure = min((0.34 / luminance) ** 0.45 * rng.uniform(0.92, 1.1), 0.92 / hottest)
    turn = rng.uniform(0, 2 * np.pi)
    slant = 320 if spec.shape == 'flat' else 420
    return Lamp((slant * np.cos(turn), slant * np.sin(turn), -rng.uniform(600, 1000)), rng.uniform(0.35, 0.6),
                spec.gloss if spec.gloss is not None else rng.uniform(0.015, 0.07), rng.uniform(12, 40),
                (rng.uniform(0.98, 1.09), 1.0, rng.uniform(0.92, 1.06)), exposure)


def cover_for(rng: np.random.Generator, grid: Grid, width_mm: float) -> np.ndarray:
    """A garment whose hem crosses a side of the picture in a wavy line."""
    side = rng.choice([-1, 1])
    hem = 0.40 * width_mm + 2.0 * smooth(rng, grid.shape, grid.px(30)) + 0.06 * side * grid.y
    return smoothstep(-0.1, 0.1, side * grid.x + 0 * grid.y - hem)


def build(spec: Spec) -> tuple[Scene, np.random.Generator]:
    """The scene of a phantom; the generator goes on to the sensor noise."""
    rng = np.random.default_rng(spec.seed)
    optics = skin_optics(TONES[spec.tone], rng)
    shape, camera = _shape(rng, spec), _camera(rng, spec)
    grid, place = _grid(spec, shape), _marker(rng, spec, shape)
    skin = mimic(rng, spec.style, spec.width_mm, healthy(rng, grid, spec.marks))
    if isinstance(shape, Hand):
        skin = hand_details(rng, skin, shape, spec.style == 'palm')
    skin = add_lesion(rng, spec, skin, _spots(rng, spec, shape, place))
    one = np.ones((1, 1), np.float32)
    luminance = float(optics.albedo(one, 0 * one)[0, 0] @ [0.2126, 0.7152, 0.0722])
    hottest = float(optics.albedo(0 * one, 0 * one).max()) if spec.condition == 'vitiligo' else 0.7
    lamp = lamp_for(rng, spec, luminance, hottest)
    cover = cover_for(rng, grid, spec.width_mm) if spec.covered else None
    pattern = str(rng.choice(['plain', 'plain', 'stripes', 'check', 'towel']))
    fabric = Cloth(*(str(c) for c in (rng.choice(list(COLOURS)), pattern, rng.choice(list(COLOURS)))))
    sensor = Sensor(rng.uniform(0.35, 0.9), rng.uniform(0.004, 0.010), rng.uniform(0, 0.12))
    sensor = sensor if spec.noise is None else replace(sensor, noise=spec.noise)
    hair = 'dark' if TONES[spec.tone] < 40 else str(rng.choice(['brown', 'fair', 'dark']))
    return Scene(camera, shape, skin, optics, lamp, sensor, fabric, place, cover, hair, spec.supersampling), rng
