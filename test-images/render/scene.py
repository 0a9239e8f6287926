"""Light, camera and sensor: from a piece of skin on a body to a photograph, with the truth beside it."""
from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from . import cloth as cloths
from . import marker as markers
from .camera import Camera, millimetre_per_pixel
from .noise import blur, fractal
from .shapes import Flat, Hand, Hits, Limb, meet_plane
from .skin import Skin, albedo
from .spectra import SkinOptics

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Lamp:
    """Position in millimetres (z negative: in front of the skin), share of light that comes from all sides, gloss."""
    position: tuple[float, float, float] = (-250.0, -300.0, -700.0)
    ambient: float = 0.45
    gloss: float = 0.05
    sharpness: float = 28.0
    cast: tuple[float, float, float] = (1.0, 1.0, 1.0)
    exposure: float = 1.0


@dataclass(frozen=True)
class Sensor:
    blur_px: float = 0.6
    noise: float = 0.006
    contrast: float = 0.0


@dataclass(frozen=True)
class MarkerPlace:
    marker_id: int
    x_mm: float
    y_mm: float
    turn_deg: float


@dataclass(frozen=True)
class Scene:
    camera: Camera
    shape: Flat | Limb | Hand
    skin: Skin
    optics: SkinOptics
    lamp: Lamp
    sensor: Sensor
    cloth: cloths.Cloth
    marker: MarkerPlace | None = None
    cover: Array | None = None
    hair: str = 'dark'
    supersampling: int = 2


@dataclass(frozen=True)
class Photo:
    """rgb 8 bit; truth 0 / 127 / 255; the facts that follow from the geometry."""
    rgb: NDArray[np.uint8]
    truth: NDArray[np.uint8]
    facts: dict[str, object]


def sample(field: Array, step_mm: float, x0: float, y0: float, u: Array, v: Array) -> Array:
    """Value of a raster at (u, v) millimetres."""
    column = ((u - x0) / step_mm).astype(np.float32)
    row = ((v - y0) / step_mm).astype(np.float32)
    return cv2.remap(field, column, row, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)


def _at(scene: Scene, hits: Hits, field: Array) -> Array:
    g = scene.skin.grid
    return sample(field, g.step_mm, g.x0, g.y0, hits.uv[..., 0], hits.uv[..., 1])


def _bent_normal(scene: Scene, hits: Hits) -> Array:
    """Normal of the geometry, bent by the relief of the skin."""
    step = scene.skin.grid.step_mm
    slope_v, slope_u = np.gradient(scene.skin.relief, step)
    angle = np.radians(getattr(scene.shape, 'angle_deg', 0.0)) if isinstance(scene.shape, Limb) else 0.0
    along = np.array([np.cos(angle), np.sin(angle), 0], np.float32)
    around = np.cross(along, hits.normal)
    bent = hits.normal - _at(scene, hits, slope_u)[..., None] * along - _at(scene, hits, slope_v)[..., None] * around
    return bent / np.linalg.norm(bent, axis=-1, keepdims=True)


def _light(lamp: Lamp, position: Array, normal: Array) -> tuple[Array, Array]:
    """Diffuse irradiance (1 = facing the lamp at the middle of the picture) and direction to the lamp."""
    to_lamp = np.asarray(lamp.position, np.float32) - position
    distance = np.linalg.norm(to_lamp, axis=-1, keepdims=True)
    direction = to_lamp / distance
    reference = float(np.linalg.norm(lamp.position))
    facing = np.sum(direction * normal, axis=-1)
    wrapped = np.clip((facing + 0.18) / 1.18, 0, None)
    sky = 0.8 - 0.2 * normal[..., 2] - 0.12 * normal[..., 1]
    return lamp.ambient * sky + (1 - lamp.ambient) * wrapped * (reference / distance[..., 0]) ** 2, direction


def _skin_light(scene: Scene, hits: Hits) -> Array:
    normal = _bent_normal(scene, hits)
    irradiance, direction = _light(scene.lamp, hits.position, normal)
    to_camera = scene.camera.centre.astype(np.float32) - hits.position
    to_camera /= np.linalg.norm(to_camera, axis=-1, keepdims=True)
    half = direction + to_camera
    half /= np.linalg.norm(half, axis=-1, keepdims=True)
    shine = np.clip(np.sum(half * normal, axis=-1), 0, 1) ** scene.lamp.sharpness
    shine *= scene.lamp.gloss * np.clip(_at(scene, hits, scene.skin.gloss), 0.05, 2.0)
    colour = _at(scene, hits, albedo(scene.skin, scene.optics, scene.hair))
    return colour * irradiance[..., None] + shine[..., None]


