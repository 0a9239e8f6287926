"""From scene radiance (linear RGB) to a photo file: white balance, exposure, tone curve, optics, noise, JPEG."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from .noise import Grid
from .optics import Array, srgb_encode

TARGET_LUMA = 0.26  # linear; where automatic exposure puts the middle of the frame on average
LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)


def colour_cast(rng: np.random.Generator, spread: float) -> Array:
    """Channel gains of light and white balance that do not match (warm, cool, green or magenta)."""
    warm = float(rng.normal(0.02, spread * (0.09 if rng.random() < 0.8 else 0.22)))
    green = float(rng.normal(0, spread * 0.04))
    gains = np.exp(np.array([warm, green, -1.15 * warm]))
    return np.asarray(gains / (gains @ LUMA), np.float32)


def expose(rng: np.random.Generator, linear: Array, skin: npt.NDArray[np.bool_]) -> Array:
    """Scale by an exposure that meters the frame, the skin or the centre, with an error in stops."""
    luma = linear @ LUMA
    metered = luma[skin] if skin.any() and rng.random() < 0.5 else luma
    level = float(np.median(metered)) * 0.5 + float(luma.mean()) * 0.5
    # Cameras let dark scenes stay darker than mid-grey: only part of the difference is made up.
    gain = (TARGET_LUMA / max(level, 0.01)) ** float(rng.uniform(0.35, 0.95))
    return linear * gain * 2 ** float(rng.normal(0.1, 0.4))


def tone_curve(rng: np.random.Generator, linear: Array) -> Array:
    """sRGB encoding with highlight shoulder, contrast and saturation of a random camera."""
    shoulder = float(rng.uniform(0.7, 1.0))
    rolled = np.where(linear > shoulder, shoulder + (1 - shoulder) * np.tanh((linear - shoulder) / max(1 - shoulder, 0.05)), linear)
    encoded = srgb_encode(np.asarray(rolled, np.float32))
    contrast = float(np.clip(rng.normal(0.12, 0.2), -0.25, 0.6))
    curve = encoded * encoded * (3 - 2 * encoded)
    encoded = encoded + contrast * (curve - encoded)
    encoded = np.clip(encoded, 0, 1) ** float(np.exp(rng.normal(0, 0.12)))
    grey = (encoded @ np.array([0.299, 0.587, 0.114], np.float32))[..., None]
    return np.clip(grey + (encoded - grey) * float(np.clip(rng.normal(1.12, 0.17), 0.6, 1.7)), 0, 1)


def lens(rng: np.random.Generator, linear: Array, blur_chance: float) -> Array:
    """Vignette, defocus and veiling glare."""
    size = linear.shape[0]
    if rng.random() < 0.35:
        grid = Grid.of(size)
        radius2 = (grid.x - 0.5) ** 2 + (grid.y - 0.5) ** 2
        linear = linear * (1 - float(rng.uniform(0.1, 0.9)) * radius2)[..., None]
    if rng.random() < blur_chance:
        linear = cv2.GaussianBlur(linear, (0, 0), float(np.exp(rng.uniform(np.log(0.4), np.log(2.2)))) * size / 320)
    if rng.random() < 0.25:
        linear = linear + float(rng.uniform(0.003, 0.03))
    return linear


def sensor_noise(rng: np.random.Generator, encoded: Array, strongest: float) -> Array:
    sigma = float(np.exp(rng.uniform(np.log(0.0015), np.log(strongest))))
    size = encoded.shape[0]
    grain = rng.standard_normal((size, size, 3), np.float32) * sigma
    if rng.random() < 0.5:
        grain = cv2.GaussianBlur(grain, (0, 0), 0.7) * 1.8
    return encoded + grain


def finish(rng: np.random.Generator, encoded: Array, standardised: bool) -> npt.NDArray[np.uint8]:
    """Resampling, sharpening halo and JPEG; returns 8-bit RGB."""
    size = encoded.shape[0]
    if rng.random() < (0.0 if standardised else 0.25):
        small = int(size * rng.uniform(0.4, 0.9))
        encoded = cv2.resize(encoded, (small, small), interpolation=cv2.INTER_AREA)
        encoded = cv2.resize(encoded, (size, size), interpolation=cv2.INTER_CUBIC)
    if rng.random() < 0.4:
        soft = cv2.GaussianBlur(encoded, (0, 0), float(rng.uniform(0.7, 2)))
        encoded = encoded + float(rng.uniform(0.2, 1.0)) * (encoded - soft)
    image = (np.clip(encoded, 0, 1) * 255 + 0.5).astype(np.uint8)
    if rng.random() < 0.85:
        quality = int(rng.integers(80 if standardised else 30, 96))
        coded = cv2.imencode(".jpg", image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        image = cv2.imdecode(coded, cv2.IMREAD_COLOR)[..., ::-1]
    return np.ascontiguousarray(image)


def photograph(rng: np.random.Generator, linear: Array, skin: npt.NDArray[np.bool_], standardised: bool) -> Array:
    """Scene radiance to an encoded float image (sRGB 0..1), before overlays and JPEG."""
    exposed = expose(rng, linear * colour_cast(rng, 0.6 if standardised else 1.0), skin)
    seen = lens(rng, exposed, 0.15 if standardised else 0.35)
    return sensor_noise(rng, tone_curve(rng, seen), 0.008 if standardised else 0.035)
