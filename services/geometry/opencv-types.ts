/** The part of OpenCV's WASM binding that this folder uses, typed by hand: the package's own types miss ArUco. */

/** Anything that lives on the WASM heap and must be freed by hand. */
export interface HeapObject {
  delete(): void;
}

export interface Mat extends HeapObject {
  readonly rows: number;
  readonly cols: number;
  readonly data: Uint8Array;
  readonly data32F: Float32Array;
  readonly data64F: Float64Array;
  empty(): boolean;
  roi(rect: unknown): Mat;
}

/** A std::vector on the WASM heap. */
export interface HeapVector<T> extends HeapObject {
  size(): number;
  get(index: number): T;
}

export interface KeyPoint {
  readonly pt: { readonly x: number; readonly y: number };
  readonly response: number;
}

export interface DMatch {
  readonly queryIdx: number;
  readonly trainIdx: number;
  readonly distance: number;
}

export interface FeatureDetector extends HeapObject {
  detectAndCompute(image: Mat, mask: Mat, keypoints: HeapVector<KeyPoint>, descriptors: Mat): void;
}

export interface ArucoDetectorParameters extends HeapObject {
  adaptiveThreshWinSizeMin: number;
  adaptiveThreshWinSizeMax: number;
  adaptiveThreshConstant: number;
  minMarkerPerimeterRate: number;
}

export interface ArucoDetector extends HeapObject {
  detectMarkers(image: Mat, corners: HeapVector<Mat>, ids: Mat, rejected: HeapVector<Mat>): void;
}

export interface ArucoDictionary extends HeapObject {
  generateImageMarker(id: number, sidePixels: number, image: Mat, borderBits: number): void;
}

export interface OpenCv {
  readonly CV_8UC1: number;
  readonly CV_32FC1: number;
  readonly CV_32FC2: number;
  readonly CV_64FC1: number;
  readonly DICT_4X4_50: number;
  readonly INTER_NEAREST: number;
  readonly INTER_LINEAR: number;
  readonly INTER_AREA: number;
  readonly NORM_HAMMING: number;
  readonly TM_CCOEFF_NORMED: number;
  readonly USAC_MAGSAC: number;
  readonly RANSAC: number;
  readonly DFT_COMPLEX_OUTPUT: number;
  readonly DFT_INVERSE: number;
  readonly DFT_REAL_OUTPUT: number;
  readonly BORDER_CONSTANT: number;
  readonly BORDER_REPLICATE: number;
  readonly FONT_HERSHEY_SIMPLEX: number;
  readonly LINE_AA: number;
  readonly Mat: new (rows?: number, cols?: number, type?: number) => Mat;
  readonly MatVector: new () => HeapVector<Mat>;
  readonly KeyPointVector: new () => HeapVector<KeyPoint>;
  readonly DMatchVectorVector: new () => HeapVector<HeapVector<DMatch>>;
  readonly Size: new (width: number, height: number) => unknown;
  readonly Rect: new (x: number, y: number, width: number, height: number) => unknown;
  readonly Scalar: new (...values: number[]) => unknown;
  readonly ORB: new (maxFeatures: number) => FeatureDetector;
  readonly AKAZE: new () => FeatureDetector & { setThreshold(threshold: number): void };
  readonly BFMatcher: new (
    norm: number,
    crossCheck: boolean,
  ) => HeapObject & { knnMatch(query: Mat, train: Mat, matches: HeapVector<HeapVector<DMatch>>, k: number): void };
  readonly aruco_DetectorParameters: new () => ArucoDetectorParameters;
  readonly aruco_RefineParameters: new (distance: number, errorCorrection: number, allOrders: boolean) => HeapObject;
  readonly aruco_ArucoDetector: new (
    dictionary: ArucoDictionary,
    parameters: ArucoDetectorParameters,
    refinement: HeapObject,
  ) => ArucoDetector;
  getPredefinedDictionary(id: number): ArucoDictionary;
  GaussianBlur(source: Mat, target: Mat, size: unknown, sigmaX: number): void;
  resize(source: Mat, target: Mat, size: unknown, fx: number, fy: number, interpolation: number): void;
  findHomography(
    from: Mat,
    to: Mat,
    method: number,
    threshold: number,
    inliers: Mat,
    maxIters: number,
    confidence: number,
  ): Mat;
  dft(source: Mat, target: Mat, flags: number, nonzeroRows: number): void;
  getOptimalDFTSize(length: number): number;
  putText(
    image: Mat,
    text: string,
    at: { readonly x: number; readonly y: number },
    font: number,
    scale: number,
    colour: unknown,
    thickness: number,
    lineType: number,
  ): void;
  matchTemplate(image: Mat, template: Mat, result: Mat, method: number): void;
  warpPerspective(
    source: Mat,
    target: Mat,
    homography: Mat,
    size: unknown,
    interpolation: number,
    border: number,
    value: unknown,
  ): void;
  /** Turns the number that the binding throws into what OpenCV said. */
  exceptionFromPtr(pointer: number): { readonly msg: string };
}
