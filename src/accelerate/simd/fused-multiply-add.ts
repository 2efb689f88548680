import * as tf from '@tensorflow/tfjs-core';
import { bytesFromHexadecimal } from '../../hexadecimal';
import { binary as fusedBinary } from './fused-binary';

/**
 * The flag of `tf.env()` that says whether convolutions compute a product and a sum in one instruction that rounds once
 * (WebAssembly's relaxed SIMD). It is true where WebAssembly has that, and can be set to false.
 */
export const FUSED_MULTIPLY_ADD = 'MBIB_FUSED_MULTIPLY_ADD';

/**
 * Registers the flag `MBIB_FUSED_MULTIPLY_ADD`.
 *
 * @param changed is called after the flag was set by hand. Setting it to true where WebAssembly has no relaxed SIMD throws
 * a RangeError and leaves it false.
 */
export function registerFusedMultiplyAdd(changed: () => void): void {
  const env = tf.env();
  env.registerFlag(FUSED_MULTIPLY_ADD, isSupported, (value) => {
    if (value && !isSupported()) {
      env.set(FUSED_MULTIPLY_ADD, false);
      throw new RangeError(
        `${FUSED_MULTIPLY_ADD} must be false here: this WebAssembly has no relaxed SIMD (Node 22 and Chrome 114 have it).`,
      );
    }
    changed();
  });
}

function isSupported(): boolean {
  try {
    return WebAssembly.validate(bytesFromHexadecimal(fusedBinary));
  } catch {
    return false; // No WebAssembly here.
  }
}
