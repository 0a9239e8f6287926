"""What sits on or in the skin of a body part: nails, lips, eyes, hair, darker and paler areas, lesion sites."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .noise import upsample
from .optics import Array


@dataclass
class Paint:
    """A covering with its own colour (linear RGB); it is not skin."""

    alpha: Array
    colour: tuple[float, float, float]
    gloss: float = 0.0
    textured: bool = False


@dataclass
class Parts:
    """Collected landmarks of all parts in view."""

    paints: list[Paint] = field(default_factory=list)
    melanin: list[tuple[Array, float, float]] = field(default_factory=list)
    shadows: list[tuple[Array, float]] = field(default_factory=list)
    sites: dict[str, Array] = field(default_factory=dict)
    pale: list[tuple[Array, float]] = field(default_factory=list)

    def add_paint(self, alpha: Array, colour: tuple[float, float, float], gloss: float = 0, textured: bool = False) -> None:
        self.paints.append(Paint(alpha.astype(np.float32), colour, gloss, textured))

    def add_melanin(self, weight: Array, melanin: float, haemoglobin: float = 0.0) -> None:
        """Skin with more pigment or blood (areola, knuckle, lip border): natural-log OD units."""
        self.melanin.append((weight.astype(np.float32), melanin, haemoglobin))

    def add_shadow(self, weight: Array, density: float) -> None:
        self.shadows.append((weight.astype(np.float32), density))

    def add_pale(self, weight: Array, share: float) -> None:
        """Palms and soles: part of the melanin is missing, and this is no lesion."""
        self.pale.append((weight.astype(np.float32), share))

    def add_site(self, name: str, weight: Array) -> None:
        """Where a condition likes to sit (0..1)."""
        known = self.sites.get(name)
        self.sites[name] = weight.astype(np.float32) if known is None else np.maximum(known, weight)

    def upsampled(self, size: int) -> Parts:
        return Parts(
            [Paint(upsample(p.alpha, size), p.colour, p.gloss, p.textured) for p in self.paints],
            [(upsample(w, size), m, h) for w, m, h in self.melanin],
            [(upsample(w, size), d) for w, d in self.shadows],
            {name: upsample(w, size) for name, w in self.sites.items()},
            [(upsample(w, size), s) for w, s in self.pale],
        )


def empty_site(size: int) -> Array:
    return np.zeros((size, size), np.float32)
