"""On-the-fly changes of a rendered photo: crop and zoom, turns, another white balance, exposure, noise, JPEG, occluders."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from shards import LESION_BIT, PAINTED_BIT, SKIN_BIT

Image = npt.NDArray[np.float32]
Truth = npt.NDArray[np.uint8]
SPECKLE_CHANCE = 0.3
CAST, STRONG_CAST, STRONG_CAST_CHANCE = 0.05, 0.12, 0.2  # spread of the channels' gains, as logarithms
WIDEST_LESION = 0.8  # share of the skin in view; where all is lesion nobody can say so
TRIES = 4


def has_context(truth: Truth) -> bool:
    """Whether healthy skin is in view beside the lesion, if there is one."""
    return np.count_nonzero(truth & LESION_BIT) <= WIDEST_LESION * np.count_nonzero(truth & SKIN_BIT)


def crop_with_context(rng: np.random.Generator, image: npt.NDArray[np.uint8], truth: Truth, side: int) -> tuple[Image, Truth]:
    for _ in range(TRIES):
        view, mask = crop(rng, image, truth, side)
        if has_context(mask):
            break
    return view, mask


def crop(rng: np.random.Generator, image: npt.NDArray[np.uint8], truth: Truth, side: int) -> tuple[Image, Truth]:
    """A random part (or all) of the photo, with a little stretch, resized to side x side."""
    size = image.shape[0]
    share = 1.0 if rng.random() < 0.25 else float(rng.uniform(0.4, 1.0))
    stretch = float(np.exp(rng.normal(0, 0.1)))
    width = int(np.clip(size * share * stretch, 64, size))
    height = int(np.clip(size * share / stretch, 64, size))
    x, y = int(rng.integers(0, size - width + 1)), int(rng.integers(0, size - height + 1))
    shape = cv2.INTER_AREA if width > side else cv2.INTER_LINEAR
    part = cv2.resize(image[y : y + height, x : x + width], (side, side), interpolation=shape)
    mask = cv2.resize(truth[y : y + height, x : x + width], (side, side), interpolation=cv2.INTER_NEAREST)
    return part.astype(np.float32) / 255, mask


def turn(rng: np.random.Generator, image: Image, truth: Truth) -> tuple[Image, Truth]:
    quarter = int(rng.integers(4))
    image, truth = np.rot90(image, quarter), np.rot90(truth, quarter)
    if rng.random() < 0.5:
        image, truth = image[:, ::-1], truth[:, ::-1]
    return np.ascontiguousarray(image), np.ascontiguousarray(truth)


def recolour(rng: np.random.Generator, image: Image) -> Image:
    """Another camera: channel gains, exposure, gamma, contrast, saturation; sometimes grey-ish."""
    cast = STRONG_CAST if rng.random() < STRONG_CAST_CHANCE else CAST
    gains = np.exp(rng.normal(0, cast, 3) + rng.normal(0, 0.1)).astype(np.float32)
    image = np.clip(image * gains, 0, 1) ** float(np.exp(rng.normal(0, 0.12)))
    grey = image.mean(axis=2, keepdims=True)
    image = grey + (image - grey) * float(np.clip(rng.normal(1, 0.15), 0.5, 1.5))
    return (image - 0.5) * float(np.exp(rng.normal(0, 0.08))) + 0.5


def speckle(rng: np.random.Generator, image: Image) -> Image:
    """Fine relief in raking light: bright and dark grains or furrows that leave the hue alone, and are no lesion."""
    side = image.shape[0]
    cells = [max(3, int(side / np.exp(rng.uniform(np.log(2), np.log(12))))) for _ in range(2)]
    lattice = rng.standard_normal((cells[0], cells[1])).astype(np.float32)
    grain = cv2.resize(lattice, (side, side), interpolation=cv2.INTER_CUBIC)
    return image * np.exp(grain * float(rng.uniform(0.02, 0.16)))[..., None]


def degrade(rng: np.random.Generator, image: Image) -> Image:
    if rng.random() < 0.2:
        image = cv2.GaussianBlur(image, (0, 0), float(rng.uniform(0.4, 1.8)))
    if rng.random() < 0.3:
        image = image + rng.standard_normal(image.shape, np.float32) * float(rng.uniform(0.005, 0.04))
    if rng.random() < 0.25:
        coded = cv2.imencode(".jpg", (np.clip(image, 0, 1) * 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(30, 90))])[1]
        image = cv2.imdecode(coded, cv2.IMREAD_COLOR).astype(np.float32) / 255
    return image


def occlude(rng: np.random.Generator, image: Image, truth: Truth) -> None:
    """Cover a rectangle or band with one colour: not skin."""
    side = image.shape[0]
    w, h = (int(side * np.exp(rng.uniform(np.log(0.05), np.log(0.5)))) for _ in range(2))
    x, y = int(rng.integers(-w // 2, side)), int(rng.integers(-h // 2, side))
    area = (slice(max(y, 0), max(y, 0) + h), slice(max(x, 0), max(x, 0) + w))
    image[area] = rng.uniform(0, 1, 3) if rng.random() < 0.6 else float(rng.choice([0.02, 0.98]))
    truth[area] = 0


def pad(rng: np.random.Generator, image: Image, truth: Truth) -> None:
    """The empty border that a photo of another shape gets when it is brought to a multiple of 32."""
    side = image.shape[0]
    keep = int(side * rng.uniform(0.6, 0.97))
    lead = int(rng.integers(0, side - keep + 1)) if rng.random() < 0.4 else 0  # a photo framed on a page
    value = float(rng.choice([0.0, 0.5, 1.0]))
    if rng.random() < 0.5:
        image, truth = image.swapaxes(0, 1), truth.swapaxes(0, 1)
    for part in (slice(0, lead), slice(lead + keep, None)):
        image[part], truth[part] = value, 0


def paint_background(rng: np.random.Generator, image: Image, truth: Truth) -> None:
    """Paint what is not skin in the median colour of skin, so that the network learns to do without what lies behind.

    The edge is soft and up to a few pixels off, as an estimate of skin is; what skin is is not judged there.
    """
    skin = (truth & SKIN_BIT).astype(np.float32)
    if skin.mean() < 0.05:
        return
    median = np.median(image[skin > 0], axis=0)
    reach = int(rng.integers(0, 4))
    grown = cv2.dilate(skin, np.ones((2 * reach + 1,) * 2)) if rng.random() < 0.5 else cv2.erode(skin, np.ones((2 * reach + 1,) * 2))
    weight = cv2.GaussianBlur(grown, (0, 0), float(rng.uniform(0.5, 2)))[..., None]
    image[:] = weight * image + (1 - weight) * median
    truth[skin == 0] |= PAINTED_BIT


def augment(
    rng: np.random.Generator, image: npt.NDArray[np.uint8], truth: Truth, side: int, painted: float
) -> tuple[Image, Truth]:
    """One training view: float RGB (side, side, 3) in 0..1 and its truth bits; a share `painted` has no background."""
    view, mask = turn(rng, *crop_with_context(rng, image, truth, side))
    if rng.random() < 0.8:
        view = recolour(rng, view)
    view = np.ascontiguousarray(view, np.float32)
    if rng.random() < SPECKLE_CHANCE:
        view = speckle(rng, np.maximum(view, 0))
    if rng.random() < 0.1:
        occlude(rng, view, mask)
    if painted > 0 and rng.random() < painted:
        paint_background(rng, view, mask)
    view = degrade(rng, view)
    if rng.random() < 0.1:
        pad(rng, view, mask)
    return np.clip(view, 0, 1).astype(np.float32), mask
