import * as tf from '@tensorflow/tfjs-core';
import { version_layers as layersVersion } from '@tensorflow/tfjs-layers';
import { mbibVersion } from '../log/mbib-version';
import type { StartLine } from '../log/run-log';

/**
 * What a training is computed with, as its log's first line has it: as far as a page can know it, too.
 *
 * @example
 * ```ts
 * import { trainingEnvironment } from 'mbib/jobs';
 *
 * const { backend, versions, arithmetic } = trainingEnvironment();
 * ```
 */
export function trainingEnvironment(): Required<Pick<StartLine, 'backend' | 'versions' | 'arithmetic'>> {
  return {
    backend: tf.getBackend(),
    versions: { mbib: mbibVersion, 'tfjs-core': tf.version_core, 'tfjs-layers': layersVersion },
    arithmetic: `float${tf.backend().floatPrecision()}${fusesMultiplyAdds() ? ', fused multiply-add' : ''}`,
  };
}

/** Whether the kernels of `mbib/accelerate` round a product and a sum once: they have set this flag when they are imported. */
function fusesMultiplyAdds(): boolean {
  return tf.getBackend() === 'wasm' && tf.env().getFlags().MBIB_FUSED_MULTIPLY_ADD === true;
}
