"""The cloth that a patient lies on or wears: colour, weave, folds and sometimes a pattern."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .noise import fractal, smooth, smoothstep

Array = NDArray[np.float32]
STEP_MM = 0.25
HALF_SIZE_MM = 260.0

# Linear sRGB of dyed cotton and paper; 'beige' and 'pink' lie near skin on purpose.
COLOURS = {'blue': (0.05, 0.13, 0.33), 'navy': (0.018, 0.025, 0.065), 'green': (0.045, 0.20, 0.13), 'black': (0.018, 0.018, 0.02),
           'white': (0.66, 0.67, 0.68), 'beige': (0.52, 0.42, 0.30), 'red': (0.33, 0.03, 0.035), 'grey': (0.24, 0.245, 0.25),
           'pink': (0.58, 0.33, 0.33), 'teal': (0.03, 0.22, 0.24), 'brown': (0.16, 0.085, 0.045), 'yellow': (0.60, 0.44, 0.08)}


@dataclass(frozen=True)
class Cloth:
    colour: str
    pattern: str = 'plain'
    second: str = 'white'


def texture(rng: np.random.Generator, cloth: Cloth) -> Array:
    """Linear sRGB on a square of 2 x HALF_SIZE_MM, STEP_MM per texel, folds shaded in."""
    n = int(2 * HALF_SIZE_MM / STEP_MM)
    axis = (np.arange(n, dtype=np.float32) * STEP_MM)[None, :]
    bend = 2.5 * smooth(rng, (n, n), 160)
    x, y = axis + bend, axis.T + bend.T
    thread = rng.uniform(0.9, 1.5)
    weave = 1 + 0.10 * np.sin(2 * np.pi * x / thread) * np.sin(2 * np.pi * y / thread) + 0.05 * smooth(rng, (n, n), 2)
    first, other = (np.array(COLOURS[c], np.float32) for c in (cloth.colour, cloth.second))
    amount = np.zeros((n, n), np.float32)
    if cloth.pattern == 'stripes':
        amount = smoothstep(0.55, 0.6, 0.5 + 0.5 * np.sin(2 * np.pi * x / 24.0))
    if cloth.pattern == 'check':
        amount = 0.5 * (smoothstep(0.45, 0.55, 0.5 + 0.5 * np.sin(2 * np.pi * x / 18.0))
                        + smoothstep(0.45, 0.55, 0.5 + 0.5 * np.sin(2 * np.pi * y / 18.0)))
    if cloth.pattern == 'towel':
        weave = 1 + 0.16 * fractal(rng, (n, n), 7, 3, 0.7)
    folds = 1 + 0.11 * fractal(rng, (n, n), 300, 3, 0.4, stretch=2.5)
    colour = first + (other - first) * amount[..., None]
    return np.clip(colour * np.clip(weave * folds, 0.3, 1.7)[..., None], 0.004, 0.9).astype(np.float32)
