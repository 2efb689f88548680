/**
 * Makes tfjs train convolutional networks on wasm, and train them faster everywhere. The import is all there is to do; it
 * exports nothing.
 *
 * Import it anywhere, before or after the backends: what it replaces in tfjs is replaced at the import, and again at every
 * `tf.setBackend`.
 *
 * On every backend it replaces the gradients of batch norm, relu, relu6, clipByValue, sum and mean by faster ones with the same
 * values. It also mends the layer `BatchNormalization`: without `scale` or `center` tfjs cannot train it, and on the cpu and wasm
 * backends its output is wrong where the channels are not the last axis. On wasm
 *
 * - it adds the kernels without which tfjs cannot train there: the gradients of convolutions, depthwise convolutions and
 *   `tf.gather`;
 * - it computes convolutions, the gradients of depthwise ones, batch norm, the gradients of relu, relu6 and clipByValue, means over
 *   images and slices by SIMD kernels of its own, and products of transposed matrices by the stock kernel for matrices that are
 *   not transposed;
 * - it computes the training call of a `BatchNormalization` layer by two kernels, and the update of a variable by `sgd` of
 *   `mbib/training` with momentum by one.
 *
 * Stock kernels, or kernels composed of them, compute what those do not: dilated convolutions, NCHW, other types than
 * float32. Pooling layers have gradients on wasm only in later 4.x
 * versions of its backend (4.22 has them, 4.5 has not).
 *
 * Where WebAssembly has relaxed SIMD (Node 22, Chrome 114 and later) convolutions add products to sums with one rounding, not
 * two: faster on many processors, but the last bits differ. The flag `MBIB_FUSED_MULTIPLY_ADD` of `tf.env()` says which it is;
 * set it to false after the import for the same bits as elsewhere.
 *
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-wasm';
 * import 'mbib/accelerate';
 * ```
 *
 * @packageDocumentation
 */
import { register } from './register';
import { gradients, kernelRows, layerPatches } from './table';

register(kernelRows, gradients);
for (const patch of layerPatches) patch();
