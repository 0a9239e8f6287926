"""`python3 -m render [NAME …]` in test-images/ renders all phantoms, pairs, the demo study and the odd files, or only those named.
Same seed, same bytes."""
from __future__ import annotations

import json
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
            'kind': {True: 'benchmark', False: 'healthy' if spec.condition == 'healthy' else 'lesion'}[spec is BENCHMARK],
            'condition': spec.condition, 'tone_class': spec.tone, 'ita_deg': round(scene.optics.ita_deg, 2),
            'nist_person': scene.optics.person, 'view': spec.view, 'shape': spec.shape, 'style': spec.style or None,
            'width': spec.pixels[0], 'height': spec.pixels[1],
            'marker': None if scene.marker is None else {'id': scene.marker.marker_id, 'side_mm': 20.0},
            **facts, 'seed': spec.seed, 'command': f'python3 -m render {spec.name}', 'licence': LICENCE}


def _one(spec: Spec) -> dict[str, object]:
    cv2.setNumThreads(1)
    scene, rng = build(spec)
    photo = render(rng, scene)
    big = spec.pixels[0] > 2000
    save(spec.name, photo, 85 if big else JPEG_QUALITY, 0 if spec.seed % 3 == 0 else 2)
    return row(spec, scene, photo)


def _update(index: dict[str, list[dict[str, object]]], rows: list[dict[str, object]]) -> None:
    fresh = {r['file']: r for r in rows}
    kept = [r for r in index['photos'] if r['file'] not in fresh]
    order = {f'{s.name}.jpg': i for i, s in enumerate(specs())}
    index['photos'] = sorted([*kept, *fresh.values()], key=lambda r: (order.get(str(r['file']), 999), str(r['file'])))


def _pair(spec: PairSpec) -> tuple[list[dict[str, object]], dict[str, object]]:
    cv2.setNumThreads(1)
    scenes, photos, between = build_pair(spec)
    rows = []
    for visit, scene, photo in zip(('baseline', 'followup'), scenes, photos):
        name = f'{spec.name}-{visit}'
        save(name, photo, subsampling=0)
        as_single = Spec(name, 'vitiligo', spec.tone, 'close-up', spec.seed, pixels=PIXELS)
        rows.append({**row(as_single, scene, photo), 'kind': 'pair', 'command': f'python3 -m render {spec.name}'})
    return rows, {'name': spec.name, 'condition': 'vitiligo', 'tone_class': spec.tone, 'baseline': rows[0]['file'], 'followup': rows[1]['file'],
                  'days': spec.days, **between, 'seed': spec.seed, 'command': f'python3 -m render {spec.name}', 'licence': LICENCE}


def main(names: list[str]) -> None:
    path = HERE / 'phantoms.json'
    index = json.loads(path.read_text()) if path.exists() else {'photos': [], 'pairs': []}
    wanted = [s for s in specs() if not names or s.name in names]
    with Pool(2) as pool:
        _update(index, pool.map(_one, wanted, chunksize=1))
        for rows, pair in pool.map(_pair, [p for p in PAIRS if not names or p.name in names], chunksize=1):
            _update(index, rows)
            index['pairs'] = sorted([p for p in index['pairs'] if p['name'] != pair['name']] + [pair], key=lambda p: str(p['name']))
    path.write_text(json.dumps(index, indent=1) + '\n')
    study = demo_study({p.name: p.days for p in PAIRS})
    (HERE / 'demo-study.json').write_text(json.dumps(study, indent=1, ensure_ascii=False) + '\n')


if __name__ == '__main__':
    main(sys.argv[1:])
