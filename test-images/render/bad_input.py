"""`python3 -m render.bad_input` in test-images/: files that are broken, odd or not photographs of skin, made from a phantom."""
from __future__ import annotations

import io
import json
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from PIL import Image
from numpy.typing import NDArray

from . import cloth
from .exif_block import PRIVATE, exif_with_secrets
from .icc import display_p3, p3_from_srgb

HERE = Path(__file__).resolve().parent.parent
OUT = HERE / 'bad-input'
BASE = 'vitiligo-tan-close-up'
SEED = 9001
SIZE = (800, 600)


def _photo() -> Image.Image:
    return Image.open(HERE / f'{BASE}.jpg').convert('RGB').resize(SIZE, Image.Resampling.LANCZOS)


def _truth() -> NDArray[np.uint8]:
    return np.asarray(Image.open(HERE / f'{BASE}.truth.png').resize(SIZE, Image.Resampling.NEAREST))


def _bytes(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def _jpeg(image: Image.Image, **options: object) -> bytes:
    return _bytes(image, 'JPEG', **{'quality': 90, **options})


def _bomb() -> bytes:
    """A PNG of 20,000 x 20,000 pixels, one bit each, all black: 400 million pixels in about 50 kB."""
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack('>I', len(data)) + name + data + struct.pack('>I', zlib.crc32(name + data))
    side = 20_000
    rows = zlib.compress(b'\0' * ((side // 8 + 1) * side), 9)
    return b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', side, side, 1, 0, 0, 0, 0)) + chunk(b'IDAT', rows) + chunk(b'IEND', b'')


def _flat(value: int) -> bytes:
    return _jpeg(Image.new('RGB', SIZE, (value, value, value)))


def _no_skin() -> bytes:
    fabric = cloth.texture(np.random.default_rng(SEED), cloth.Cloth('teal', 'check', 'grey'))[:900:1, :1200]
    return _jpeg(Image.fromarray(np.round(255 * fabric ** (1 / 2.2)).astype(np.uint8)))


def _blurred() -> bytes:
    return _jpeg(Image.fromarray(cv2.GaussianBlur(np.asarray(_photo()), (0, 0), 22)))


def _sixteen_bit() -> bytes:
    crop = np.asarray(_photo())[150:450, 150:550].astype(np.uint16) * 257
    return cv2.imencode('.png', cv2.cvtColor(crop, cv2.COLOR_RGB2BGR))[1].tobytes()


def _alpha() -> bytes:
    truth = _truth()
    rgba = np.dstack([np.asarray(_photo()), np.where(truth > 0, 255, 0).astype(np.uint8)])
    rgba[truth == 0] = 0
    return _bytes(Image.fromarray(rgba), 'PNG', optimize=True)


def _exif() -> bytes:
    stored = _photo().transpose(Image.Transpose.ROTATE_90)
    return _jpeg(stored, exif=exif_with_secrets(6, _jpeg(stored.resize((120, 160)), quality=60)))


def _p3() -> bytes:
    p3 = p3_from_srgb(np.asarray(_photo()) / 255.0)
    return _jpeg(Image.fromarray(np.round(p3 * 255).astype(np.uint8)), icc_profile=display_p3())


def _svg() -> bytes:
    return b'<svg xmlns="http://www.w3.org/2000/svg" width="800" height="600"><rect width="800" height="600" fill="#c68b6a"/>' \
           b'<circle cx="400" cy="300" r="90" fill="#f3ddd4"/></svg>\n'


def _share(truth: NDArray[np.uint8]) -> float:
    return round(100 * float(np.count_nonzero(truth == 255)) / np.count_nonzero(truth), 3)


# file, maker, expectation, suggested code, why; `either` = measured within 15 % of the stated lesion share, or refused.
Row = tuple[str, Callable[[], bytes], str, str | None, str]
ROWS: tuple[Row, ...] = (
    ('empty.jpg', lambda: b'', 'refused', 'empty_file', 'no bytes at all'),
    ('random-bytes.jpg', lambda: np.random.default_rng(SEED).bytes(40_000), 'refused', 'unsupported_format', '40,000 random bytes'),
    ('cut-off-at-35-percent.jpg', lambda: (d := _jpeg(_photo()))[: len(d) * 35 // 100], 'refused', 'corrupt_image', 'an upload that broke off'),
    ('bomb-20000x20000.png', _bomb, 'refused', 'image_too_large', '400 million pixels in a small file'),
    ('png-named.jpg', lambda: _bytes(_photo(), 'PNG', optimize=True), 'measured', None, 'the content decides, not the name'),
    ('drawing.svg', _svg, 'refused', 'unsupported_format', 'a drawing of skin'),
    ('svg-named.jpg', _svg, 'refused', 'unsupported_format', 'the same under another name'),
    ('grey.jpg', lambda: _jpeg(_photo().convert('L')), 'refused', 'not_a_colour_photo', 'one channel'),
    ('grey-in-three-channels.jpg', lambda: _jpeg(_photo().convert('L').convert('RGB')), 'refused', 'not_a_colour_photo', 'three equal channels'),
    ('cmyk.jpg', lambda: _jpeg(_photo().convert('CMYK')), 'either', 'unsupported_format', 'inks without a profile: colour is not defined'),
    ('sixteen-bit.png', _sixteen_bit, 'measured', None, 'a crop with 16 bits per channel'),
    ('all-black.jpg', lambda: _flat(0), 'refused', 'no_exposure', 'lens cap on'),
    ('all-white.jpg', lambda: _flat(255), 'refused', 'no_exposure', 'overexposed throughout'),
    ('no-skin.jpg', _no_skin, 'refused', 'no_skin', 'cloth only'),
    ('extreme-blur.jpg', _blurred, 'refused', 'too_blurred', 'Gaussian blur, sigma 22 px'),
    ('exif-orientation-6.jpg', _exif, 'measured', None, 'stored on its side; place, serial numbers, owner, maker note and thumbnail inside'),
    ('one-pixel.png', lambda: _bytes(Image.new('RGB', (1, 1), (198, 139, 106)), 'PNG'), 'refused', 'image_too_small', 'a single pixel'),
    ('alpha.png', _alpha, 'either', 'unsupported_format', 'background transparent, black underneath'),
    ('display-p3.jpg', _p3, 'measured', None, 'the same colours, tagged Display P3'),
    ('heic-header.heic', lambda: b'\0\0\0\x18ftypheic\0\0\0\0mif1heic' + np.random.default_rng(SEED + 1).bytes(5_000), 'refused',
     'heic_not_supported', 'begins like a phone\'s HEIC, then random bytes'),
)


def main() -> None:
    OUT.mkdir(exist_ok=True)
    truth = _truth()
    shares = {'sixteen-bit.png': _share(truth[150:450, 150:550])}
    rows = []
    for name, make, expectation, code, why in ROWS:
        (OUT / name).write_bytes(make())
        rows.append({'file': name, 'what': why, 'condition': 'vitiligo', 'expectation': expectation, 'suggested_code': code,
                     'lesion_percent_of_skin': None if expectation == 'refused' else shares.get(name, _share(truth)),
                     'made_from': f'{BASE}.jpg', 'seed': SEED, 'command': 'python3 -m render.bad_input', 'licence': 'CC0-1.0 or Apache-2.0'})
    index = {'files': rows, 'private_strings_in_exif': sorted(PRIVATE.values())}
    (OUT / 'index.json').write_text(json.dumps(index, indent=1, ensure_ascii=False) + '\n')


if __name__ == '__main__':
    main()
