"""`python3 -m render.trial` in test-images/ renders the demo trial into demo/: vitiligo of 18 invented subjects at up to three visits, half of
them on a treatment under which the lesions shrink faster. A square of skin stands for a face; no person was photographed.

demo/phantoms.json has the facts of each photo, demo/subjects.json the subjects, visits and treatments with the true F-VASI of each photo.
"""
from __future__ import annotations

import json
import os
from dataclasses import dataclass
from multiprocessing import Pool

import cv2
import numpy as np
from numpy.typing import NDArray

from .__main__ import HERE, row, save
from .camera import Camera
from .catalogue import TONES, Spec, lamp_for
from .cloth import Cloth
from .lesions import Grid, distance_to_spots, islands
from .noise import smooth, smoothstep
from .scene import Scene, Sensor, render
from .shapes import Flat
from .skin import Marks, healthy
from .spectra import skin_optics

Array = NDArray[np.float32]
FOLDER = 'demo'
PIXELS = (640, 480)
VIEW_MM = (140.0, 105.0)
JPEG_QUALITY = 86
SEED = 8400
SUBJECTS = 18
SITES = ('NORTH', 'SOUTH')
SUBJECTS_OF_FIRST_SITE = 10
VISITS = (('baseline', 0), ('week 12', 84), ('week 24', 168))
# Fall of the lesion from baseline to week 24, percent of its area: mean and standard deviation between subjects.
ARMS = {'active': (60.0, 20.0), 'vehicle': (14.0, 13.0)}
# Of that fall, what is reached by week 12.
HALFWAY = (0.45, 0.65)
# Share of the skin shown that is depigmented at baseline.
BASELINE_SHARE = (0.19, 0.55)
# Did not come to the last visit.
STAYED_AWAY = {12: 2}
# Taken again at the visit, because the machine cannot tell the lesion on the first photo: subject and visit. Another lamp and camera.
RETAKEN = {(6, 0)}
# The face is 3 % of the body surface, so that F-VASI goes from 0 to 3 (Rosmarin 2022).
FACE_BSA_PERCENT = 3.0


@dataclass(frozen=True)
class Person:
    number: int
    arm: str
    fall_percent: tuple[float, float, float]

    @property
    def tone(self) -> str:
        return tuple(TONES)[self.number % len(TONES)]

    @property
    def code(self) -> str:
        return f'{self.site[0]}-{self.number + 1:02d}'

    @property
    def site(self) -> str:
        return SITES[0 if self.number < SUBJECTS_OF_FIRST_SITE else 1]

    @property
    def visits(self) -> int:
        return STAYED_AWAY.get(self.number, len(VISITS))


