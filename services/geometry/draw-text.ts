import type { GreyImage } from './grey.ts';
import { type LoadedOpenCv, withMats } from './opencv.ts';

/** Height of a capital of Hershey's simplex font at OpenCV's scale 1, in pixels. @source OpenCV, hershey_fonts.cpp */
const HERSHEY_CAP_PX = 21;
/** Width of a pen stroke over the height of a capital. */
const STROKE = 0.1;

export interface TextLine {
  readonly text: string;
  /** Left end of the base line, px. */
  readonly at: readonly [x: number, y: number];
  readonly capHeightPx: number;
}

/** Draws black lines of ASCII text into a grey picture, in a font that is the same on every machine. */
export function drawText({ cv }: LoadedOpenCv, image: GreyImage, lines: readonly TextLine[]): void {
  withMats(cv, (keep) => {
    const mat = keep(new cv.Mat(image.height, image.width, cv.CV_8UC1));
    mat.data.set(image.data);
    for (const { text, at, capHeightPx } of lines) {
      const [x, y] = at.map(Math.round);
      const pen = Math.max(1, Math.round(STROKE * capHeightPx));
      const scale = capHeightPx / HERSHEY_CAP_PX;
      cv.putText(mat, text, { x, y }, cv.FONT_HERSHEY_SIMPLEX, scale, new cv.Scalar(0), pen, cv.LINE_AA);
    }
    image.data.set(mat.data);
  });
}
