"""The printed scale marker: ArUco 4x4_50 on a white card."""
from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

SIDE_MM = 20.0
QUIET_MM = 5.0
CARD_MM = SIDE_MM + 2 * QUIET_MM
TEXELS_PER_MM = 24
# Reflectance of matt paper and of toner
PAPER, INK = 0.82, 0.035


def card(marker_id: int) -> NDArray[np.float32]:
    """Linear reflectance of the card, one channel, `CARD_MM` wide. The marker fills the middle `SIDE_MM`."""
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    side = round(SIDE_MM * TEXELS_PER_MM)
    bits = cv2.aruco.drawMarker(dictionary, marker_id, side)
    margin = round(QUIET_MM * TEXELS_PER_MM)
    picture = np.pad(bits, margin, constant_values=255).astype(np.float32) / 255
    return INK + (PAPER - INK) * picture
