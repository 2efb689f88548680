import { type io, util } from '@tensorflow/tfjs-core';
import { assertOneOf } from '../../checks';
import { joinedBytes } from '../../joined-bytes';
import { float16Bits, largestFloat16 } from './float16';

/**
 * In what form the weights of a classifier may be saved, so that its files are smaller: `float16` has half the size, `uint8` a
 * quarter. tfjs reads both by itself and computes in float32 as before.
 *
 * @example
 * ```ts
 * import { quantisations, type Quantisation } from 'mbib/jobs';
 *
 * const isQuantisation = (name: string): name is Quantisation => quantisations.some((known) => known === name);
 * ```
 */
export const quantisations = ['float16', 'uint8'] as const;

/** One of {@link quantisations}. */
export type Quantisation = (typeof quantisations)[number];

/** The largest number of a byte. */
const LARGEST = 255;

/** Vectors no longer than this stay as they are: they weigh nothing. The constants of the preprocessing are among them. */
const SHORT = 4;

/**
 * The weights of a model in a smaller form, with what tfjs's loaders need to know of it. With `uint8` every kernel is stored as whole
 * numbers 0..255 between its least and its greatest value, 0 being exact; biases and what batch normalisation has are float16,
 * because their values are of very different sizes.
 *
 * @param artifacts the model, as `save` hands it to a handler
 * @param form the smaller form
 * @throws RangeError where there is no such form; Error where a weight is not finite
 *
 * @example
 * ```ts
 * const small = await quantised(artifacts, 'uint8');
 * ```
 */
export function quantised(artifacts: io.ModelArtifacts, form: Quantisation): io.ModelArtifacts {
  assertOneOf('form', form, quantisations);
  const { weightData, weightSpecs = [] } = artifacts;
  const bytes = joinedBytes(weightData);
  const specs: io.WeightsManifestEntry[] = [];
  const parts: ArrayBufferView[] = [];
  const fine = form === 'uint8' ? fineKernels(weightSpecs) : new Set<string>();
  let start = 0;
  for (const spec of weightSpecs) {
    const length = util.sizeFromShape(spec.shape) * util.bytesPerElement(spec.dtype as 'float32');
    const stored = bytes.slice(start, start + length);
    start += length;
    const { part, quantization } = inForm(spec, stored, fine.has(spec.name) ? 'float16' : form);
    parts.push(part);
    specs.push(quantization ? { ...spec, quantization } : spec);
  }
  return { ...artifacts, weightSpecs: specs, weightData: joinedBytes(parts).buffer };
}

/** The most that `uint8` takes of the size of float32. */
const MOST_OF_SIZE = 0.2595;

/**
 * The kernels that stay float16 with `uint8`: the smallest, such as depthwise ones and those of the first layers, as long as the whole
 * stays near a quarter. They weigh little and suffer most.
 */
function fineKernels(specs: readonly io.WeightsManifestEntry[]): Set<string> {
  const sizes = specs.map(({ name, shape }) => ({
    name,
    rank: shape.length,
    size: util.sizeFromShape(shape),
  }));
  const whole = sizes.reduce((sum, { size }) => sum + 4 * size, 0);
  let bytes = sizes.reduce((sum, { rank, size }) => sum + (rank < 2 ? 2 : 1) * size, 0);
  const fine = new Set<string>();
  for (const { name, size } of sizes.filter(({ rank }) => rank >= 2).sort((a, b) => a.size - b.size)) {
    bytes += size;
    if (bytes > MOST_OF_SIZE * whole) break;
    fine.add(name);
  }
  return fine;
}

interface Stored {
  part: ArrayBufferView;
  quantization?: io.WeightsManifestEntry['quantization'];
}

function inForm(
  { name, shape, dtype }: io.WeightsManifestEntry,
  bytes: Uint8Array,
  form: Quantisation,
): Stored {
  if (dtype !== 'float32') return { part: bytes };
  const values = new Float32Array(bytes.buffer);
  const { least, greatest } = rangeOf(name, values);
  if (shape.length < 2 && values.length <= SHORT) return { part: bytes };
  if (form === 'uint8' && shape.length >= 2) return asBytes(values, least, greatest);
  const fits = Math.max(-least, greatest) <= largestFloat16;
  return fits ? { part: float16Bits(values), quantization: { dtype: 'float16' } } : { part: bytes };
}

function rangeOf(name: string, values: Float32Array) {
  let least = Infinity;
  let greatest = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value))
      throw new Error(`The weight ${name} has a value that is not finite: ${value}.`);
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  return { least, greatest };
}

/** A range that 0 lies in is moved by less than a step, so that 0 stays 0: kernels have many of them where they are padded. */
function asBytes(values: Float32Array, least: number, greatest: number): Stored {
  const own = ownStep(values, least, greatest);
  const scale = own ?? ((greatest - least) / LARGEST || 1);
  const holdsZero = least <= 0 && greatest >= 0;
  const min = own === undefined && holdsZero ? -Math.round(-least / scale) * scale : least;
  const part = Uint8Array.from(values, (value) =>
    Math.max(0, Math.min(LARGEST, Math.round((value - min) / scale))),
  );
  return { part, quantization: { dtype: 'uint8', scale, min } };
}

/**
 * The step of a kernel that was stored as bytes before, such as a pretrained one that stays as it is: with the same step nothing of it is
 * lost. Undefined where its values are not steps apart.
 */
function ownStep(values: Float32Array, least: number, greatest: number): number | undefined {
  const distinct = new Set<number>();
  for (const value of values) if (distinct.add(value).size > LARGEST + 1) return undefined;
  const sorted = Float32Array.from(distinct).sort();
  if (sorted.length < 2) return undefined;
  let smallest = Infinity;
  for (let i = 1; i < sorted.length; i++) smallest = Math.min(smallest, sorted[i]! - sorted[i - 1]!);
  const steps = Math.round((greatest - least) / smallest);
  const step = (greatest - least) / steps;
  const isStep = (value: number) =>
    Math.abs((value - least) / step - Math.round((value - least) / step)) < 0.01;
  return steps <= LARGEST && sorted.every(isStep) ? step : undefined;
}
