import * as tf from '@tensorflow/tfjs-core';
import { LANES } from '../../simd-sizes';
import type { KernelArguments } from '../kernel-arguments';
import { simdModule } from './simd-module';
import { pointer, values, type WasmBackend } from './wasm-backend';

/** Inputs of `BatchNormTraining`: `x` `[..., channels]`, `scale` and `offset` `[channels]`. */
type TrainingArguments = KernelArguments<'x' | 'scale' | 'offset', { varianceEpsilon: number }>;

/** Inputs of `BatchNormTrainingGradient`: `dy` and `x` `[..., channels]`, the others `[channels]`. */
type GradientArguments = KernelArguments<
  'dy' | 'x' | 'mean' | 'variance' | 'scale',
  { varianceEpsilon: number }
>;

/** Whether these kernels take a tensor as `x`: float32, not empty, its channels last and a multiple of four. */
export function takesBatchNorm(x: tf.TensorInfo): boolean {
  const channels = x.shape.at(-1) ?? 0;
  return (
    x.dtype === 'float32' && channels > 0 && channels % LANES === 0 && tf.util.sizeFromShape(x.shape) > 0
  );
}

/** The sizes of `x` as a matrix `[rows, channels]`. */
function matrixSize(x: tf.TensorInfo) {
  const channels = x.shape.at(-1)!;
  return { channels, rows: tf.util.sizeFromShape(x.shape) / channels };
}

/**
 * `BatchNormTraining`, batch normalisation by the statistics of the batch itself: one pass over `x` for the mean and
 * the variance (the sum of squares divided by the number of rows), and one to normalise. To be run only where the SIMD module
 * is active, on an `x` that {@link takesBatchNorm} accepts; so is its gradient.
 *
 * @returns `[y, mean, variance]`.
 */
export function simdBatchNormTraining({ inputs, backend, attrs }: TrainingArguments): tf.TensorInfo[] {
  const { x, scale, offset } = inputs;
  const wasm = backend as WasmBackend;
  const simd = simdModule(wasm)!;
  const { rows, channels } = matrixSize(x);
  const y = wasm.makeOutput(x.shape, 'float32');
  const mean = wasm.makeOutput([channels], 'float32');
  const variance = wasm.makeOutput([channels], 'float32');
  const slope = wasm.makeOutput([channels], 'float32');
  const at = (tensor: tf.TensorInfo) => pointer(wasm, tensor);
  simd.sumMoments(at(x), rows, channels, at(mean), at(variance));
  const [means, variances] = values(wasm, mean, variance);
  for (let c = 0; c < channels; c++) {
    means[c]! /= rows;
    variances[c]! /= rows;
  }
  setSlope(wasm, slope, variance, scale, attrs.varianceEpsilon);
  simd.normalise(at(x), at(mean), at(slope), at(offset), rows, channels, at(y));
  wasm.disposeData(slope.dataId);
  return [y, mean, variance];
}

/**
 * `BatchNormTrainingGradient`, the gradient of the output `y` of `BatchNormTraining`, through the mean and the variance too.
 * With x̂ the normalised x and s = scale / √(variance + ε): dx = s · (dy − mean(dy) − x̂ · mean(dy · x̂)).
 *
 * @returns `[dx, dscale, doffset]`.
 */
export function simdBatchNormTrainingGradient({
  inputs,
  backend,
  attrs,
}: GradientArguments): tf.TensorInfo[] {
  const { dy, x, mean, variance, scale } = inputs;
  const wasm = backend as WasmBackend;
  const simd = simdModule(wasm)!;
  const { rows, channels } = matrixSize(x);
  const dx = wasm.makeOutput(x.shape, 'float32');
  const dscale = wasm.makeOutput([channels], 'float32');
  const doffset = wasm.makeOutput([channels], 'float32');
  const slope = wasm.makeOutput([channels], 'float32');
  const average = wasm.makeOutput([channels], 'float32');
  const correlation = wasm.makeOutput([channels], 'float32');
  const at = (tensor: tf.TensorInfo) => pointer(wasm, tensor);
  simd.sumGradients(at(dy), at(x), at(mean), rows, channels, at(doffset), at(dscale));
  setSlope(wasm, slope, variance, scale, attrs.varianceEpsilon);
  const [sums, products, averages, correlations, variances] = values(
    wasm,
    doffset,
    dscale,
    average,
    correlation,
    variance,
  );
  for (let c = 0; c < channels; c++) {
    const precision = 1 / (variances[c]! + attrs.varianceEpsilon);
    averages[c] = sums[c]! / rows;
    correlations[c] = (products[c]! * precision) / rows;
    products[c]! *= Math.sqrt(precision);
  }
  const [dyAt, xAt, dxAt] = [at(dy), at(x), at(dx)];
  simd.normaliseGradient(dyAt, xAt, at(mean), at(average), at(correlation), at(slope), rows, channels, dxAt);
  for (const { dataId } of [slope, average, correlation]) wasm.disposeData(dataId);
  return [dx, dscale, doffset];
}

type InferenceArguments = KernelArguments<'x' | 'mean' | 'variance', tf.FusedBatchNormAttrs> & {
  inputs: { scale?: tf.TensorInfo; offset?: tf.TensorInfo };
};

/**
 * `FusedBatchNorm`, batch normalisation by given statistics, each of them `[channels]`.
 *
 * @returns undefined for statistics of other shapes, for an `x` that {@link takesBatchNorm} refuses, and without SIMD.
 */
export function simdFusedBatchNorm({
  inputs,
  backend,
  attrs,
}: InferenceArguments): tf.TensorInfo | undefined {
  const { x, mean, variance, scale, offset } = inputs;
  const wasm = backend as WasmBackend;
  const simd = simdModule(wasm);
  const { rows, channels } = matrixSize(x);
  const perChannel = [mean, variance, scale, offset].every(
    (tensor) =>
      tensor == null || (tensor.dtype === 'float32' && tf.util.arraysEqual(tensor.shape, [channels])),
  );
  if (!simd || !takesBatchNorm(x) || !perChannel) return undefined;
  const y = wasm.makeOutput(x.shape, 'float32');
  const slope = wasm.makeOutput([channels], 'float32');
  const shift = offset ?? wasm.makeOutput([channels], 'float32');
  setSlope(wasm, slope, variance, scale, attrs.varianceEpsilon);
  if (!offset) values(wasm, shift)[0].fill(0);
  const at = (tensor: tf.TensorInfo) => pointer(wasm, tensor);
  simd.normalise(at(x), at(mean), at(slope), at(shift), rows, channels, at(y));
  wasm.disposeData(slope.dataId);
  if (!offset) wasm.disposeData(shift.dataId);
  return y;
}

/** Writes `scale / √(variance + ε)` to `slope`. */
function setSlope(
  wasm: WasmBackend,
  slope: tf.TensorInfo,
  variance: tf.TensorInfo,
  scale: tf.TensorInfo | undefined,
  epsilon: number,
): void {
  const [slopes, variances, scales] = values(wasm, slope, variance, ...(scale ? [scale] : []));
  for (let c = 0; c < slopes.length; c++) slopes[c] = (scales?.[c] ?? 1) / Math.sqrt(variances[c]! + epsilon);
}
