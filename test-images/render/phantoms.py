"""The list of the shipped phantoms: six tones x three conditions x two views, healthy skin, and the 12-megapixel photo."""
from __future__ import annotations

from .catalogue import TONES, Spec
from .skin import Marks

_TILTS = (0.0, 12.0, 0.0, 20.0, 6.0, 25.0)
_STYLES = ('sharp', 'trichrome', 'follicular', 'sharp', 'confetti', 'sharp')


def _marks(index: int, condition: str, view: str) -> Marks:
    """What ordinary skin carries, different from photo to photo."""
    face = condition == 'melasma' and view == 'close-up'
    return Marks(freckles=(9, 5, 3, 2, 1, 0)[index] * (1.5 if face else 1), moles=(1, 2, 1, 3, 1, 1)[index],
                 hairs=0 if face else (0, 14, 25, 40, 18, 8)[(index + len(condition)) % 6],
                 veins=0 if face else (2, 1, 2, 0, 1, 0)[index], creases=0 if face else (2, 4, 0, 5, 3, 6)[index],
                 relief=(0.6, 0.9, 1.0, 1.1, 0.8, 1.2)[(index + len(view)) % 6])


def _flat(index: int, tone: str, condition: str) -> Spec:
    marked = {'vitiligo': True, 'psoriasis': index % 3 != 0, 'melasma': index in (1, 4)}[condition]
    number = {'vitiligo': 0, 'psoriasis': 1, 'melasma': 2}[condition]
    return Spec(f'{condition}-{tone.replace("_", "-")}-close-up', condition, tone, 'close-up', 4100 + 100 * number + index,
                style=_STYLES[index], tilt_deg=_TILTS[(index + number) % 6] if marked else 0.0,
                marker_id=(7 * index + 11 * number + 3) % 50 if marked else None, covered=index % 3 == number,
                width_mm=(120.0, 95.0, 150.0, 110.0, 135.0, 100.0)[(index + number) % 6], lesions=2 + (index + number) % 4,
                marks=_marks(index, condition, 'close-up'), pixels=(1400, 1050) if index % 2 else (1200, 900))


def _limb(index: int, tone: str, condition: str) -> Spec:
    number = {'vitiligo': 0, 'psoriasis': 1, 'melasma': 2}[condition]
    hand = (condition, index) in (('vitiligo', 1), ('vitiligo', 4), ('psoriasis', 3))
    marked = (index + number) % 2 == 0 and condition != 'melasma'
    return Spec(f'{condition}-{tone.replace("_", "-")}-limb', condition, tone, 'limb', 5100 + 100 * number + index,
                shape='hand' if hand else 'limb', style=_STYLES[(index + 2) % 6], tilt_deg=(0.0, 8.0, 14.0)[(index + number) % 3],
                marker_id=(5 * index + 13 * number + 1) % 50 if marked else None,
                width_mm=260.0 if hand else (170.0, 200.0, 150.0)[(index + number) % 3], lesions=4 if hand else 2 + (index + number) % 3,
                marks=_marks(index, condition, 'limb'), pixels=(1400, 1050) if index % 2 == 0 else (1200, 900))


def _healthy() -> list[Spec]:
    """Skin without lesion, with what is mistaken for one."""
    common = dict(condition='healthy')
    return [
        Spec('healthy-very-light-freckles', tone='very_light', view='close-up', seed=6101, marks=Marks(freckles=60, moles=3), **common),
        Spec('healthy-light-moles', tone='light', view='close-up', seed=6102, marker_id=21, marks=Marks(moles=14, hairs=20), **common),
        Spec('healthy-intermediate-gloss', tone='intermediate', view='close-up', seed=6103, style='gloss', gloss=0.26, marks=Marks(relief=1.5), **common),
        Spec('healthy-tan-shadow', tone='tan', view='close-up', seed=6104, style='shadow', marks=Marks(hairs=20), **common),
        Spec('healthy-brown-palm', tone='brown', view='close-up', seed=6105, style='palm', shape='hand', width_mm=250,
             marks=Marks(moles=0, creases=9), **common),
        Spec('healthy-dark-limb', tone='dark', view='limb', seed=6106, shape='limb', width_mm=190, gloss=0.14, marks=Marks(hairs=30), **common),
        Spec('healthy-light-redness', tone='light', view='close-up', seed=6107, marks=Marks(flush=0.10, freckles=5), **common),
        Spec('healthy-tan-tan-line', tone='tan', view='limb', seed=6108, style='tan-line', shape='limb', width_mm=180, marks=Marks(hairs=40), **common),
        Spec('healthy-intermediate-limb', tone='intermediate', view='limb', seed=6109, shape='limb', width_mm=170, marker_id=34,
             marks=Marks(veins=3, hairs=60), **common),
    ]


# Grain of a telephone's sensor at full resolution: a file of some megabytes, as they come, not one that decodes too easily.
BENCHMARK = Spec('benchmark-12-megapixel', 'vitiligo', 'tan', 'limb', 7001, shape='limb', style='sharp', marker_id=17, width_mm=190.0,
                 lesions=3, marks=Marks(freckles=3, hairs=25, veins=1), pixels=(4000, 3000), supersampling=1, noise=0.022)


def specs() -> list[Spec]:
    """All single phantoms in a fixed order."""
    rows = [make(i, tone, condition) for condition in ('vitiligo', 'psoriasis', 'melasma')
            for i, tone in enumerate(TONES) for make in (_flat, _limb)]
    return rows + _healthy() + [BENCHMARK]
