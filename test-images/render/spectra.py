"""Measured skin reflectance to linear sRGB.

Healthy skin is the measured spectrum of one of the 100 people of Cooksey 2017 (NIST), chosen by its ITA.
How absorbance changes with pigment and with blood is not taken from a model of tissue but from the same 100
spectra: a regression of absorbance on a melanin and a blood index gives both directions.
Everything is CIE 1931 2 degrees, illuminant D65, linear sRGB of IEC 61966-2-1.
"""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
DATA = Path(__file__).parent / 'data'

XYZ_TO_SRGB = np.array([[3.2404542, -1.5371385, -0.4985314],
                        [-0.9692660, 1.8760108, 0.0415560],
                        [0.0556434, -0.2040259, 1.0572252]])

_nist = np.genfromtxt(DATA / 'nist-skin-reflectance-10nm.csv', delimiter=',', skip_header=1)
WAVELENGTH_NM = _nist[:, 0]
REFLECTANCE = _nist[:, 1:]
ABSORBANCE = -np.log10(REFLECTANCE)
_optics = np.genfromtxt(DATA / 'optics-5nm.csv', delimiter=',', skip_header=1)
_optics = _optics[np.isin(_optics[:, 0], WAVELENGTH_NM)]
_weighted = _optics[:, 5:8] * _optics[:, 10:11]
_TO_XYZ = (_weighted / _weighted[:, 1].sum()).T
WHITE_XYZ = _TO_XYZ @ np.ones(len(WAVELENGTH_NM))


def lab_of_xyz(xyz: NDArray[np.float64]) -> NDArray[np.float64]:
    """CIELAB, D65/2 degrees; xyz has its three components first. CIE 15:2004, 8.2.1.1."""
    t = (xyz.T / WHITE_XYZ).T
    f = np.where(t > 216 / 24389, np.cbrt(t), (24389 / 27 * t + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def lab_of_reflectance(reflectance: NDArray[np.float64]) -> NDArray[np.float64]:
    """CIELAB of one or of many reflectance spectra (wavelength first)."""
    return lab_of_xyz(_TO_XYZ @ reflectance)


def ita_deg(lab: NDArray[np.float64]) -> NDArray[np.float64]:
    """Individual typology angle in degrees."""
    return np.degrees(np.arctan2(lab[0] - 50, lab[2]))


def _band(nm: float) -> NDArray[np.float64]:
    return ABSORBANCE[WAVELENGTH_NM == nm][0]


def _indices() -> NDArray[np.float64]:
    """Melanin index and blood index (haemoglobin's two peaks above the line from 520 to 630 nm) of the 100 people."""
    return np.array([_band(620) - _band(700), 0.5 * (_band(540) + _band(580)) - _band(520) / 3 - 2 * _band(630) / 3])


_INDICES = _indices()
# Absorbance of the 100 people as constant + melanin index + blood index, least squares at each wavelength.
_FIT = np.linalg.lstsq(np.column_stack([np.ones(REFLECTANCE.shape[1]), *_INDICES]), ABSORBANCE.T, rcond=None)[0]
MELANIN = _FIT[1] / _FIT[1][WAVELENGTH_NM == 550]


def _blood_direction() -> NDArray[np.float64]:
    """Change of absorbance with haemoglobin, 1 at 560 nm: mean of the measured one and of the square root of the extinction
    (Prahl) of blood 70 % oxygenated. The root stands for the light path, which shortens where absorption is strong."""
    root = np.sqrt(0.7 * _optics[:, 1] + 0.3 * _optics[:, 2])
    peak = WAVELENGTH_NM == 560
    return 0.5 * root / root[peak] + 0.5 * _FIT[2] / _FIT[2][peak]


BLOOD = _blood_direction()
# Mean of the 100 people with melanin taken away until L* is about 80, as read on vitiligo by colorimeters; blood stays.
DEPIGMENTED = ABSORBANCE.mean(axis=1) - 0.2 * MELANIN
# Light scattered at the surface: keeps the blue of very dark skin from falling to zero.
SURFACE_REFLECTANCE = 0.012

PIGMENT_STEPS = np.linspace(-0.1, 3.0, 96)
BLOOD_STEPS = np.linspace(-0.12, 0.6, 73)


@dataclass(frozen=True)
class SkinOptics:
    """Linear sRGB as a function of pigment (0 = depigmented, 1 = this person's healthy skin) and blood (0 = healthy)."""
    person: int
    ita_deg: float
    lab: tuple[float, float, float]
    table: Array

    def albedo(self, pigment: Array, blood: Array) -> Array:
        """Diffuse linear sRGB, bilinear in the table."""
        p = np.clip((pigment - PIGMENT_STEPS[0]) / (PIGMENT_STEPS[1] - PIGMENT_STEPS[0]), 0, len(PIGMENT_STEPS) - 1.001)
        b = np.clip((blood - BLOOD_STEPS[0]) / (BLOOD_STEPS[1] - BLOOD_STEPS[0]), 0, len(BLOOD_STEPS) - 1.001)
        i, j = p.astype(np.int32), b.astype(np.int32)
        u, v = (p - i)[..., None].astype(np.float32), (b - j)[..., None].astype(np.float32)
        t = self.table
        return ((1 - u) * ((1 - v) * t[i, j] + v * t[i, j + 1]) + u * ((1 - v) * t[i + 1, j] + v * t[i + 1, j + 1]))


def skin_optics(target_ita_deg: float, rng: np.random.Generator) -> SkinOptics:
    """One of the five NIST people nearest the wanted ITA. Below the darkest of them (ITA -21), that person's spectrum is
    carried on along the line from depigmented skin to it."""
    ita = ita_deg(lab_of_reflectance(REFLECTANCE))
    person = int(rng.choice(np.argsort(np.abs(ita - target_ita_deg))[:5]))
    person = person if target_ita_deg > ita.min() else int(np.argmin(ita))
    own_blood = np.clip(_INDICES[1, person] - _INDICES[1].mean(), -0.02, 0.04) * _FIT[2]
    depigmented = DEPIGMENTED + own_blood + rng.uniform(-0.015, 0.02) * MELANIN + rng.uniform(0, 0.015) * BLOOD
    reach, surface = 1.0, 0.0
    if target_ita_deg < ita.min():
        surface = SURFACE_REFLECTANCE
        reaches = np.linspace(0.9, 1.8, 91)
        line = np.array([_reflectance(depigmented, person, r, 0, surface) for r in reaches]).T
        reach = float(reaches[np.argmin(np.abs(ita_deg(lab_of_reflectance(line)) - target_ita_deg))])
    table = np.stack([_reflectance(depigmented, person, reach * p, b, surface)
                      for p in PIGMENT_STEPS for b in BLOOD_STEPS], axis=1)
    rgb = np.clip(XYZ_TO_SRGB @ (_TO_XYZ @ table), 0.002, None).T
    lab = lab_of_reflectance(_reflectance(depigmented, person, reach, 0, surface))
    return SkinOptics(person + 1, float(ita_deg(lab)), tuple(float(x) for x in lab),
                      rgb.reshape(len(PIGMENT_STEPS), len(BLOOD_STEPS), 3).astype(np.float32))


def _reflectance(depigmented: NDArray[np.float64], person: int, pigment: float, blood: float,
                 surface: float) -> NDArray[np.float64]:
    absorbance = depigmented + pigment * (ABSORBANCE[:, person] - depigmented) + blood * BLOOD
    return surface + (1 - surface) * 10 ** -absorbance
