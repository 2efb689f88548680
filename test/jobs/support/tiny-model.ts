import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';

export async function startCpu(): Promise<void> {
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
}

/** A model with trainable weights and running statistics: `[batch, 3]` to `[batch, 2]`. */
export function tinyModel(): tfl.LayersModel {
  return tfl.sequential({
    layers: [
      tfl.layers.dense({
        inputShape: [3],
        units: 4,
        kernelInitializer: tfl.initializers.randomNormal({ seed: 1 }),
      }),
      tfl.layers.batchNormalization(),
      tfl.layers.dense({ units: 2, kernelInitializer: tfl.initializers.randomNormal({ seed: 2 }) }),
    ],
  });
}
