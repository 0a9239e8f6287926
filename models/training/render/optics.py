"""Colour arithmetic and the optical-density model of skin.

In optical density OD = -ln(linear RGB), skin = base + m * MELANIN + h * HAEMOGLOBIN + s * (1, 1, 1).
MELANIN is the first principal component of the optical density of the 100 NIST forearms (`measured_melanin_direction`
recomputes it). HAEMOGLOBIN is the change of those spectra under extra blood whose Soret band saturates in skin:
the extinction tables taken literally do not unmix.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]
DATA = Path(__file__).parent.parent / "data"

MELANIN = np.array([0.389, 0.559, 0.732], np.float32)
HAEMOGLOBIN = np.array([0.145, 0.73, 0.665], np.float32)

# IEC 61966-2-1 (sRGB), D65 white.
XYZ_TO_RGB = np.array(
    [[3.2404542, -1.5371385, -0.4985314], [-0.9692660, 1.8760108, 0.0415560], [0.0556434, -0.2040259, 1.0572252]],
    np.float64,
)
RGB_TO_XYZ = np.linalg.inv(XYZ_TO_RGB)
WHITE_D65 = RGB_TO_XYZ.sum(axis=1)
DARKEST_LINEAR = 1e-4  # below this a camera records noise only


def srgb_encode(linear: Array) -> Array:
    """Linear light 0..1 to sRGB 0..1 (IEC 61966-2-1)."""
    clipped = np.clip(linear, 0, 1)
    return np.where(clipped <= 0.0031308, 12.92 * clipped, 1.055 * clipped ** (1 / 2.4) - 0.055).astype(np.float32)


def srgb_decode(encoded: Array) -> Array:
    """sRGB 0..1 to linear light 0..1 (IEC 61966-2-1)."""
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4).astype(np.float32)


def lab_to_linear(lab: npt.ArrayLike) -> Array:
    """CIELAB (D65, 2 degrees) to linear sRGB; CIE 15:2004, 8.2.1.1 inverted."""
    lightness, a, b = np.moveaxis(np.asarray(lab, np.float64), -1, 0)
    fy = (lightness + 16) / 116
    f = np.stack([fy + a / 500, fy, fy - b / 200], axis=-1)
    ratio = np.where(f > 6 / 29, f**3, 3 * (6 / 29) ** 2 * (f - 4 / 29))
    return np.asarray(ratio * WHITE_D65 @ XYZ_TO_RGB.T, np.float32)


def linear_to_lab(linear: npt.ArrayLike) -> Array:
    """Linear sRGB to CIELAB (D65, 2 degrees)."""
    ratio = np.asarray(linear, np.float64) @ RGB_TO_XYZ.T / WHITE_D65
    f = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    fx, fy, fz = np.moveaxis(f, -1, 0)
    return np.stack([116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)], axis=-1).astype(np.float32)


def ita_deg(lab: npt.ArrayLike) -> Array:
    """Individual typology angle in degrees (Chardon 1991), by atan2 so that b* <= 0 is handled."""
    values = np.asarray(lab, np.float64)
    return np.degrees(np.arctan2(values[..., 0] - 50, values[..., 2])).astype(np.float32)


def optical_density(linear: npt.ArrayLike) -> Array:
    """Natural-log optical density of linear RGB."""
    return -np.log(np.maximum(np.asarray(linear, np.float32), DARKEST_LINEAR))


def nist_linear_rgb() -> Array:
    """Linear sRGB under D65 of the 100 NIST forearms, shape (100, 3)."""
    optics = np.genfromtxt(DATA / "optics-5nm.csv", delimiter=",", skip_header=1)
    nist = np.genfromtxt(DATA / "nist-skin-reflectance-10nm.csv", delimiter=",", skip_header=1)
    optics = optics[np.isin(optics[:, 0], nist[:, 0])]
    reflectance = nist[np.isin(nist[:, 0], optics[:, 0]), 1:]
    observer = optics[:, 5:8] * optics[:, 10:11]
    return np.asarray(reflectance.T @ observer / observer[:, 1].sum() @ XYZ_TO_RGB.T, np.float32)


def measured_melanin_direction() -> Array:
    """First principal component (unit length) of the optical density of the NIST skins."""
    density = optical_density(nist_linear_rgb())
    component = np.linalg.svd(density - density.mean(axis=0), full_matrices=False)[2][0]
    return np.asarray(np.abs(component), np.float32)