def _cloth_light(rng: np.random.Generator, scene: Scene, rays: Array, z_mm: float) -> Array:
    points = meet_plane(scene.camera, rays, z_mm)
    half = cloths.HALF_SIZE_MM
    colour = sample(cloths.texture(rng, scene.cloth), cloths.STEP_MM, -half, -half, points[..., 0], points[..., 1])
    normal = np.broadcast_to(np.array([0, 0, -1], np.float32), points.shape)
    irradiance, _ = _light(scene.lamp, points, normal)
    return colour * (irradiance * scene.shape.shadow(points, np.asarray(scene.lamp.position)))[..., None]


def marker_plane(scene: Scene, place: MarkerPlace) -> NDArray[np.float64]:
    """Homography from millimetres on the card (origin in its middle) to pixels. On a limb the card lies on the ridge."""
    turn = np.radians(place.turn_deg)
    e1, e2 = np.array([1.0, 0, 0]), np.array([0, 1.0, 0])
    origin = np.array([place.x_mm, place.y_mm, 0.0])
    if isinstance(scene.shape, Limb):
        ridge = lambda u: scene.shape._surface(np.array(u), np.array(0.0))
        origin = ridge(place.x_mm) - [0, 0, 0.4]
        e1 = (ridge(place.x_mm + 12) - ridge(place.x_mm - 12)) / np.linalg.norm(ridge(place.x_mm + 12) - ridge(place.x_mm - 12))
        e2 = scene.shape._frame()[1]
    along = np.cos(turn) * e1 + np.sin(turn) * e2
    across = -np.sin(turn) * e1 + np.cos(turn) * e2
    return scene.camera.pixel_of_plane(origin, along, across)


def _card(scene: Scene, shape: tuple[int, int]) -> tuple[Array, Array]:
    """Reflectance of the card and its coverage, at sub-pixel resolution."""
    if scene.marker is None:
        return np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    picture = markers.card(scene.marker.marker_id)
    k, n = markers.TEXELS_PER_MM, markers.CARD_MM / 2
    texel_to_mm = np.array([[1 / k, 0, -n], [0, 1 / k, -n], [0, 0, 1.0]])
    s = scene.supersampling
    scale = np.array([[s, 0, -0.5], [0, s, -0.5], [0, 0, 1.0]])
    centre = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1.0]])
    matrix = scale @ marker_plane(scene, scene.marker) @ texel_to_mm @ centre
    size = (shape[1], shape[0])
    small = cv2.GaussianBlur(picture, (0, 0), 0.35 * k * millimetre_per_pixel(matrix @ np.linalg.inv(texel_to_mm), (0, 0)))
    return (cv2.warpPerspective(small, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE),
            cv2.warpPerspective(np.ones_like(picture), matrix, size, flags=cv2.INTER_LINEAR))


def _develop(rng: np.random.Generator, scene: Scene, light: Array) -> NDArray[np.uint8]:
    """Sensor and camera: exposure, cast, blur, shot noise smoothed a little, sRGB curve."""
    s = scene.supersampling
    size = (scene.camera.width, scene.camera.height)
    linear = cv2.resize(light, size, interpolation=cv2.INTER_AREA) if s > 1 else light
    linear = blur(linear, scene.sensor.blur_px) * np.float32(scene.lamp.exposure) * np.array(scene.lamp.cast, np.float32)
    yy, xx = np.mgrid[0:size[1], 0:size[0]].astype(np.float32)
    r2 = ((xx / size[0] - 0.5) ** 2 + ((yy - size[1] / 2) / size[0]) ** 2)
    linear *= (1 - 0.22 * r2)[..., None]
    grain = blur(rng.standard_normal(linear.shape).astype(np.float32), 0.55) * 1.9
    linear = np.clip(linear + scene.sensor.noise * np.sqrt(np.clip(linear, 0.002, None)) * grain, 0, 1)
    srgb = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    srgb = srgb + scene.sensor.contrast * np.sin(2 * np.pi * (srgb - 0.5)) / (2 * np.pi)
    return np.clip(np.round(srgb * 255), 0, 255).astype(np.uint8)


