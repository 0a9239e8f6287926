"""A hand-made EXIF block with everything private in it: place, serial numbers, owner, maker note, thumbnail. TIFF 6.0, EXIF 2.32."""
from __future__ import annotations

import struct

ASCII, SHORT, LONG, RATIONAL, UNDEFINED, BYTE = 2, 3, 4, 5, 7, 1
Entry = tuple[int, int, bytes, int]

# Strings that must not be found in anything that is stored or sent on. All invented; the place is in the sea.
PRIVATE = {'owner': 'OWNER-Jane-Example', 'body_serial': 'SERIAL-90210-BODY', 'lens_serial': 'SERIAL-77777-LENS',
           'maker_note': 'MAKERNOTE-secret-0815', 'artist': 'ARTIST-John-Example'}


def _text(value: str) -> tuple[bytes, int]:
    raw = value.encode('ascii') + b'\0'
    return raw, len(raw)


def _rationals(*values: tuple[int, int]) -> tuple[bytes, int]:
    return b''.join(struct.pack('<II', a, b) for a, b in values), len(values)


def _ifd(offset: int, entries: list[Entry], following: int = 0) -> bytes:
    """One image file directory placed at `offset`, its long values behind it."""
    entries = sorted(entries)
    body, tail = b'', b''
    values_at = offset + 2 + 12 * len(entries) + 4
    for tag, kind, raw, count in entries:
        inline = raw.ljust(4, b'\0') if len(raw) <= 4 else struct.pack('<I', values_at + len(tail))
        tail += b'' if len(raw) <= 4 else raw + b'\0' * (len(raw) % 2)
        body += struct.pack('<HHI', tag, kind, count) + inline
    return struct.pack('<H', len(entries)) + body + struct.pack('<I', following) + tail


def _short(value: int) -> bytes:
    return struct.pack('<H', value)


def _long(value: int) -> bytes:
    return struct.pack('<I', value)


def exif_with_secrets(orientation: int, thumbnail: bytes) -> bytes:
    """The block, with its 'Exif' header, ready for Image.save(exif=…)."""
    camera: list[Entry] = [
        (0x829A, RATIONAL, *_rationals((1, 125))), (0x829D, RATIONAL, *_rationals((8, 1))), (0x8827, SHORT, _short(200), 1),
        (0x9003, ASCII, *_text('2025:06:14 10:21:05')), (0x920A, RATIONAL, *_rationals((60, 1))),
        (0x927C, UNDEFINED, *_text(PRIVATE['maker_note'])), (0xA430, ASCII, *_text(PRIVATE['owner'])),
        (0xA431, ASCII, *_text(PRIVATE['body_serial'])), (0xA435, ASCII, *_text(PRIVATE['lens_serial']))]
    place: list[Entry] = [
        (0, BYTE, bytes([2, 3, 0, 0]), 4), (1, ASCII, *_text('N')), (2, RATIONAL, *_rationals((12, 1), (34, 1), (5678, 100))),
        (3, ASCII, *_text('W')), (4, RATIONAL, *_rationals((40, 1), (12, 1), (3456, 100)))]
    first_at = 8
    plain: list[Entry] = [(0x010F, ASCII, *_text('Dermetry')), (0x0110, ASCII, *_text('Rendered camera')),
                          (0x0112, SHORT, _short(orientation), 1), (0x013B, ASCII, *_text(PRIVATE['artist'])),
                          (0x8769, LONG, _long(0), 1), (0x8825, LONG, _long(0), 1)]
    camera_at = first_at + len(_ifd(first_at, plain))
    place_at = camera_at + len(_ifd(camera_at, camera))
    small_at = place_at + len(_ifd(place_at, place))
    small: list[Entry] = [(0x0103, SHORT, _short(6), 1), (0x0201, LONG, _long(0), 1), (0x0202, LONG, _long(len(thumbnail)), 1)]
    picture_at = small_at + len(_ifd(small_at, small))
    small[1] = (0x0201, LONG, _long(picture_at), 1)
    plain[4], plain[5] = (0x8769, LONG, _long(camera_at), 1), (0x8825, LONG, _long(place_at), 1)
    tiff = b'II*\0' + _long(first_at) + _ifd(first_at, plain, small_at) + _ifd(camera_at, camera) + _ifd(place_at, place) \
        + _ifd(small_at, small) + thumbnail
    return b'Exif\0\0' + tiff
