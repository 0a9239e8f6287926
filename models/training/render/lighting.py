"""Light on the surface: direction, softness, falloff, cast shadows and gloss. Works in linear light."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from .noise import Grid, fractal, smoothstep
from .optics import Array


WET_CHANCE = 0.03
GLOSS_GRAIN = (80, 240)  # bumps across the frame that break a highlight up; coarser ones would look like confetti vitiligo


@dataclass(frozen=True)
class Light:
    """Irradiance factor and specular radiance of every pixel (linear, grey)."""

    diffuse: Array
    gloss: Array
    direction: tuple[float, float, float]


def surface_normals(height: Array, bump: Array) -> tuple[Array, Array, Array]:
    """Unit normals of a height field in frame units."""
    size = height.shape[0]
    smooth = cv2.GaussianBlur(height, (0, 0), max(1.0, size / 250))
    total = (smooth + bump) * size
    gx = cv2.Sobel(total, cv2.CV_32F, 1, 0, ksize=3) / 8
    gy = cv2.Sobel(total, cv2.CV_32F, 0, 1, ksize=3) / 8
    # Heights fall vertically at a silhouette; limiting the slope keeps the rim lit as translucent skin is.
    gx, gy = np.clip(gx, -2.5, 2.5), np.clip(gy, -2.5, 2.5)
    norm = 1 / np.sqrt(1 + gx * gx + gy * gy)
    return -gx * norm, -gy * norm, norm


def soft_shadow(rng: np.random.Generator, size: int) -> Array:
    """Light left (0..1) beside the shadow of something outside the frame."""
    grid = Grid.of(size)
    angle = rng.uniform(0, 2 * np.pi)
    wave = fractal(rng, size, float(rng.uniform(1, 5)), 2) * rng.uniform(0.01, 0.15)
    side = (grid.x - 0.5) * np.cos(angle) + (grid.y - 0.5) * np.sin(angle) + wave
    soft = float(np.exp(rng.uniform(np.log(0.006), np.log(0.25))))
    return 1 - float(rng.uniform(0.15, 0.65)) * smoothstep(-soft, soft, side - float(rng.uniform(-0.2, 0.4)))


def light_surface(rng: np.random.Generator, height: Array, bump: Array, ridge_highlight_chance: float) -> Light:
    """Illuminate the height field by one main light, ambient light, falloff, shadows and a flash spot."""
    size = height.shape[0]
    nx, ny, nz = surface_normals(height, bump)
    azimuth = rng.uniform(0, 2 * np.pi)
    elevation = float(rng.beta(3, 1.5)) * np.pi / 2  # mostly from the front, sometimes raking
    lx, ly, lz = np.cos(azimuth) * np.cos(elevation), np.sin(azimuth) * np.cos(elevation), max(np.sin(elevation), 0.15)
    ambient = float(rng.uniform(0.15, 0.75))
    lambert = np.clip(nx * lx + ny * ly + nz * lz, 0, 1)
    diffuse = ambient * (0.6 + 0.4 * nz) + (1 - ambient) * lambert / lz**0.7
    grid = Grid.of(size)
    if rng.random() < 0.6:
        slope = rng.normal(0, 0.35, 2)
        diffuse = diffuse * np.exp((grid.x - 0.5) * slope[0] + (grid.y - 0.5) * slope[1])
    if rng.random() < 0.3:
        spot = rng.uniform(0.1, 0.9, 2)
        distance = np.hypot(grid.x - spot[0], grid.y - spot[1])
        diffuse = diffuse * (1 + rng.uniform(0.1, 0.7) * np.exp(-((distance / rng.uniform(0.2, 0.7)) ** 2)))
    if rng.random() < 0.3:
        diffuse = diffuse * soft_shadow(rng, size)
    if rng.random() < 0.4:
        diffuse = diffuse * np.exp(fractal(rng, size, 2, 2) * rng.uniform(0, 0.12))
    highlight = gloss(rng, (nx, ny, nz), (lx, ly, lz))
    if rng.random() < ridge_highlight_chance:
        highlight = highlight + ridge_highlight(rng, (nx, ny, nz), (lx, ly, lz))
    if rng.random() < WET_CHANCE:
        highlight = highlight + wet_film(rng, (nx, ny, nz), (lx, ly, lz))
    return Light(diffuse.astype(np.float32), highlight, (float(lx), float(ly), float(lz)))


def ridge_highlight(rng: np.random.Generator, normal: tuple[Array, Array, Array], light: tuple[float, float, float]) -> Array:
    """A wide soft highlight along whatever faces the lamp, as on creamed or dark skin; finely broken where the skin is coarse."""
    size = normal[0].shape[0]
    hx, hy, hz = half_vector(light)
    coarse = fractal(rng, size, float(rng.uniform(*GLOSS_GRAIN)), 2) * (rng.uniform(0.01, 0.05) if rng.random() < 0.4 else 0.0)
    facing = np.clip(normal[0] * hx + normal[1] * hy + normal[2] * hz + coarse - 0.02, 0, 1)
    uneven = smoothstep(-1.5, 1.0, fractal(rng, size, float(rng.uniform(2, 6)), 2))
    strength = float(np.exp(rng.uniform(np.log(0.02), np.log(0.4))))
    return np.asarray(facing ** float(np.exp(rng.uniform(np.log(4), np.log(60)))) * uneven * strength, np.float32)


def half_vector(light: tuple[float, float, float]) -> tuple[float, float, float]:
    """Unit vector half way between the lamp and the camera above the frame."""
    norm = float(np.sqrt(light[0] ** 2 + light[1] ** 2 + (light[2] + 1) ** 2))
    return light[0] / norm, light[1] / norm, (light[2] + 1) / norm


def wet_film(rng: np.random.Generator, normal: tuple[Array, Array, Array], light: tuple[float, float, float]) -> Array:
    """Sharp-edged white specks of sweat, cream or water, where the skin faces between lamp and camera."""
    size = normal[0].shape[0]
    hx, hy, hz = half_vector(light)
    ripple = fractal(rng, size, float(rng.uniform(*GLOSS_GRAIN)), 2) * float(rng.uniform(0.02, 0.08))
    facing = np.clip(normal[0] * hx + normal[1] * hy + normal[2] * hz + ripple - 0.06, 0, 1)
    film = smoothstep(-1, 1.5, fractal(rng, size, float(rng.uniform(2, 6)), 2))
    level, edge = float(rng.uniform(0.93, 0.99)), float(rng.uniform(0.01, 0.04))
    return np.asarray(smoothstep(level - edge, level + edge, facing) * film * float(rng.uniform(0.05, 0.5)), np.float32)



def gloss(rng: np.random.Generator, normal: tuple[Array, Array, Array], light: tuple[float, float, float]) -> Array:
    """Blinn-Phong highlight broken up by the relief of the skin; absent on most photos."""
    size = normal[0].shape[0]
    if rng.random() < 0.45:
        return np.zeros((size, size), np.float32)
    hx, hy, hz = half_vector(light)
    relief = fractal(rng, size, float(rng.uniform(*GLOSS_GRAIN)), 2) * rng.uniform(0.0, 0.06)
    facing = np.clip(normal[0] * hx + normal[1] * hy + normal[2] * hz + relief - 0.03, 0, 1)
    shine = facing ** float(np.exp(rng.uniform(np.log(12), np.log(90))))
    patchy = smoothstep(-1, 1.5, fractal(rng, size, 3, 3))
    if rng.random() < 0.4:  # oily or moist skin: a wide pale sheen, which is no loss of pigment
        sheen = facing ** float(rng.uniform(3, 12)) * smoothstep(-1.5, 1.5, fractal(rng, size, float(rng.uniform(1, 4)), 2))
        shine = shine + sheen * float(rng.uniform(0.1, 0.8))
    return (shine * patchy * float(rng.exponential(0.16))).astype(np.float32)


def cast_shadow(rng: np.random.Generator, mask: Array, light: tuple[float, float, float]) -> Array:
    """Light left on the background beside a body (mask 0..1)."""
    size = mask.shape[0]
    reach = float(rng.uniform(0.0, 0.06)) * size
    move = np.array([[1, 0, -light[0] * reach / light[2]], [0, 1, -light[1] * reach / light[2]]], np.float32)
    shadow = cv2.warpAffine(mask, move, (size, size), borderMode=cv2.BORDER_REPLICATE)
    shadow = cv2.GaussianBlur(shadow, (0, 0), max(0.6, float(rng.uniform(0.002, 0.04)) * size))
    return 1 - float(rng.uniform(0.1, 0.7)) * shadow
