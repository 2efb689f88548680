import * as tf from '@tensorflow/tfjs-core';
import { type ConvolutionAttributes, convolutionInfo } from '../../convolution-info';
import type { SimdExports } from '../simd-exports';
import { simdModule } from '../simd-module';
import { pointer, type WasmBackend } from '../wasm-backend';

/** Computes a convolution, or one of its gradients, from two operands. `first`, `second` and `out` are addresses. */
export type ConvolutionProcedure = (
  backend: WasmBackend,
  simd: SimdExports,
  conv: tf.backend_util.Conv2DInfo,
  first: number,
  second: number,
  out: number,
) => void;

/**
 * The sizes of a convolution, if the SIMD kernels compute it: channels last, one group, no dilation, float32, not empty.
 *
 * @param operands two of the input, the filter and the upstream gradient.
 * @returns undefined for every other convolution.
 */
export function simdConvolutionInfo(
  inputShape: number[],
  filterShape: number[],
  attributes: ConvolutionAttributes,
  operands: { x?: tf.TensorInfo; filter?: tf.TensorInfo; dy?: tf.TensorInfo },
): tf.backend_util.Conv2DInfo | undefined {
  if (attributes.dataFormat === 'NCHW') return undefined;
  if (inputShape.length !== 4 || filterShape[2] !== inputShape[3]) return undefined;
  if (Object.values(operands).some(({ dtype }) => dtype !== 'float32')) return undefined;
  const conv = convolutionInfo(inputShape, filterShape, attributes);
  if (operands.dy && !tf.util.arraysEqual(operands.dy.shape, conv.outShape)) return undefined;
  const { top, bottom, left, right } = conv.padInfo;
  const suits =
    conv.dilationHeight === 1 &&
    conv.dilationWidth === 1 &&
    Math.min(top, bottom, left, right) >= 0 &&
    tf.util.sizeFromShape(conv.inShape) > 0 &&
    tf.util.sizeFromShape(conv.outShape) > 0;
  return suits ? conv : undefined;
}

/**
 * Runs one of two procedures for a convolution, or a gradient, of the sizes that {@link simdConvolutionInfo} gives.
 *
 * @returns the output, of shape `outShape`; undefined where the SIMD module does not run.
 */
export function runConvolution(
  backend: unknown,
  conv: tf.backend_util.Conv2DInfo,
  [first, second]: [first: tf.TensorInfo, second: tf.TensorInfo],
  outShape: number[],
  procedures: { winograd: ConvolutionProcedure; direct: ConvolutionProcedure },
): tf.TensorInfo | undefined {
  const wasm = backend as WasmBackend;
  const simd = simdModule(wasm);
  if (!simd) return undefined;
  const out = wasm.makeOutput(outShape, 'float32');
  try {
    const procedure = suitsWinograd(conv) ? procedures.winograd : procedures.direct;
    procedure(wasm, simd, conv, pointer(wasm, first), pointer(wasm, second), pointer(wasm, out));
    return out;
  } catch (error) {
    wasm.disposeData(out.dataId);
    throw error;
  }
}

/** Whether Winograd's F(4×4, 3×3) computes it: a 3×3 filter, stride 1, at most two rows or columns of zeros a side. */
function suitsWinograd(conv: tf.backend_util.Conv2DInfo): boolean {
  const { top, bottom, left, right } = conv.padInfo;
  return (
    conv.filterHeight === 3 &&
    conv.filterWidth === 3 &&
    conv.strideHeight === 1 &&
    conv.strideWidth === 1 &&
    Math.max(top, bottom, left, right) <= 2 &&
    conv.outHeight === conv.inHeight + top + bottom - 2 &&
    conv.outWidth === conv.inWidth + left + right - 2
  );
}
