import { beforeAll, describe, expect, it } from 'vitest';
import { Refusal } from '../refusal.ts';
import { calibrateFromMarker, calibrateFromMarkers, declaredCalibration, uncalibrated } from './calibrate.ts';
import { mapPoint, type Point } from './homography.ts';
import { findMarkers, type Marker } from './markers.ts';
import { type LoadedOpenCv, loadOpenCv } from './opencv.ts';
import { discMask, photographMarkers, type Scene, sceneHomography } from './testing/rendered-marker.ts';

/** A phone's main camera, 26 mm for 35 mm film, at 800 × 600 px. */
const SCENE: Scene = { width: 800, height: 600, focalPx: 600, tiltDeg: 0, tiltAxisDeg: 0, pxPerMm: 4 };
const SHARP = { blurPx: 0.7, noise: 2, seed: 1 };
const PLACED = { id: 7, sideMm: 20, centreMm: [-50, -30], turnDeg: 20 } as const;
const LESION_MM: Point = [30, 25];
const LESION_RADIUS_MM = 20;

let opencv: LoadedOpenCv;
beforeAll(async () => {
  opencv = await loadOpenCv();
});

/** Corners as geometry has them, without a photo. */
function exactMarker(scene: Scene, centreMm: Point, sideMm: number): Marker {
  const map = sceneHomography(scene);
  const h = sideMm / 2;
  const corner = (du: number, dv: number) => mapPoint(map, [centreMm[0] + du, centreMm[1] + dv]);
  return { id: 1, corners: [corner(-h, -h), corner(h, -h), corner(h, h), corner(-h, h)], cornerSdPx: 0.02 };
}

function relativeAreaError(scene: Scene, degradation = SHARP): number {
  const [marker] = findMarkers(opencv, photographMarkers(opencv, scene, [PLACED], degradation));
  const disc = discMask(scene, LESION_MM, LESION_RADIUS_MM);
  return calibrateFromMarker(marker, PLACED.sideMm, scene, 1).areaMm2(disc.mask) / disc.areaMm2 - 1;
}

describe('findMarkers', () => {
  it('finds the corners of a rendered marker to a tenth of a pixel, tilted and turned', () => {
    const scene = { ...SCENE, tiltDeg: 20, tiltAxisDeg: 35 };
    const [marker] = findMarkers(opencv, photographMarkers(opencv, scene, [PLACED], SHARP));
    expect(marker.id).toBe(7);
    const turn = (PLACED.turnDeg * Math.PI) / 180;
    const expected = [
      [-10, -10],
      [10, -10],
      [10, 10],
      [-10, 10],
    ].map(([du, dv]) =>
      mapPoint(sceneHomography(scene), [
        PLACED.centreMm[0] + du * Math.cos(turn) - dv * Math.sin(turn),
        PLACED.centreMm[1] + du * Math.sin(turn) + dv * Math.cos(turn),
      ]),
    );
    marker.corners.forEach((corner, i) => {
      expect(Math.hypot(corner[0] - expected[i][0], corner[1] - expected[i][1])).toBeLessThan(0.1);
    });
  });

  it('finds the same corners whether blur happened before or after tone encoding', () => {
    // Without the common edge shift the two differ by 1.5 px in side length here, 4 % in area.
    const seen = [false, true].map((blurEncoded) => {
      const degradation = { blurPx: 1.2, noise: 0, seed: 1, blurEncoded };
      return findMarkers(opencv, photographMarkers(opencv, SCENE, [PLACED], degradation))[0].corners;
    });
    seen[0].forEach((corner, i) => {
      expect(Math.hypot(corner[0] - seen[1][i][0], corner[1] - seen[1][i][1])).toBeLessThan(0.2);
    });
  });

  it('finds two markers', () => {
    const placed = [PLACED, { id: 12, sideMm: 20, centreMm: [50, 30], turnDeg: 0 }] as const;
    const found = findMarkers(opencv, photographMarkers(opencv, SCENE, placed, SHARP));
    expect(found.map((marker) => marker.id).sort((a, b) => a - b)).toEqual([7, 12]);
  });

  it('finds nothing on plain noise', () => {
    expect(findMarkers(opencv, photographMarkers(opencv, SCENE, [], { blurPx: 0, noise: 40, seed: 3 }))).toEqual([]);
  });
});

