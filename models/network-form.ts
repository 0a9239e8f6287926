import { Refusal } from '../services/refusal.ts';
import type { Activation, TensorLayout } from './manifest.ts';

/** What a manifest says of the tensors of its network. */
export interface NetworkForm {
  /** Names of the tensors. */
  readonly input: string;
  readonly output: string;
  readonly layout: TensorLayout;
  readonly activation: Activation;
  /** Channels of the output. */
  readonly channels: number;
  readonly multipleOf: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A tensor as a runtime gives it. */
export interface OutputTensor {
  readonly shape: readonly number[];
  readonly data: unknown;
}

const COLOURS = 3;
/** How far beyond 0 and 1 a probability may lie by rounding (float32 after a division or an exponential). */
const ROUNDING = 1e-4;

export function tensorShape(
  { layout }: Pick<NetworkForm, 'layout'>,
  channels: number,
  { width, height }: Size,
): number[] {
  return layout === 'NCHW' ? [1, channels, height, width] : [1, height, width, channels];
}

/** Planes of red, green and blue in the order of the layout. */
export function inLayout(layout: TensorLayout, planes: Float32Array, { width, height }: Size): Float32Array {
  if (layout === 'NCHW') return planes;
  const cells = width * height;
  const values = new Float32Array(planes.length);
  for (let cell = 0, to = 0; cell < cells; cell++) {
    for (let channel = 0; channel < COLOURS; channel++, to++) values[to] = planes[channel * cells + cell];
  }
  return values;
}

/**
 * Whether photos of any shape go in.
 * @param shape as the network declares it; null, text and numbers below 1 stand for sides that are left open
 * @throws Refusal `model_corrupt`
 */
export function checkInputShape(form: NetworkForm, shape: readonly (number | string | null)[]): void {
  const said = shape.map((side) => (typeof side === 'number' && side > 0 ? side : undefined));
  const wanted = tensorShape(form, COLOURS, { width: Number.NaN, height: Number.NaN });
  const fits = said.length === wanted.length && said.every((side, i) => side === undefined || side === wanted[i]);
  if (fits) return;
  const spoken = said.map((side) => side ?? 'any').join(' x ');
  throw new Refusal(
    'model_corrupt',
    `The network takes ${spoken}, but ${form.layout} photos of any width and height are needed: 1 x ${wanted
      .slice(1)
      .map((side) => (Number.isNaN(side) ? 'any' : side))
      .join(' x ')}. Export it with open height and width, or set the layout in the manifest.`,
  );
}

/**
 * The wanted channels of an output, each named once, as probabilities; they are made where the output lies.
 * @throws Refusal `model_corrupt` when type, shape or values are not what the manifest says
 */
export function probabilitiesOf(
  form: NetworkForm,
  { data, shape }: OutputTensor,
  size: Size,
  channels: readonly number[],
): readonly Float32Array[] {
  if (!(data instanceof Float32Array)) {
    throw new Refusal('model_corrupt', `The model's output ${form.output} is not float32.`);
  }
  const wanted = tensorShape(form, form.channels, size);
  if (shape.length !== wanted.length || shape.some((side, i) => side !== wanted[i])) {
    throw new Refusal(
      'model_corrupt',
      `The model's output ${form.output} is ${shape.join(' x ')} where the manifest says ${wanted.join(' x ')}.`,
    );
  }
  return channels.map((channel) => probabilitiesOfChannel(form, data, size.width * size.height, channel));
}

function probabilitiesOfChannel(form: NetworkForm, data: Float32Array, cells: number, channel: number): Float32Array {
  const found =
    form.layout === 'NCHW'
      ? data.subarray(channel * cells, (channel + 1) * cells)
      : interleaved(form, data, cells, channel);
  const logits = form.activation === 'none';
  for (let cell = 0; cell < cells; cell++) {
    const value = found[cell];
    if (logits) found[cell] = Number.isFinite(value) ? 1 / (1 + Math.exp(-value)) : Number.NaN;
    // Nearly all lie within, and this comparison is all that they cost.
    if (!(found[cell] >= 0 && found[cell] <= 1)) found[cell] = withinRounding(form, found[cell], value);
  }
  return found;
}

function interleaved({ channels }: NetworkForm, data: Float32Array, cells: number, channel: number): Float32Array {
  const found = new Float32Array(cells);
  for (let cell = 0, from = channel; cell < cells; cell++, from += channels) found[cell] = data[from];
  return found;
}

/** What lies beyond 0 and 1 by rounding only; `value` is what the network gave. */
function withinRounding({ output }: NetworkForm, probability: number, value: number): number {
  if (!Number.isFinite(probability)) throw new Refusal('model_corrupt', `The model's output ${output} is not finite.`);
  if (probability < -ROUNDING || probability > 1 + ROUNDING) {
    throw new Refusal(
      'model_corrupt',
      `The model's output ${output} holds ${value}, which is no probability. If these are logits, set its activation to 'none'.`,
    );
  }
  return Math.min(1, Math.max(0, probability));
}
