import { createRequire } from 'node:module';
import type { HeapObject, OpenCv } from './opencv-types.ts';

/** The module as it arrives: its WASM heap is not ready until the callback was called, and it has a `then` that never settles. */
type LoadingModule = OpenCv & { onRuntimeInitialized: () => void };

/** OpenCV handed on inside an object: the bare module is thenable, so that `await` on it would never return. */
export interface LoadedOpenCv {
  readonly cv: OpenCv;
}

let loading: Promise<LoadedOpenCv> | undefined;

/** Loads OpenCV's WASM build once per process (about 0.15 s). */
export function loadOpenCv(): Promise<LoadedOpenCv> {
  loading ??= new Promise((resolve) => {
    const module = requireWithoutSideEffects();
    module.onRuntimeInitialized = () => resolve({ cv: module });
  });
  return loading;
}

/**
 * Emscripten adds process-wide handlers that abort on any unhandled rejection, wherever it came from.
 * A library must not decide that for the program: whatever was added while loading is taken off again.
 */
function requireWithoutSideEffects(): LoadingModule {
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = new Map(events.map((event) => [event, new Set(process.rawListeners(event))]));
  const module = createRequire(import.meta.url)('@techstark/opencv-js') as LoadingModule;
  for (const event of events) {
    for (const listener of process.rawListeners(event)) {
      if (!before.get(event)?.has(listener)) process.removeListener(event, listener as () => void);
    }
  }
  return module;
}

/** Marks an object of the WASM heap as to be freed when the scope ends. */
export type Keep = <T extends HeapObject>(object: T) => T;

/**
 * Runs `body` and frees everything it kept, also when it throws: the WASM heap has no garbage collector.
 * OpenCV's own errors arrive as bare numbers and are given their text here.
 */
export function withMats<T>(cv: OpenCv, body: (keep: Keep) => T): T {
  const kept: HeapObject[] = [];
  try {
    return body((object) => {
      kept.push(object);
      return object;
    });
  } catch (error) {
    if (typeof error === 'number') throw new Error(cv.exceptionFromPtr(error).msg, { cause: error });
    throw error;
  } finally {
    for (const object of kept.reverse()) object.delete();
  }
}
