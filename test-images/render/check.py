"""`python3 -m render.check` in test-images/: the truth found a second way. On flat phantoms the marker is detected in the finished
JPEG, the plane is recovered from its four corners, and the truth mask's lesion is integrated over that plane; the area must agree
with the one from the scene's geometry. Pairs: the homography must carry the skin of one truth mask onto the other's photo."""
from __future__ import annotations

import json
import sys
from pathlib import Path

import cv2
import numpy as np

HERE = Path(__file__).resolve().parent.parent
SIDE_MM = 20.0
# Corners found to about 0.3 px on a marker of some 180 px; tilt makes the far end of the picture worse.
MAX_DIFFERENCE = 0.03


def plane_from_marker(grey: np.ndarray, marker_id: int) -> np.ndarray | None:
    """Homography from pixels to millimetres, or None when the marker is not found."""
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    options = cv2.aruco.DetectorParameters_create()
    options.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    corners, ids, _ = cv2.aruco.detectMarkers(grey, dictionary, parameters=options)
    for found, name in zip(corners, [] if ids is None else ids.ravel()):
        if name == marker_id:
            square = np.float32([[0, 0], [SIDE_MM, 0], [SIDE_MM, SIDE_MM], [0, SIDE_MM]])
            return cv2.getPerspectiveTransform(found[0].astype(np.float32) + 0.5, square)
    return None


def area_cm2(mask: np.ndarray, to_mm: np.ndarray) -> float:
    """Area on the plane of the pixels of a mask."""
    y, x = np.nonzero(mask)
    points = np.stack([x + 0.5, y + 0.5, np.ones(len(x))])
    w = (to_mm @ points)[2]
    return float(np.sum(abs(np.linalg.det(to_mm)) / np.abs(w) ** 3) / 100)


def main() -> int:
    index = json.loads((HERE / 'phantoms.json').read_text())
    bad = 0
    for photo in index['photos']:
        truth = cv2.imread(str(HERE / photo['truth']), cv2.IMREAD_GRAYSCALE)
        if np.count_nonzero(truth == 255) != photo['lesion_pixels'] or truth.shape != (photo['height'], photo['width']):
            print(f'{photo["file"]}: truth mask and phantoms.json disagree')
            bad += 1
        if photo['marker'] is None:
            continue
        to_mm = plane_from_marker(cv2.imread(str(HERE / photo['file']), cv2.IMREAD_GRAYSCALE), photo['marker']['id'])
        if to_mm is None:
            print(f'{photo["file"]}: marker not found')
            bad += 1
        elif photo['shape'] == 'flat' and photo['lesion_area_cm2']:
            difference = area_cm2(truth == 255, to_mm) / photo['lesion_area_cm2'] - 1
            print(f'{photo["file"]}: {100 * difference:+.2f} %')
            bad += abs(difference) > MAX_DIFFERENCE
    print(f'{len(index["photos"])} photos, {bad} disagree')
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