describe('calibrateFromMarker', () => {
  it.each([0, 8, 16, 25])('measures a disc across the frame to one percent at a tilt of %d°', (tiltDeg) => {
    expect(Math.abs(relativeAreaError({ ...SCENE, tiltDeg, tiltAxisDeg: 60 }))).toBeLessThan(0.01);
  });

  it('measures a disc to 2 % from a blurred marker of 50 px', () => {
    const scene = { ...SCENE, pxPerMm: 2.5, tiltDeg: 10, tiltAxisDeg: 110 };
    expect(Math.abs(relativeAreaError(scene, { blurPx: 1.2, noise: 4, seed: 2 }))).toBeLessThan(0.02);
  });

  it('recovers tilt and scale from exact corners', () => {
    const scene = { ...SCENE, tiltDeg: 20, tiltAxisDeg: 70 };
    const { calibration } = calibrateFromMarker(exactMarker(scene, [0, 0], 20), 20, scene, 1);
    expect(calibration.tilt_deg).toBeCloseTo(20, 1);
    // At the middle of the frame a tilted pixel covers 1/cos(tilt) of the area of an upright one.
    expect(calibration.mm_per_pixel).toBeCloseTo(0.25 / Math.sqrt(Math.cos((20 * Math.PI) / 180)), 3);
  });

  it('gives mm per pixel of the upload, and the same area, when the photo was measured smaller', () => {
    const marker = exactMarker(SCENE, [0, 0], 20);
    const { calibration, areaMm2 } = calibrateFromMarker(marker, 20, SCENE, 2);
    expect(calibration.mm_per_pixel).toBeCloseTo(0.125, 4);
    const disc = discMask(SCENE, LESION_MM, LESION_RADIUS_MM);
    expect(areaMm2(disc.mask) / disc.areaMm2).toBeCloseTo(1, 2);
  });

  it('makes areas four times as large when the printed side is twice as large', () => {
    const marker = exactMarker({ ...SCENE, tiltDeg: 12 }, PLACED.centreMm, 20);
    const { mask } = discMask(SCENE, LESION_MM, LESION_RADIUS_MM);
    const area = (sideMm: number) => calibrateFromMarker(marker, sideMm, SCENE, 1).areaMm2(mask);
    expect(area(40) / area(20)).toBeCloseTo(4, 6);
  });

  it('is less sure of a noisy corner and far from the marker', () => {
    const marker = exactMarker(SCENE, PLACED.centreMm, 20);
    const near = discMask(SCENE, PLACED.centreMm, 5).mask;
    const far = discMask(SCENE, [80, 60], 5).mask;
    const sure = calibrateFromMarker(marker, 20, SCENE, 1);
    const unsure = calibrateFromMarker({ ...marker, cornerSdPx: 0.5 }, 20, SCENE, 1);
    expect(unsure.relativeSd).toBeGreaterThan(2 * sure.relativeSd);
    expect(unsure.relativeSdOf(far)).toBeGreaterThan(unsure.relativeSdOf(near));
  });

  it('refuses a tilt above 30° and says what to do', () => {
    const scene = { ...SCENE, tiltDeg: 36, tiltAxisDeg: 20 };
    const calibrate = () => calibrateFromMarker(exactMarker(scene, [0, 0], 20), 20, scene, 1);
    expect(calibrate).toThrow(Refusal);
    expect(calibrate).toThrow(/tilted by 36°.*square to the skin/);
  });

  it('refuses a side that is no length', () => {
    const marker = exactMarker(SCENE, [0, 0], 20);
    expect(() => calibrateFromMarker(marker, 0, SCENE, 1)).toThrow(RangeError);
    expect(() => calibrateFromMarker(marker, Number.NaN, SCENE, 1)).toThrow(RangeError);
  });
});

describe('calibrateFromMarkers', () => {
  it('uses two markers on one plane together', () => {
    const scene = { ...SCENE, tiltDeg: 15, tiltAxisDeg: 45 };
    const markers = [exactMarker(scene, [-50, -30], 20), exactMarker(scene, [50, 30], 20)];
    const both = calibrateFromMarkers(markers, 20, scene, 1);
    expect(both.calibration.tilt_deg).toBeCloseTo(15, 1);
    expect(both.relativeSd).toBeLessThan(calibrateFromMarker(markers[0], 20, scene, 1).relativeSd);
  });

  it('refuses two markers of different size as if they were one', () => {
    const markers = [exactMarker(SCENE, [-50, -30], 20), exactMarker(SCENE, [50, 30], 23)];
    expect(() => calibrateFromMarkers(markers, 20, SCENE, 1)).toThrow(/differ by/);
  });
});

describe('other scales', () => {
  it('counts pixels at a declared scale', () => {
    const mask = { width: 4, height: 1, data: Uint8Array.from([1, 1, 0, 1]) };
    expect(declaredCalibration(0.1, 2).areaMm2(mask)).toBeCloseTo(3 * 0.04, 12);
    expect(() => declaredCalibration(-1, 1)).toThrow(RangeError);
  });

  it('has no area without a scale, and says why', () => {
    const none = uncalibrated('No marker was found.');
    expect(none.areaMm2({ width: 1, height: 1, data: Uint8Array.of(1) })).toBeNull();
    expect(none.calibration).toEqual({
      kind: 'uncalibrated',
      mm_per_pixel: null,
      tilt_deg: null,
      note: 'No marker was found.',
    });
  });
});