def people() -> list[Person]:
    """Who is treated with what, in blocks of two, and how each fares."""
    rng = np.random.default_rng(SEED)
    made: list[Person] = []
    for _ in range(SUBJECTS // 2):
        for arm in rng.permutation(list(ARMS)):
            mean, sd = ARMS[str(arm)]
            last = float(np.clip(rng.normal(mean, sd), -15.0, 93.0))
            made.append(Person(len(made), str(arm), (0.0, last * float(rng.uniform(*HALFWAY)), last)))
    return made


def _grid() -> Grid:
    step = 0.8 * VIEW_MM[0] / PIXELS[0]
    return Grid(-98.0, -84.0, step, (int(168 / step), int(196 / step)))


def _lost(person: Person, grid: Grid) -> list[Array]:
    """Depigmented share of the pigment at each visit: the same patches, whose border draws back unevenly."""
    rng = np.random.default_rng((SEED, person.number, 1))
    share = rng.uniform(*BASELINE_SHARE)
    spots = [(float(x) + rng.uniform(-9, 9), float(y) + rng.uniform(-7, 7), float(rng.uniform(15, 27)))
             for x, y in ((-34, -18), (30, -20), (-26, 24), (36, 22))[:int(rng.integers(3, 5))]]
    distance = distance_to_spots(rng, grid, spots, 1.0)
    drift = 1.4 * smooth(rng, grid.shape, grid.px(16)) + 0.3 * smooth(rng, grid.shape, grid.px(3))
    edge = rng.uniform(0.3, 0.6)
    shown = (np.abs(grid.x) < VIEW_MM[0] / 2) & (np.abs(grid.y) < VIEW_MM[1] / 2)
    fields = []
    for fall in person.fall_percent[:person.visits]:
        field = distance + (drift if fall != 0 else 0)
        # The border is where so much of the skin shown lies inside.
        border = float(np.quantile(field[shown], share * (1 - fall / 100)))
        lost = smoothstep(edge, -edge, field - border) * 0.98
        fields.append(lost * (1 - 0.93 * islands(rng, grid, lost, 0.0012 * max(0.0, fall), (0.9, 2.2))))
    return fields


def _scene(person: Person, visit: int, lost: Array, grid: Grid, *take: int) -> tuple[Scene, np.random.Generator]:
    rng = np.random.default_rng((SEED, person.number, 10 + visit, *take))
    fixed = np.random.default_rng((SEED, person.number, 2))
    marks = Marks(freckles=int(fixed.integers(0, 14)), moles=int(fixed.integers(1, 5)), hairs=int(fixed.integers(0, 30)),
                  veins=int(fixed.integers(0, 2)), creases=int(fixed.integers(1, 6)))
    optics = skin_optics(TONES[person.tone], fixed)
    skin = healthy(np.random.default_rng((SEED, person.number, 3)), grid, marks)
    skin.pigment, skin.blood, skin.lesion = skin.pigment * (1 - lost), skin.blood + 0.02 * lost, lost
    camera = Camera(*PIXELS, VIEW_MM[0] * rng.uniform(0.98, 1.02), rng.uniform(380, 480), (rng.uniform(-3, 3), rng.uniform(-2, 2)),
                    rng.uniform(0, 5), rng.uniform(0, 360), rng.uniform(-4, 4))
    one = np.ones((1, 1), np.float32)
    luminance = float(optics.albedo(one, 0 * one)[0, 0] @ [0.2126, 0.7152, 0.0722])
    lamp = lamp_for(rng, Spec(person.code, 'vitiligo', person.tone, 'close-up', SEED), luminance, float(optics.albedo(0 * one, 0 * one).max()))
    sensor = Sensor(rng.uniform(0.4, 0.8), rng.uniform(0.004, 0.008), rng.uniform(0, 0.08))
    return Scene(camera, Flat(), skin, optics, lamp, sensor, Cloth('grey'), None, None, 'dark'), rng


def _photo(person: Person, name: str, scene: Scene, noise: np.random.Generator) -> tuple[dict[str, object], float]:
    """Renders and saves a photo; gives its entry in the index and its true F-VASI."""
    photo = render(noise, scene)
    save(name, photo, JPEG_QUALITY)
    spec = Spec(name, 'vitiligo', person.tone, 'close-up', SEED, pixels=PIXELS)
    entry = row(spec, scene, photo) | {'kind': 'pair', 'command': 'python3 -m render.trial'}
    files = {key: str(entry[key]).removeprefix(f'{FOLDER}/') for key in ('file', 'truth')}
    return {**entry, **files}, round(FACE_BSA_PERCENT * float(photo.facts['lesion_percent_of_skin']) / 100, 4)


def one(person: Person) -> tuple[dict[str, object], list[dict[str, object]]]:
    """Renders a subject's photos; gives the subject, and the entries of the photos in the index."""
    cv2.setNumThreads(1)
    rng = np.random.default_rng((SEED, person.number, 4))
    grid, visits, photos = _grid(), [], []
    for visit, lost in enumerate(_lost(person, grid)):
        label, day = VISITS[visit]
        name = f'{FOLDER}/{person.code}-{label.replace(" ", "-")}'
        entry, true_f_vasi = _photo(person, name, *_scene(person, visit, lost, grid))
        photos.append(entry)
        files = {'file': entry['file']}
        if (person.number, visit) in RETAKEN:
            entry, true_f_vasi = _photo(person, f'{name}-retake', *_scene(person, visit, lost, grid, 1))
            photos.append(entry)
            files['retake'] = entry['file']
        days = day + (0 if visit == 0 else int(rng.integers(-5, 6)))
        visits.append({'label': label, 'days_since_baseline': days, **files, 'true_f_vasi': true_f_vasi})
    height = int(rng.integers(152, 192))
    subject = {'code': person.code, 'site': person.site, 'treatment': person.arm, 'tone_class': person.tone, 'height_cm': height,
               'weight_kg': int(round(float(rng.uniform(20, 30)) * (height / 100) ** 2)), 'visits': visits}
    return subject, photos


def main() -> None:
    (HERE / FOLDER).mkdir(exist_ok=True)
    with Pool(os.cpu_count() or 1) as pool:
        made = pool.map(one, people(), chunksize=1)
    _write('subjects', {'subjects': [subject for subject, _ in made]})
    _write('phantoms', {'photos': [photo for _, photos in made for photo in photos], 'pairs': []})


def _write(name: str, content: dict[str, object]) -> None:
    (HERE / FOLDER / f'{name}.json').write_text(json.dumps(content, indent=1) + '\n', encoding='utf-8')


if __name__ == '__main__':
    main()
