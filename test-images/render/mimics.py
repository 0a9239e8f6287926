"""What is mistaken for a lesion, and the details of a hand: nails, knuckles, the paler palm."""
from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .noise import fractal, smooth, smoothstep
from .shapes import Hand
from .skin import Skin

Array = NDArray[np.float32]


def mimic(rng: np.random.Generator, style: str, width_mm: float, skin: Skin) -> Skin:
    """'gloss': uneven sweat; 'shadow': a soft-edged shadow across the skin; 'tan-line': a band kept from the sun by a strap; 'palm': little pigment."""
    grid = skin.grid
    if style == 'shadow':
        edge = grid.x * np.cos(0.5) + grid.y * np.sin(0.5) + 3 * smooth(rng, grid.shape, grid.px(40))
        skin.shade = 1 - 0.55 * smoothstep(-4, 4, edge - 0.08 * width_mm)
    if style == 'gloss':
        skin.gloss = 0.8 + 0.3 * fractal(rng, grid.shape, grid.px(16), 5, 0.7)
    if style == 'tan-line':
        along = grid.x + 1.2 * smooth(rng, grid.shape, grid.px(25)) + 0.12 * grid.y
        skin.pigment = skin.pigment * (1 - 0.38 * smoothstep(1.2, -1.2, np.abs(along - 0.12 * width_mm) - 14))
    if style == 'palm':
        skin.pigment = skin.pigment * 0.42 + 0.03 * np.abs(smooth(rng, grid.shape, grid.px(12)))
        skin.blood = skin.blood + 0.05 + 0.015 * smooth(rng, grid.shape, grid.px(6))
    return skin


def _turned(hand: Hand, x: float, y: float) -> tuple[float, float]:
    a = np.radians(hand.angle_deg + 90)
    return hand.scale * (x * np.cos(a) - y * np.sin(a)), hand.scale * (x * np.sin(a) + y * np.cos(a))


def hand_details(rng: np.random.Generator, skin: Skin, hand: Hand, palm: bool) -> Skin:
    """Nails at the finger tips (not on the palm) and creases over the joints."""
    grid = skin.grid
    for (px, py), (qx, qy), radius in hand.FINGERS:
        (ax, ay), (bx, by) = _turned(hand, px, py), _turned(hand, qx * hand.spread, qy)
        length = float(np.hypot(bx - ax, by - ay))
        ux, uy = (bx - ax) / length, (by - ay) / length
        along = (grid.x - ax) * ux + (grid.y - ay) * uy
        across = -(grid.x - ax) * uy + (grid.y - ay) * ux
        for share in (0.02, 0.45, 0.80):
            for step in rng.normal(0, 1.4, 5):
                line = along - share * length - step - 0.05 * across ** 2 * rng.uniform(-0.5, 0.5)
                skin.relief = skin.relief - 0.25 * np.exp(-(line / 0.45) ** 2) * smoothstep(0.85, 0.3, np.abs(across) / radius)
            skin.pigment = skin.pigment * (1 + (0 if palm else 0.16) * np.exp(-((along - share * length) / 4) ** 2 - (across / radius) ** 4))
        if palm:
            continue
        nail = np.hypot((along - length - 0.12 * radius) / (0.72 * radius), across / (0.62 * radius))
        plate = smoothstep(1.05, 0.95, nail)
        lunula = smoothstep(0.8, 0.5, np.hypot((along - length + 0.45 * radius) / (0.4 * radius), across / (0.5 * radius))) * plate
        skin.pigment = skin.pigment * (1 - 0.55 * plate) - 0.1 * lunula
        skin.blood = skin.blood + 0.04 * plate * (1 - lunula)
        skin.gloss = skin.gloss * (1 - plate) + 2.0 * plate
        skin.relief = skin.relief * (1 - 0.9 * plate) - 0.3 * np.exp(-((nail - 1.02) / 0.07) ** 2)
    return skin
