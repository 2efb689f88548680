import * as tf from '@tensorflow/tfjs-core';
import { type ConvolutionAttributes, convolutionInfo } from '../../convolution-info';
import { pointer, type SimdModule, simdModule, type WasmBackend } from '../module';

/** Computes a convolution, or one of its gradients, from two operands; arguments are addresses. */
export type ConvolutionProcedure = (
  backend: WasmBackend,
  simd: SimdModule,
  conv: tf.backend_util.Conv2DInfo,
  first: number,
  second: number,
  out: number,
) => void;

/**
 * The sizes of a convolution that the SIMD kernels compute: channels last, one group, no dilation, float32, not empty.
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
 * Runs one of two procedures for a convolution that suits the SIMD kernels.
 *
 * @returns the output of shape `outShape`; undefined where the SIMD module does not run.
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

/** Whether Winograd's F(4×4, 3×3) computes it: 3×3, stride 1, at most two zeros of padding a side. */
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
