"""Draw a contact sheet of rendered samples with their truth outlined, to be judged by eye.

Usage: contact_sheet.py OUT.png [--seed N] [--condition vitiligo] [--held-out] [--size 256]
"""

from __future__ import annotations

import argparse
import time

import cv2
import numpy as np

from render.scene import render_sample


def tile(index: int, options: argparse.Namespace) -> np.ndarray:
    sample = render_sample((options.seed, index), options.size, options.held_out, options.condition)
    outlined = sample.image.copy()
    for mask, colour in ((sample.skin, (0, 160, 255)), (sample.lesion, (255, 0, 255))):
        contours = cv2.findContours(mask.astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)[0]
        cv2.drawContours(outlined, contours, -1, colour, 1)
    caption = f"{sample.condition[:4]} {sample.ita_deg:.0f} {sample.outline}"
    cv2.putText(outlined, caption, (4, 12), cv2.FONT_HERSHEY_SIMPLEX, 0.4, (255, 255, 0), 1)
    return np.hstack([sample.image, outlined]) if options.outlines else sample.image


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--condition")
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--outlines", action="store_true")
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--rows", type=int, default=4)
    parser.add_argument("--columns", type=int, default=6)
    options = parser.parse_args()
    started = time.time()
    tiles = [tile(i, options) for i in range(options.rows * options.columns)]
    print(f"{(time.time() - started) / len(tiles) * 1000:.0f} ms per sample")
    rows = [np.hstack(tiles[r * options.columns : (r + 1) * options.columns]) for r in range(options.rows)]
    cv2.imwrite(options.output, np.vstack(rows)[..., ::-1])


if __name__ == "__main__":
    main()
