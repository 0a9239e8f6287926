"""Skin tones drawn from measured people, and the healthy texture of skin."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from .noise import fractal, smoothstep
from .optics import DATA, HAEMOGLOBIN, MELANIN, Array, ita_deg, lab_to_linear, linear_to_lab, optical_density

TONE_CLASSES = ("dark", "brown", "tan", "intermediate", "light", "very_light")
TONE_BOUNDS_DEG = (-30.0, 10.0, 28.0, 41.0, 55.0)  # Chardon 1991, Del Bino 2013
ITA_RANGE_DEG = (-60.0, 65.0)
FAIREST_ITA_DEG = 66.0


@dataclass(frozen=True)
class Person:
    """Optical densities (natural log, linear RGB) of one person."""

    healthy: Array
    depigmented: Array
    melanin: Array
    haemoglobin: Array
    ita_deg: float


def tone_class(ita: float) -> str:
    return TONE_CLASSES[int(np.searchsorted(TONE_BOUNDS_DEG, ita))]


@lru_cache(maxsize=1)
def tone_table() -> Array:
    return np.genfromtxt(DATA / "skin-tone-lab.csv", delimiter=",", skip_header=1).astype(np.float32)


def sample_lab(rng: np.random.Generator, ita: float, spread: float = 1.0) -> Array:
    """L*a*b* of a skin near the given ITA, with the covariance of that ITA bin (Xiao 2016)."""
    table = tone_table()
    centres = table[:, 0]
    mean = np.array([np.interp(ita, centres, table[:, i]) for i in (2, 3, 4)])
    row = table[int(np.abs(centres - ita).argmin())]
    cov = np.array([[row[5], row[6], row[7]], [row[6], row[8], row[9]], [row[7], row[9], row[10]]])
    return (mean + spread * np.linalg.cholesky(cov + 0.05 * np.eye(3)) @ rng.standard_normal(3)).astype(np.float32)


TONE_STEP_DEG = 12.0
BROWN_TO_TAN_DEG = (-10.0, 30.0)


def melanin_of_tone(ita: float) -> Array:
    """Change of optical density with more melanin at this tone: on dark skin it has lost its hue and only darkens.

    On fair and tanned skin MELANIN; on brown and dark skin more and more the difference of the mean skins of Xiao 2016 on
    either side of the tone. As long as MELANIN.
    """
    table = tone_table()
    lab = [[np.interp(ita + step, table[:, 0], table[:, i]) for i in (2, 3, 4)] for step in (-TONE_STEP_DEG, TONE_STEP_DEG)]
    darker, paler = (optical_density(np.maximum(lab_to_linear(value), 0.003)) for value in lab)
    own = (darker - paler) / np.linalg.norm(darker - paler)
    weight = np.interp(ita, BROWN_TO_TAN_DEG, (1, 0))
    change = weight * own + (1 - weight) * MELANIN / np.linalg.norm(MELANIN)
    return np.asarray(change / np.linalg.norm(change) * np.linalg.norm(MELANIN), np.float32)


def sample_person(rng: np.random.Generator, ita_range_deg: tuple[float, float] = ITA_RANGE_DEG) -> Person:
    """A person of uniformly drawn ITA, with what remains of the colour when all melanin is gone."""
    ita = float(rng.uniform(*ita_range_deg))
    lab = sample_lab(rng, ita)
    healthy = optical_density(np.maximum(lab_to_linear(lab), 0.003))
    haemoglobin = HAEMOGLOBIN * rng.uniform(0.85, 1.15, 3).astype(np.float32)
    fair = optical_density(lab_to_linear(sample_lab(rng, FAIREST_ITA_DEG, 0.8)))
    # Fair skin still holds some melanin; without it blood and collagen alone colour the patch.
    depigmented = fair - MELANIN * float(rng.uniform(0.0, 0.6)) + haemoglobin * float(rng.normal(0.08, 0.12))
    shade = float(rng.normal(0, 0.06))
    return Person(healthy, np.maximum(depigmented + shade, 0.06), melanin_of_tone(ita), haemoglobin, float(ita_deg(lab)))


def healthy_texture(rng: np.random.Generator, size: int, person: Person, zoom: float, mottled: float) -> Array:
    """Optical density of healthy skin (H, W, 3); zoom 0..1 from whole body to close-up; `mottled` scales its unevenness."""
    mottle = fractal(rng, size, 2 + 3 * (1 - zoom), 4)
    blood = fractal(rng, size, 2 + 5 * (1 - zoom), 4)
    fine = fractal(rng, size, size / 6, 2)
    melanin = mottle * rng.uniform(0.01, 0.1) + fine * rng.uniform(0, 0.04)
    haemoglobin = blood * rng.uniform(0.01, 0.1)
    return person.healthy + mottled * (melanin[..., None] * person.melanin + haemoglobin[..., None] * person.haemoglobin)


def spots(rng: np.random.Generator, size: int, count: int, radius: tuple[float, float]) -> Array:
    """Soft-edged round spots, 0..1; radius range in frame units."""
    field = np.zeros((size, size), np.float32)
    for _ in range(count):
        r = size * float(np.exp(rng.uniform(np.log(radius[0]), np.log(radius[1]))))
        cx, cy = (int(v) for v in rng.integers(0, size, 2))
        pad = int(r * 1.6) + 2
        x0, x1, y0, y1 = max(cx - pad, 0), min(cx + pad, size), max(cy - pad, 0), min(cy + pad, size)
        yy, xx = np.mgrid[y0:y1, x0:x1].astype(np.float32)
        squash = rng.uniform(0.65, 1.5)
        distance = np.sqrt(((xx - cx) * squash) ** 2 + ((yy - cy) / squash) ** 2) / r
        spot = (1 - smoothstep(0.6, 1.3, distance)) * rng.uniform(0.4, 1)
        field[y0:y1, x0:x1] = np.maximum(field[y0:y1, x0:x1], spot)
    return field


def lab_of_density(density: Array) -> Array:
    return linear_to_lab(np.exp(-density))
