import { type io, util } from '@tensorflow/tfjs-core';
import { assertOneOf } from '../../../checks';
import { joinedBytes } from '../../../joined-bytes';
import { rangeOf } from '../../log/statistics';
import { bytesOfKernel, ownSteps } from './bytes-of-kernel';
import { evenChannels, outputChannels } from './even-channels';
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

/** Vectors no longer than this stay as they are: they weigh nothing. The constants of the preprocessing are among them. */
const SHORT = 4;

/**
 * The weights of a model in a smaller form, with what tfjs's loaders need to know of it. With `uint8` every kernel is stored as whole
 * numbers 0..255 between its least and its greatest value, 0 being exact, after the channels of convolutions were scaled alike
 * ({@link evenChannels}); biases and what batch normalisation has are float16, because their values are of very different sizes. So
 * are the smallest kernels, as long as the whole stays near a quarter.
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
  const weights = weightsOf(artifacts);
  if (form === 'uint8') {
    const values = new Map(weights.flatMap(({ spec, values }) => (values ? [[spec.name, values]] : [])));
    evenChannels(
      artifacts.modelTopology,
      values,
      new Map(weights.map(({ spec }) => [spec.name, spec.shape])),
    );
  }
  const coarse = form === 'uint8' ? coarseKernels(weights) : new Set<string>();
  const stored = weights.map((weight) => inForm(weight, coarse.has(weight.spec.name)));
  return {
    ...artifacts,
    weightSpecs: stored.map(({ spec }) => spec),
    weightData: joinedBytes(stored.map(({ part }) => part)).buffer,
  };
}

/** A weight of a model: its values where it is of floats. */
interface Weight {
  spec: io.WeightsManifestEntry;
  bytes: Uint8Array;
  values?: Float32Array;
}

function weightsOf({ weightData, weightSpecs = [] }: io.ModelArtifacts): Weight[] {
  const bytes = joinedBytes(weightData);
  let start = 0;
  return weightSpecs.map((spec) => {
    const length = util.sizeFromShape(spec.shape) * util.bytesPerElement(spec.dtype as 'float32');
    const own = bytes.slice(start, start + length);
    start += length;
    if (spec.dtype !== 'float32') return { spec, bytes: own };
    const values = new Float32Array(own.buffer);
    const wrong = values.find((value) => !Number.isFinite(value));
    if (wrong !== undefined)
      throw new Error(`The weight ${spec.name} has a value that is not finite: ${wrong}.`);
    return { spec, bytes: own, values };
  });
}

/** The most that `uint8` takes of the size of float32. */
const MOST_OF_SIZE = 0.2595;

/**
 * The names of the kernels that become bytes: all but the smallest, such as depthwise ones and those of the first layers, which weigh
 * little and suffer most. Those that were bytes before are among them, whatever their size, since they lose nothing.
 */
function coarseKernels(weights: readonly Weight[]): Set<string> {
  const sizeOf = ({ spec }: Weight) => util.sizeFromShape(spec.shape);
  const kernels = weights.filter(({ spec, values }) => values && spec.shape.length >= 2);
  const whole = weights.reduce((sum, weight) => sum + 4 * sizeOf(weight), 0);
  const coarse = new Set(kernels.map(({ spec }) => spec.name));
  let bytes = weights.reduce(
    (sum, weight) => sum + (coarse.has(weight.spec.name) ? 1 : 2) * sizeOf(weight),
    0,
  );
  const losing = kernels.filter(({ values }) => !ownSteps(values!));
  for (const kernel of losing.sort((a, b) => sizeOf(a) - sizeOf(b))) {
    bytes += sizeOf(kernel);
    if (bytes > MOST_OF_SIZE * whole) break;
    coarse.delete(kernel.spec.name);
  }
  return coarse;
}

function inForm(
  { spec, bytes, values }: Weight,
  coarse: boolean,
): { part: ArrayBufferView; spec: io.WeightsManifestEntry } {
  if (!values || (spec.shape.length < 2 && values.length <= SHORT)) return { part: bytes, spec };
  if (coarse) {
    const { bytes: part, scale, min } = bytesOfKernel(values, outputChannels(spec.name, spec.shape));
    return { part, spec: { ...spec, quantization: { dtype: 'uint8', scale, min } } };
  }
  const { least, greatest } = rangeOf(values);
  if (Math.max(-least, greatest) > largestFloat16) return { part: bytes, spec };
  return { part: float16Bits(values), spec: { ...spec, quantization: { dtype: 'float16' } } };
}
