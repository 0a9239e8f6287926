"""Baseline and follow-up of the same skin: vitiligo that partly repigments and partly spreads, seen by a moved camera in other light."""
from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .camera import Camera
from .catalogue import TONES, Spec, lamp_for
from .cloth import Cloth
from .lesions import Grid, Spot, distance_to_spots, islands
from .noise import smooth, smoothstep
from .scene import MarkerPlace, Photo, Scene, Sensor, render, visible
from .shapes import Flat
from .skin import Marks, Skin, healthy
from .spectra import SkinOptics, skin_optics

Array = NDArray[np.float32]
PIXELS = (1400, 1050)
VIEW_WIDTH_MM = 140.0


@dataclass(frozen=True)
class PairSpec:
    """`retreat_mm` is how far the border has drawn back on average (negative: spread), `unevenness_mm` its deviation along the
    border, `dots` the share of the patch taken by follicular dots, `spots` the patches in millimetres, `fresh` a new macule,
    `markers` where the card lies at each visit."""
    name: str
    tone: str
    seed: int
    spots: tuple[Spot, ...]
    fresh: tuple[Spot, ...]
    retreat_mm: float
    unevenness_mm: float
    dots: float
    roll_deg: float
    zoom: float
    tilt_deg: float
    shift_mm: tuple[float, float]
    markers: tuple[tuple[float, float], tuple[float, float]]
    marks: Marks
    days: int


PAIRS = (
    PairSpec('pair-1', 'light', 8101, ((-18, -10, 17), (24, 14, 11)), ((30, -22, 3.5),), 1.6, 1.2, 0.10, 9, 1.08, 6, (5, -4), ((-45, 26), (-34, 24)),
             Marks(freckles=10, moles=4, hairs=20, veins=2, creases=4), 168),
    PairSpec('pair-2', 'tan', 8202, ((-6, 4, 21), (-38, -20, 7)), ((30, -22, 5.0),), 3.6, 1.6, 0.16, -14, 0.92, 9, (-6, 3), ((46, 26), (-46, 26)),
             Marks(freckles=5, moles=4, hairs=35, veins=1, creases=5), 182),
    PairSpec('pair-3', 'brown', 8303, ((-24, 8, 12), (6, -12, 14), (32, 18, 9)), ((-22, 34, 4.5),), 0.4, 2.2, 0.03, 5, 1.14, 12, (3, 6), ((-46, -24), (44, -22)),
             Marks(freckles=4, moles=5, hairs=12, veins=2, creases=6), 91),
    PairSpec('pair-4', 'dark', 8404, ((4, 0, 24),), ((-36, -22, 3.0),), 4.8, 1.4, 0.30, 13, 0.97, 4, (-4, -6), ((-44, 26), (42, -25)),
             Marks(freckles=3, moles=5, hairs=16, veins=0, creases=8), 240),
)


def _skin(spec: PairSpec, grid: Grid, lost: Array, tanned: float) -> Skin:
    skin = healthy(np.random.default_rng(spec.seed), grid, spec.marks)
    skin.pigment = skin.pigment * (1 - lost) * tanned
    skin.blood = skin.blood + 0.02 * lost
    skin.lesion = lost
    return skin


def _lesions(spec: PairSpec, grid: Grid) -> tuple[Array, Array]:
    """Depigmented share at both visits."""
    rng = np.random.default_rng(spec.seed + 1)
    distance = distance_to_spots(rng, grid, list(spec.spots), 1.0)
    edge = rng.uniform(0.3, 0.6)
    before = smoothstep(edge, -edge, distance) * 0.98
    drift = spec.retreat_mm + spec.unevenness_mm * smooth(rng, grid.shape, grid.px(16)) + 0.3 * smooth(rng, grid.shape, grid.px(3))
    after = smoothstep(edge, -edge, distance + drift) * 0.98
    after = after * (1 - 0.93 * islands(rng, grid, after, spec.dots, (0.7, 2.0)))
    fresh = distance_to_spots(rng, grid, list(spec.fresh), 1.0)
    return before, np.maximum(after, smoothstep(edge, -edge, fresh) * 0.95)


def _scene(spec: PairSpec, visit: int, skin: Skin, optics: SkinOptics) -> tuple[Scene, np.random.Generator]:
    rng = np.random.default_rng(spec.seed + 10 + visit)
    moved = visit == 1
    camera = Camera(*PIXELS, VIEW_WIDTH_MM / (spec.zoom if moved else 1.0), rng.uniform(380, 480), spec.shift_mm if moved else (0.0, 0.0),
                    spec.tilt_deg if moved else 2.0, rng.uniform(0, 360), spec.roll_deg if moved else rng.uniform(-2, 2))
    one = np.ones((1, 1), np.float32)
    luminance = float(optics.albedo(one, 0 * one)[0, 0] @ [0.2126, 0.7152, 0.0722])
    lamp = lamp_for(rng, Spec(spec.name, 'vitiligo', spec.tone, 'close-up', spec.seed), luminance, float(optics.albedo(0 * one, 0 * one).max()))
    marker_x, marker_y = spec.markers[visit]
    place = MarkerPlace((spec.seed // 100) % 50, marker_x, marker_y, rng.uniform(-30, 30))
    sensor = Sensor(rng.uniform(0.4, 0.8), rng.uniform(0.004, 0.008), rng.uniform(0, 0.08))
    return Scene(camera, Flat(), skin, optics, lamp, sensor, Cloth('grey'), place, None, 'dark'), rng


def truth(scenes: list[Scene], step_mm: float) -> dict[str, object]:
    """Repigmentation over the skin that both photos show, counted on the skin plane; and where follow-up pixels lie at baseline."""
    both = visible(scenes[0]) & visible(scenes[1])
    before, after = ((s.skin.lesion >= 0.5) & both for s in scenes)
    m0 = np.count_nonzero(before)
    gross, new = 100 * np.count_nonzero(before & ~after) / m0, 100 * np.count_nonzero(after & ~before) / m0
    homography = scenes[0].camera.pixel_of_skin() @ np.linalg.inv(scenes[1].camera.pixel_of_skin())
    return {'gross_percent': round(gross, 3), 'new_percent': round(new, 3), 'net_percent': round(gross - new, 3),
            'baseline_lesion_in_overlap_cm2': round(m0 * step_mm ** 2 / 100, 4),
            'followup_lesion_in_overlap_cm2': round(np.count_nonzero(after) * step_mm ** 2 / 100, 4),
            'baseline_pixel_from_followup_pixel': [[float(f'{x:.9g}') for x in r] for r in homography / homography[2, 2]]}


def build_pair(spec: PairSpec) -> tuple[list[Scene], list[Photo], dict[str, object]]:
    """Both scenes, both photographs and the truth between them."""
    optics = skin_optics(TONES[spec.tone], np.random.default_rng(spec.seed + 2))
    step = 0.08
    grid = Grid(-98.0, -84.0, step, (int(168 / step), int(196 / step)))
    made = [_scene(spec, visit, _skin(spec, grid, lost, 1.0 + 0.03 * visit), optics) for visit, lost in enumerate(_lesions(spec, grid))]
    scenes = [scene for scene, _ in made]
    return scenes, [render(rng, scene) for scene, rng in made], truth(scenes, step)
