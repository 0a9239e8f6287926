"""Where a ray meets the body: for every sub-pixel the place on the skin (texture millimetres), the normal and the position."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from .camera import Camera

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Hits:
    """uv: place on the skin in millimetres; normal points out of the body; body: 1 where the ray meets it."""
    uv: Array
    normal: Array
    position: Array
    body: Array


class Shape(Protocol):
    def intersect(self, camera: Camera, rays: Array) -> Hits: ...
    def stretch(self, u: Array, v: Array) -> Array:
        """True surface area per texture area at (u, v)."""
    def faces(self, camera: Camera, u: Array, v: Array) -> tuple[NDArray[np.bool_], Array]:
        """Whether the skin at (u, v) is turned to the camera, and its position."""
    def shadow(self, points: Array, light: NDArray[np.float64]) -> Array:
        """Share of the lamp that reaches points on the cloth."""


def meet_plane(camera: Camera, rays: Array, z_mm: float) -> Array:
    """Position where each ray meets the plane z = z_mm."""
    start = camera.centre.astype(np.float32)
    return start + rays * ((z_mm - start[2]) / rays[..., 2])[..., None]


def _smoothstep(low: float, high: float, x: Array) -> Array:
    t = np.clip((x - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


@dataclass(frozen=True)
class Flat:
    """Skin in the plane z = 0 without an end."""
    cloth_z_mm: float = 0.0

    def intersect(self, camera: Camera, rays: Array) -> Hits:
        position = meet_plane(camera, rays, 0.0)
        normal = np.broadcast_to(np.array([0, 0, -1], np.float32), position.shape)
        return Hits(position[..., :2], normal, position, np.ones(position.shape[:2], np.float32))

    def stretch(self, u: Array, v: Array) -> Array:
        return np.ones_like(u)

    def faces(self, camera: Camera, u: Array, v: Array) -> tuple[NDArray[np.bool_], Array]:
        return np.ones(u.shape, bool), np.stack([u, v, np.zeros_like(u)], axis=-1)

    def shadow(self, points: Array, light: NDArray[np.float64]) -> Array:
        return np.ones(points.shape[:2], np.float32)


@dataclass(frozen=True)
class Limb:
    """A tapered limb with an oval section, lying on the cloth; its axis at `angle_deg` to x. u runs along it, v round it."""
    radius_mm: float
    taper: float = 0.0
    bulge_mm: float = 0.0
    flatness: float = 0.85
    angle_deg: float = 10.0

    @property
    def cloth_z_mm(self) -> float:
        return 1.9 * self.radius_mm * self.flatness

    def _frame(self) -> NDArray[np.float64]:
        a = np.radians(self.angle_deg)
        return np.array([[np.cos(a), np.sin(a), 0], [-np.sin(a), np.cos(a), 0], [0, 0, 1.0]])

    def radius(self, along: Array) -> Array:
        return self.radius_mm + self.taper * along + self.bulge_mm * np.exp(-((along - 25) / 60) ** 2)

    def _inside(self, p: Array) -> Array:
        """Positive outside; p in the limb's own axes, depth measured from the axis."""
        return np.sqrt(p[..., 1] ** 2 + (p[..., 2] / self.flatness) ** 2) - self.radius(p[..., 0])

    def _own(self, world: Array) -> Array:
        own = world @ self._frame().T.astype(np.float32)
        own[..., 2] -= np.float32(self.flatness * self.radius_mm)
        return own

    def _surface(self, u: Array, v: Array) -> Array:
        """Position in the world of the skin at (u, v)."""
        phi, r = v / self.radius_mm, self.radius(u)
        own = np.stack([u, r * np.sin(phi), -self.flatness * r * np.cos(phi)], axis=-1)
        own[..., 2] += self.flatness * self.radius_mm
        return own @ self._frame()

    def intersect(self, camera: Camera, rays: Array) -> Hits:
        start = self._own(camera.centre.astype(np.float32)[None])[0]
        d = rays @ self._frame().T.astype(np.float32)
        flat = np.array([1, 1 / self.flatness], np.float32)
        s, e = start[1:] * flat, d[..., 1:] * flat
        far = -(e @ s) / np.sum(e * e, axis=-1)
        near = np.full_like(far, 0.3 * camera.distance_mm)
        body = self._inside(start + d * far[..., None]) < 0
        for _ in range(24):
            middle = 0.5 * (near + far)
            outside = self._inside(start + d * middle[..., None]) > 0
            near, far = np.where(outside, middle, near), np.where(outside, far, middle)
        p = start + d * far[..., None]
        normal = np.stack([-(self.radius(p[..., 0] + 0.5) - self.radius(p[..., 0] - 0.5)) * self.radius(p[..., 0]),
                           p[..., 1], p[..., 2] / self.flatness ** 2], axis=-1)
        normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
        phi = np.arctan2(p[..., 1], -p[..., 2] / self.flatness)
        uv = np.stack([p[..., 0], phi * self.radius_mm], axis=-1).astype(np.float32)
        position = camera.centre.astype(np.float32) + rays * far[..., None]
        return Hits(uv, (normal @ self._frame()).astype(np.float32), position, body.astype(np.float32))

    def stretch(self, u: Array, v: Array) -> Array:
        step = 0.05
        du = (self._surface(u + step, v) - self._surface(u - step, v)) / (2 * step)
        dv = (self._surface(u, v + step) - self._surface(u, v - step)) / (2 * step)
        return np.linalg.norm(np.cross(du, dv), axis=-1)

    def faces(self, camera: Camera, u: Array, v: Array) -> tuple[NDArray[np.bool_], Array]:
        step = 0.05
        du = self._surface(u + step, v) - self._surface(u - step, v)
        dv = self._surface(u, v + step) - self._surface(u, v - step)
        position = self._surface(u, v)
        outward = np.cross(dv, du)
        ridge = outward * np.where(np.cos(v / self.radius_mm) * outward[..., 2] > 0, -1, 1)[..., None]
        front = np.abs(v) < 0.5 * np.pi * self.radius_mm * 1.15
        return front & (np.sum(ridge * (camera.centre - position), axis=-1) > 0), position

    def shadow(self, points: Array, light: NDArray[np.float64]) -> Array:
        """Distance from the axis to the ray from the cloth to the lamp, against the radius: soft within 9 mm."""
        p = self._own(points.copy())
        lamp = self._own(light.astype(np.float32)[None].copy())[0]
        flat = np.array([1, 1 / self.flatness], np.float32)
        a, b = p[..., 1:] * flat, lamp[1:] * flat
        d = b - a
        t = np.clip(-np.sum(a * d, axis=-1) / np.sum(d * d, axis=-1), 0, 1)
        gap = np.linalg.norm(a + d * t[..., None], axis=-1) - self.radius(p[..., 0])
        return (0.22 + 0.78 * _smoothstep(-9.0, 9.0, gap)).astype(np.float32)


