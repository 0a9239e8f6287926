"""How well the lesion of a photo can be seen: what no rater could outline teaches a network nothing but doubt."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

BORDER_SHARE = 0.04  # of the frame: how far from the outline colours are compared
SMALLEST_SAMPLE_PX = 15
BLUR_PX = 1.5  # the eye averages over grain


def disc(radius: int) -> npt.NDArray[np.uint8]:
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))


def grown(mask: npt.NDArray[np.uint8], radius: int) -> npt.NDArray[np.bool_]:
    return cv2.dilate(mask, disc(radius)) > 0


def visibility(image: npt.NDArray[np.uint8], skin: npt.NDArray[np.bool_], lesion: npt.NDArray[np.bool_]) -> float:
    """Difference of colour across the outline over the spread of colour on either side (d', CIELAB); 0 without a lesion.

    image (H, W, 3) sRGB; skin and lesion (H, W). Compared are the skin and the lesion near the outline.
    """
    reach = max(6, int(BORDER_SHARE * len(image)))
    core = lesion.astype(np.uint8)
    outside = grown(core, reach) & skin & ~grown(core, 2)
    inside = grown(outside.astype(np.uint8), reach) & (cv2.erode(core, disc(1)) > 0)
    if min(outside.sum(), inside.sum()) < SMALLEST_SAMPLE_PX:
        return 0.0
    lab = cv2.cvtColor(cv2.GaussianBlur(image, (0, 0), BLUR_PX).astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    a, b = lab[inside], lab[outside]
    step = a.mean(axis=0) - b.mean(axis=0)
    size = float(np.linalg.norm(step))
    along = step / max(size, 1e-6)
    return size / max(float(np.sqrt((np.var(a @ along) + np.var(b @ along)) / 2)), 0.3)