def render(rng: np.random.Generator, scene: Scene) -> Photo:
    """The photograph and its truth."""
    s = scene.supersampling
    rays = scene.camera.rays(s)
    hits = scene.shape.intersect(scene.camera, rays)
    card, on_card = _card(scene, rays.shape[:2])
    cover = np.zeros_like(hits.body) if scene.cover is None else _at(scene, hits, scene.cover)
    bare = hits.body * (cover < 0.5)
    edge = blur(bare, 0.5 * s)[..., None]
    hem = 1 - 0.35 * blur(cover, 3.5 / scene.camera.view_width_mm * scene.camera.width * s)[..., None]
    light = _cloth_light(rng, scene, rays, scene.shape.cloth_z_mm if scene.cover is None else 0.0) * (1 - edge)
    light += _skin_light(scene, hits) * edge * np.where(cover[..., None] < 0.5, hem, 1.0)
    normal = np.broadcast_to(np.array([0, 0, -1], np.float32), hits.position.shape)
    soft = blur(on_card, 4 * s)
    light *= (1 - 0.18 * soft * (1 - on_card))[..., None]
    paper = card * _light(scene.lamp, hits.position * bare[..., None], normal)[0]
    light = light * (1 - on_card[..., None]) + (paper * on_card)[..., None]
    skin = bare * (on_card < 0.5)
    lesion = skin * (_at(scene, hits, scene.skin.lesion) >= 0.5)
    size = (scene.camera.width, scene.camera.height)
    share = lambda m: cv2.resize(m.astype(np.float32), size, interpolation=cv2.INTER_AREA) if s > 1 else m
    truth = np.where(share(skin) >= 0.5, np.where(share(lesion) >= 0.5, 255, 127), 0).astype(np.uint8)
    return Photo(_develop(rng, scene, light), truth, facts(scene, truth))


def visible(scene: Scene) -> NDArray[np.bool_]:
    """Which texels of the skin the photo shows: turned to the camera, in the frame, not under garment or card."""
    g = scene.skin.grid
    u, v = (np.broadcast_to(a, g.shape).astype(np.float32) for a in (g.x, g.y))
    facing, position = scene.shape.faces(scene.camera, u, v)
    camera = scene.camera
    seen = (position - np.array([*camera.target_mm, 0])) @ camera.rotation.T
    px = seen @ camera.intrinsics.T + camera.distance_mm * camera.intrinsics[:, 2]
    x, y = px[..., 0] / px[..., 2], px[..., 1] / px[..., 2]
    shown = facing & (x >= 0) & (x < camera.width) & (y >= 0) & (y < camera.height)
    if scene.cover is not None:
        shown &= scene.cover < 0.5
    if scene.marker is not None:
        h = np.linalg.inv(marker_plane(scene, scene.marker))
        a, b, w = (h[i, 0] * x + h[i, 1] * y + h[i, 2] for i in range(3))
        shown &= (np.abs(a / w) > markers.CARD_MM / 2) | (np.abs(b / w) > markers.CARD_MM / 2)
    return shown


def facts(scene: Scene, truth: NDArray[np.uint8]) -> dict[str, object]:
    """Scale, tilt and areas, from the geometry and not from the pixels."""
    g = scene.skin.grid
    u, v = (np.broadcast_to(a, g.shape).astype(np.float32) for a in (g.x, g.y))
    lesion = visible(scene) & (scene.skin.lesion >= 0.5)
    area = float(np.sum(scene.shape.stretch(u, v)[lesion], dtype=np.float64)) * g.step_mm ** 2 / 100
    plane = scene.camera.pixel_of_skin() if scene.marker is None else marker_plane(scene, scene.marker)
    at = scene.camera.target_mm if scene.marker is None else (0.0, 0.0)
    scale = millimetre_per_pixel(plane, at)
    pixels, skin = int(np.count_nonzero(truth == 255)), int(np.count_nonzero(truth))
    return {'mm_per_pixel': round(scale, 6), 'tilt_deg': round(scene.camera.tilt_deg, 3), 'lesion_pixels': pixels, 'skin_pixels': skin,
            'lesion_percent_of_skin': round(100 * pixels / max(1, skin), 4), 'lesion_area_cm2': round(area, 4),
            'lesion_projected_area_cm2': round(pixels * scale ** 2 / 100, 4)}
