"""`python3 -m render [NAME …]` in test-images/ renders all phantoms, pairs, the demo study and the odd files, or only those named.
Same seed, same bytes."""
from __future__ import annotations

import fcntl
import json
import os
import sys
from multiprocessing import Pool
from pathlib import Path

import cv2
from PIL import Image

from .catalogue import Spec, build
from .pairs import PAIRS, PIXELS, PairSpec, build_pair
from .phantoms import BENCHMARK, specs
from .scene import Photo, Scene, render
from .study import demo_study

HERE = Path(__file__).resolve().parent.parent
LICENCE = 'CC0-1.0 or Apache-2.0, rendered'
JPEG_QUALITY = 92


def save(name: str, photo: Photo, quality: int = JPEG_QUALITY, subsampling: int = 2) -> None:
    """JPEG and truth mask. subsampling: 0 is 4:4:4, 2 is 4:2:0."""
    Image.fromarray(photo.rgb).save(HERE / f'{name}.jpg', quality=quality, subsampling=subsampling, optimize=True)
    Image.fromarray(photo.truth).save(HERE / f'{name}.truth.png', optimize=True)


def row(spec: Spec, scene: Scene, photo: Photo) -> dict[str, object]:
    """The entry of a photo in phantoms.json. Areas need a scale that a reader of the photo can find: null without marker."""
    facts = dict(photo.facts)
    if scene.marker is None:
        facts |= {'lesion_area_cm2': None, 'lesion_projected_area_cm2': None}
    return {'file': f'{spec.name}.jpg', 'truth': f'{spec.name}.truth.png',
            'kind': {True: 'benchmark', False: 'healthy' if spec.condition == 'healthy' else 'lesion'}[spec == BENCHMARK],
            'condition': spec.condition, 'tone_class': spec.tone, 'ita_deg': round(scene.optics.ita_deg, 2),
            'nist_person': scene.optics.person, 'view': spec.view, 'shape': spec.shape, 'style': spec.style or None,
            'width': spec.pixels[0], 'height': spec.pixels[1],
            'marker': None if scene.marker is None else {'id': scene.marker.marker_id, 'side_mm': 20.0},
            **facts, 'seed': spec.seed, 'command': f'python3 -m render {spec.name}', 'licence': LICENCE}


def _one(spec: Spec) -> None:
    cv2.setNumThreads(1)
    scene, rng = build(spec)
    photo = render(rng, scene)
    big = spec.pixels[0] > 2000
    save(spec.name, photo, 94 if big else JPEG_QUALITY, 0 if spec.seed % 3 == 0 else 2)
    _write([row(spec, scene, photo)], [])


def _write(rows: list[dict[str, object]], pairs: list[dict[str, object]]) -> None:
    """Put rows into phantoms.json; several processes may do so at once."""
    order = {f'{s.name}.jpg': i for i, s in enumerate(specs())}
    with open(HERE / 'phantoms.json', 'a+', encoding='utf-8') as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        text = file.read()
        index = json.loads(text) if text else {'photos': [], 'pairs': []}
        photos = {r['file']: r for r in [*index['photos'], *rows]}
        named = {p['name']: p for p in [*index['pairs'], *pairs]}
        index['photos'] = sorted(photos.values(), key=lambda r: (order.get(str(r['file']), 999), str(r['file'])))
        index['pairs'] = [named[name] for name in sorted(named)]
        file.truncate(0)
        file.write(json.dumps(index, indent=1) + '\n')


def _one(spec: Spec) -> None:
    cv2.setNumThreads(1)
    scene, rng = build(spec)
    photo = render(rng, scene)
    big = spec.pixels[0] > 2000
    save(spec.name, photo, 94 if big else JPEG_QUALITY, 0 if spec.seed % 3 == 0 else 2)
    _write([row(spec, scene, photo)], [])


def _update(index: dict[str, list[dict[str, object]]], rows: list[dict[str, object]]) -> None:
    fresh = {r['file']: r for r in rows}
    kept = [r for r in index['photos'] if r['file'] not in fresh]
    order = {f'{s.name}.jpg': i for i, s in enumerate(specs())}
    index['photos'] = sorted([*kept, *fresh.values()], key=lambda r: (order.get(str(r['file']), 999), str(r['file'])))


def _pair(spec: PairSpec) -> None:
    cv2.setNumThreads(1)
    scenes, photos, between = build_pair(spec)
    rows = []
    for visit, scene, photo in zip(('baseline', 'followup'), scenes, photos):
        name = f'{spec.name}-{visit}'
        save(name, photo, subsampling=0)
        as_single = Spec(name, 'vitiligo', spec.tone, 'close-up', spec.seed, pixels=PIXELS)
        rows.append({**row(as_single, scene, photo), 'kind': 'pair', 'command': f'python3 -m render {spec.name}'})
    _write(rows, [{'name': spec.name, 'condition': 'vitiligo', 'tone_class': spec.tone, 'baseline': rows[0]['file'],
                   'followup': rows[1]['file'], 'days': spec.days, **between, 'seed': spec.seed,
                   'command': f'python3 -m render {spec.name}', 'licence': LICENCE}])


def _task(spec: Spec | PairSpec) -> None:
    _pair(spec) if isinstance(spec, PairSpec) else _one(spec)


def main(names: list[str]) -> None:
    """All phantoms, or those named."""
    wanted = [s for s in [*specs(), *PAIRS] if not names or s.name in names]
    with Pool(min(len(wanted), os.cpu_count() or 1)) as pool:
        pool.map(_task, wanted, chunksize=1)
    study = demo_study({p.name: p.days for p in PAIRS})
    (HERE / 'demo-study.json').write_text(json.dumps(study, indent=1, ensure_ascii=False) + '\n', encoding='utf-8')


if __name__ == '__main__':
    main(sys.argv[1:])
