"""A Display-P3 profile written from its published primaries (SMPTE EG 432-1, white D65), ICC.1:2001-04 matrix and curve."""
from __future__ import annotations

import struct

import numpy as np
from numpy.typing import NDArray

# Chromaticities of red, green, blue; white D65; Bradford cone matrix; D50 of the profile connection space.
P3_XY = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
SRGB_XY = ((0.640, 0.330), (0.300, 0.600), (0.150, 0.060))
D65_XY, D50_XYZ = (0.3127, 0.3290), np.array([0.9642, 1.0, 0.8249])
BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])


def to_xyz(primaries: tuple[tuple[float, float], ...]) -> NDArray[np.float64]:
    """Matrix from linear RGB to XYZ under D65."""
    column = lambda xy: np.array([xy[0] / xy[1], 1.0, (1 - xy[0] - xy[1]) / xy[1]])
    matrix = np.column_stack([column(p) for p in primaries])
    return matrix * np.linalg.solve(matrix, column(D65_XY))


def p3_from_srgb(srgb: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same colours as Display-P3 values, both encoded, 0…1."""
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    p3 = np.clip(linear @ (np.linalg.inv(to_xyz(P3_XY)) @ to_xyz(SRGB_XY)).T, 0, 1)
    return np.where(p3 <= 0.0031308, 12.92 * p3, 1.055 * p3 ** (1 / 2.4) - 0.055)


def _fixed(values: NDArray[np.float64]) -> bytes:
    return b''.join(struct.pack('>i', round(float(v) * 65536)) for v in values)


def display_p3() -> bytes:
    """The profile's bytes."""
    white = to_xyz(P3_XY).sum(axis=1)
    adapt = np.linalg.inv(BRADFORD) @ np.diag((BRADFORD @ D50_XYZ) / (BRADFORD @ white)) @ BRADFORD
    columns = (adapt @ to_xyz(P3_XY)).T
    name = b'Display P3, rendered\0'
    t = np.arange(1024) / 1023
    curve = np.where(t <= 0.04045, t / 12.92, ((t + 0.055) / 1.055) ** 2.4)
    trc = b'curv\0\0\0\0' + struct.pack('>I', 1024) + np.round(curve * 65535).astype('>u2').tobytes()
    tags = {b'desc': b'desc\0\0\0\0' + struct.pack('>I', len(name)) + name + b'\0' * 78, b'cprt': b'text\0\0\0\0CC0-1.0\0',
            b'wtpt': b'XYZ \0\0\0\0' + _fixed(D50_XYZ), b'rXYZ': b'XYZ \0\0\0\0' + _fixed(columns[0]),
            b'gXYZ': b'XYZ \0\0\0\0' + _fixed(columns[1]), b'bXYZ': b'XYZ \0\0\0\0' + _fixed(columns[2]),
            b'rTRC': trc, b'gTRC': trc, b'bTRC': trc}
    table, data, at = struct.pack('>I', len(tags)), b'', 128 + 4 + 12 * len(tags)
    for tag, raw in tags.items():
        padded = raw + b'\0' * (-len(raw) % 4)
        table += tag + struct.pack('>II', at + len(data), len(raw))
        data += padded
    head = struct.pack('>I4sI4s4s4s6H4s', 128 + len(table) + len(data), b'none', 0x02200000, b'mntr', b'RGB ', b'XYZ ',
                       2026, 1, 1, 0, 0, 0, b'acsp')
    return (head + b'\0' * 28 + _fixed(D50_XYZ)).ljust(128, b'\0') + table + data
