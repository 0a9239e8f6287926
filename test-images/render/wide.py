"""`python3 -m render.wide` in test-images/ renders the wide set into wide/: many smaller photos, each drawn at random from its seed.

The named phantoms show one thing each; a mean per skin tone and a worst of a hundred need numbers. Nothing in this set was chosen:
what the seeds gave is what is measured.
"""
from __future__ import annotations

import json
import os
from multiprocessing import Pool

import cv2
import numpy as np

from .__main__ import HERE, row, save
from .catalogue import TONES, Spec, build
from .scene import render
from .skin import Marks

FOLDER = 'wide'
PIXELS = (640, 480)
JPEG_QUALITY = 86
LESIONS_PER_TONE = 6
FIRST_LESIONS_PER_TONE = 3  # of them are seeded before the healthy ones, the rest after
HEALTHY_PER_TONE = 17
LESIONS = ('vitiligo', 'psoriasis', 'melasma')
SEED = 8200
VITILIGO_STYLES = ('sharp', 'sharp', 'trichrome', 'follicular', 'confetti')
MIMIC_STYLES = ('', '', 'shadow', 'gloss', 'tan-line', 'palm')


def _marks(rng: np.random.Generator, healthy: bool) -> Marks:
    """What skin carries; healthy skin carries more of it, because it is what is mistaken for a lesion."""
    more = 3 if healthy else 1
    return Marks(freckles=int(more * rng.integers(0, 20)), moles=int(rng.integers(0, 1 + 4 * more)), hairs=int(rng.integers(0, 60)),
                 veins=int(rng.integers(0, 3)), creases=int(rng.integers(0, 7)), relief=float(rng.uniform(0.5, 1.6)),
                 flush=float(rng.uniform(0, 0.1)) if healthy and rng.random() < 0.4 else 0.0)


def _shape(rng: np.random.Generator, condition: str, style: str) -> str:
    if style in ('palm', 'tan-line'):
        return {'palm': 'hand', 'tan-line': 'limb'}[style]
    hands = 0.0 if condition == 'melasma' else 0.15
    return str(rng.choice(['flat', 'limb', 'hand'], p=[0.55, 0.45 - hands, hands]))


def spec_of(condition: str, tone: str, number: int, seed: int) -> Spec:
    """One photo of the set."""
    rng = np.random.default_rng((SEED, seed))
    healthy = condition == 'healthy'
    style = str(rng.choice(MIMIC_STYLES if healthy else VITILIGO_STYLES)) if condition in ('healthy', 'vitiligo') else ''
    shape = _shape(rng, condition, style)
    marked = bool(rng.random() < 0.5)
    width_mm = {'flat': rng.uniform(80, 180), 'limb': rng.uniform(140, 210), 'hand': 255.0}[shape]
    return Spec(f'{FOLDER}/{condition}-{tone.replace("_", "-")}-{number:02d}', condition, tone, 'close-up' if shape == 'flat' else shape,
                SEED * 1000 + seed, shape, style, float(rng.uniform(0, 20)) if marked and shape == 'flat' else 0.0,
                int(rng.integers(0, 50)) if marked else None, bool(shape == 'flat' and rng.random() < 0.3), float(width_mm),
                int(rng.integers(1, 6)), _marks(rng, healthy), PIXELS, 2, float(rng.uniform(0.15, 0.3)) if style == 'gloss' else None)


def specs() -> list[Spec]:
    """Lesions of every condition and tone, healthy skin, and more lesions."""
    wanted = [*_keys(LESIONS, 0, FIRST_LESIONS_PER_TONE), *_keys(('healthy',), 0, HEALTHY_PER_TONE), *_keys(LESIONS, FIRST_LESIONS_PER_TONE, LESIONS_PER_TONE)]
    return [spec_of(*key, seed) for seed, key in enumerate(wanted)]


def _keys(conditions: tuple[str, ...], first: int, last: int) -> list[tuple[str, str, int]]:
    return [(condition, tone, number) for condition in conditions for tone in TONES for number in range(first, last)]


def one(spec: Spec) -> dict[str, object]:
    """Renders a photo and gives its entry in the index."""
    cv2.setNumThreads(1)
    scene, rng = build(spec)
    photo = render(rng, scene)
    save(spec.name, photo, JPEG_QUALITY)
    entry = row(spec, scene, photo)
    return {**entry, **{key: str(entry[key]).removeprefix(f'{FOLDER}/') for key in ('file', 'truth')}, 'command': 'python3 -m render.wide'}


def main() -> None:
    (HERE / FOLDER).mkdir(exist_ok=True)
    with Pool(os.cpu_count() or 1) as pool:
        photos = pool.map(one, specs(), chunksize=1)
    (HERE / FOLDER / 'phantoms.json').write_text(json.dumps({'photos': photos, 'pairs': []}, indent=1) + '\n', encoding='utf-8')


if __name__ == '__main__':
    main()
