/**
 * Makes tfjs train convolutional networks on wasm, and train them faster everywhere: a side-effect import.
 *
 * Import it anywhere, before or after the backends: it takes its place at the import, and again at every
 * `tf.setBackend`. Without the wasm backend only the gradients of batch norm, relu, sum and mean change, not their values.
 * On wasm it adds the missing gradient kernels (of convolutions, depthwise convolutions and gather), runs convolutions, batch
 * norm, relu's gradient, spatial means and slices in SIMD kernels of its own, takes the products of transposed matrices to the
 * fast kernel for others, and lets training calls of `BatchNormalization` layers be one kernel; what those do not cover
 * (dilations, NCHW, other types, SIMD in the threaded build of wasm) runs in stock or composed kernels. The wasm backend's pooling
 * layers have gradients of their own only in its later 4.x versions (4.22 has; 4.5 not).
 *
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-wasm';
 * import 'mbib/accelerate';
 * ```
 *
 * @packageDocumentation
 */
import './composed';
import './simd';
