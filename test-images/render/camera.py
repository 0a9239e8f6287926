"""Pinhole camera over the skin plane.

World: x right, y down, z away from the camera, millimetres; the skin (or its highest ridge) lies in z = 0.
The camera looks at `target_mm` from `distance_mm`, leaning `tilt_deg` towards `tilt_towards_deg`, rolled by `roll_deg`.
"""
from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Camera:
    width: int
    height: int
    view_width_mm: float
    distance_mm: float = 420.0
    target_mm: tuple[float, float] = (0.0, 0.0)
    tilt_deg: float = 0.0
    tilt_towards_deg: float = 0.0
    roll_deg: float = 0.0

    @property
    def rotation(self) -> Matrix:
        turn = np.radians(self.tilt_towards_deg)
        axis = np.array([-np.sin(turn), np.cos(turn), 0.0]) * np.radians(self.tilt_deg)
        roll = np.array([0.0, 0.0, np.radians(self.roll_deg)])
        return cv2.Rodrigues(roll)[0] @ cv2.Rodrigues(axis)[0]

    @property
    def intrinsics(self) -> Matrix:
        focal_px = self.width * self.distance_mm / self.view_width_mm
        return np.array([[focal_px, 0, self.width / 2], [0, focal_px, self.height / 2], [0, 0, 1.0]])

    def pixel_of_plane(self, origin: Matrix, along_u: Matrix, along_v: Matrix) -> Matrix:
        """Homography from (u, v) in millimetres on a plane to pixels (centre of the first pixel at 0.5, 0.5)."""
        target = np.array([*self.target_mm, 0.0])
        rotation = self.rotation
        shift = rotation @ (np.asarray(origin) - target) + [0, 0, self.distance_mm]
        matrix = self.intrinsics @ np.column_stack([rotation @ along_u, rotation @ along_v, shift])
        return matrix / matrix[2, 2]

    def pixel_of_skin(self) -> Matrix:
        """Homography from millimetres in the plane z = 0 to pixels."""
        return self.pixel_of_plane(np.zeros(3), np.array([1.0, 0, 0]), np.array([0, 1.0, 0]))

    @property
    def centre(self) -> Matrix:
        return np.array([*self.target_mm, 0.0]) - self.rotation.T @ [0, 0, self.distance_mm]

    def rays(self, supersampling: int) -> NDArray[np.float32]:
        """Unit direction of the ray through each sub-pixel."""
        x = (np.arange(self.width * supersampling) + 0.5) / supersampling
        y = (np.arange(self.height * supersampling) + 0.5) / supersampling
        to_world = (self.rotation.T @ np.linalg.inv(self.intrinsics)).astype(np.float32)
        grid = np.stack(np.meshgrid(x, y), axis=-1).astype(np.float32)
        directions = grid @ to_world[:, :2].T + to_world[:, 2]
        return directions / np.linalg.norm(directions, axis=-1, keepdims=True)


def millimetre_per_pixel(pixel_of_plane: Matrix, at_mm: tuple[float, float]) -> float:
    """Square root of plane area per pixel area, at one point of the plane."""
    u, v = at_mm
    x, y, w = pixel_of_plane @ [u, v, 1.0]
    h = pixel_of_plane
    jacobian = np.array([[h[0, 0] * w - x * h[2, 0], h[0, 1] * w - x * h[2, 1]],
                         [h[1, 0] * w - y * h[2, 0], h[1, 1] * w - y * h[2, 1]]]) / w ** 2
    return float(1 / np.sqrt(abs(np.linalg.det(jacobian))))