@dataclass(frozen=True)
class Hand:
    """The back of a hand lying flat: capsules for the fingers and a palm, rounded towards the edge. Seen without parallax:
    the skin is placed in the plane z = 0, its rounding only lights it and enters the surface area."""
    scale: float = 1.0
    angle_deg: float = -90.0
    spread: float = 1.0
    cloth_z_mm: float = 0.0
    half_size_mm: float = 150.0
    mm_per_texel: float = 0.25

    FINGERS = (((-36, 22), (-66, -22), 10.5), ((-30, -38), (-46, -98), 8.6), ((-11, -43), (-14, -115), 8.9),
               ((9, -41), (16, -107), 8.5), ((27, -34), (42, -82), 7.6))
    PALM = (((-22, -30), (-24, 30), 17), ((0, -34), (-4, 40), 19), ((20, -28), (14, 36), 17), ((-6, 40), (-4, 170), 27))

    def _relief(self) -> Array:
        """Height of the skin above the cloth in millimetres, 0 off the hand."""
        n = int(2 * self.half_size_mm / self.mm_per_texel)
        axis = (np.arange(n) + 0.5) * self.mm_per_texel - self.half_size_mm
        x, y = np.meshgrid(axis / self.scale, axis / self.scale)
        a = np.radians(self.angle_deg + 90)
        x, y = x * np.cos(a) + y * np.sin(a), -x * np.sin(a) + y * np.cos(a)
        distance = np.full((n, n), 1e3)
        for index, (p, q, r) in enumerate(self.FINGERS + self.PALM):
            q = (q[0] * (self.spread if index < 5 else 1), q[1])
            d = self._capsule(x, y, p, q, r)
            k = 5.0
            h = np.clip(0.5 + 0.5 * (distance - d) / k, 0, 1)
            distance = np.minimum(distance, 1e3) * (1 - h) + d * h - k * h * (1 - h) * (distance < 100)
        depth = np.clip(-distance, 0, 13) / 13
        return cv2.GaussianBlur((13 * np.sqrt(1 - (1 - depth) ** 2)).astype(np.float32), (0, 0), 2.0) * (distance < 0)

    @staticmethod
    def _capsule(x: Array, y: Array, p: tuple[float, float], q: tuple[float, float], r: float) -> Array:
        vx, vy = q[0] - p[0], q[1] - p[1]
        t = np.clip(((x - p[0]) * vx + (y - p[1]) * vy) / (vx * vx + vy * vy), 0, 1)
        return np.hypot(x - p[0] - t * vx, y - p[1] - t * vy) - r * (1 - 0.12 * t)

    def _slopes(self) -> tuple[Array, Array, Array]:
        relief = self._relief()
        gy, gx = np.gradient(relief, self.mm_per_texel)
        limit = 2.5  # the last millimetre before the silhouette would be vertical
        return relief, np.clip(gx, -limit, limit).astype(np.float32), np.clip(gy, -limit, limit).astype(np.float32)

    def _sample(self, field: Array, x: Array, y: Array) -> Array:
        to_texel = lambda c: ((c + self.half_size_mm) / self.mm_per_texel - 0.5).astype(np.float32)
        return cv2.remap(field, to_texel(x), to_texel(y), cv2.INTER_LINEAR)

    def intersect(self, camera: Camera, rays: Array) -> Hits:
        position = meet_plane(camera, rays, 0.0)
        relief, gx, gy = self._slopes()
        x, y = position[..., 0], position[..., 1]
        normal = np.stack([-self._sample(gx, x, y), -self._sample(gy, x, y), -np.ones_like(x)], axis=-1)
        normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
        body = (self._sample((relief > 0).astype(np.float32), x, y) > 0.5).astype(np.float32)
        return Hits(position[..., :2], normal, position, body)

    def stretch(self, u: Array, v: Array) -> Array:
        _, gx, gy = self._slopes()
        return np.sqrt(1 + self._sample(gx, u, v) ** 2 + self._sample(gy, u, v) ** 2)

    def faces(self, camera: Camera, u: Array, v: Array) -> tuple[NDArray[np.bool_], Array]:
        relief, _, _ = self._slopes()
        return self._sample((relief > 0).astype(np.float32), u, v) > 0.5, np.stack([u, v, np.zeros_like(u)], axis=-1)

    def shadow(self, points: Array, light: NDArray[np.float64]) -> Array:
        relief, _, _ = self._slopes()
        toward = light[:2] / max(200.0, abs(light[2])) * 7.0
        soft = cv2.GaussianBlur((relief > 0).astype(np.float32), (0, 0), 5 / self.mm_per_texel)
        return 1 - 0.6 * self._sample(soft, points[..., 0] + np.float32(toward[0]), points[..., 1] + np.float32(toward[1]))
