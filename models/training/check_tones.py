"""Print the L*a*b* of rendered people per tone class beside the measured tables (Xiao 2016, NIST 2017).

Fails (exit 1) when a class mean is further from Xiao's than TOLERANCE. Usage: check_tones.py
"""

from __future__ import annotations

import sys

import numpy as np

from render.optics import ita_deg, linear_to_lab, measured_melanin_direction, nist_linear_rgb
from render.skin import TONE_CLASSES, lab_of_density, sample_person, tone_class, tone_table

PEOPLE = 6000
TOLERANCE = 3.0  # CIE76 between class means; classes are 13 to 40 degrees wide and sampled uniformly


def class_means(lab: np.ndarray) -> dict[str, np.ndarray]:
    names = np.array([tone_class(float(angle)) for angle in ita_deg(lab)])
    return {name: lab[names == name] for name in TONE_CLASSES if (names == name).any()}


def measured() -> dict[str, np.ndarray]:
    """Xiao's bin means, one row per 10 degrees, as the renderer samples ITA uniformly."""
    table = tone_table()
    inside = (table[:, 0] > -60) & (table[:, 0] <= 65)
    return class_means(table[inside][:, 2:5])


def main() -> None:
    rng = np.random.default_rng(11)
    people = [sample_person(rng) for _ in range(PEOPLE)]
    rendered = class_means(np.array([lab_of_density(p.healthy) for p in people]))
    bare = np.array([lab_of_density(p.depigmented) for p in people])
    xiao, nist = measured(), class_means(linear_to_lab(nist_linear_rgb()))
    print("melanin direction measured on NIST skins:", measured_melanin_direction().round(3))
    print(f"{'class':13} {'rendered mean (sd)':40} {'Xiao bins':24} NIST forearm")
    worst = 0.0
    for name in TONE_CLASSES:
        mean, spread = rendered[name].mean(0), rendered[name].std(0)
        reference = xiao[name].mean(0) if name in xiao else np.full(3, np.nan)
        worst = max(worst, float(np.linalg.norm(mean - reference)))
        forearm = nist[name].mean(0).round(1) if name in nist else "none"
        print(f"{name:13} {str(mean.round(1)):20} {str(spread.round(1)):19} {str(reference.round(1)):24} {forearm}")
    print("depigmented skin mean", bare.mean(0).round(1), "sd", bare.std(0).round(1))
    print(f"largest distance of class means {worst:.2f}, allowed {TOLERANCE}")
    sys.exit(0 if worst <= TOLERANCE else 1)


if __name__ == "__main__":
    main()
