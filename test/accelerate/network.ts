import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { flatten } from '../support/close';
import { uniform } from './kernels';

/** A small network of every layer whose training `mbib/accelerate` is about, always with the same weights. */
export function network(): tfl.LayersModel {
  const initial = (seed: number) => tfl.initializers.glorotUniform({ seed });
  const model = tfl.sequential();
  const conv = { kernelSize: 3, padding: 'same', useBias: false } as const;
  model.add(
    tfl.layers.conv2d({
      ...conv,
      inputShape: [9, 9, 3],
      filters: 4,
      strides: 2,
      kernelInitializer: initial(1),
    }),
  );
  model.add(tfl.layers.batchNormalization());
  model.add(tfl.layers.activation({ activation: 'relu' }));
  model.add(tfl.layers.depthwiseConv2d({ ...conv, depthMultiplier: 2, depthwiseInitializer: initial(2) }));
  model.add(tfl.layers.globalAveragePooling2d({}));
  model.add(tfl.layers.dense({ units: 3, kernelInitializer: initial(3) }));
  return model;
}

/** The gradients of a loss of the network's output, in training, with respect to all its weights. */
export function networkGradients(model: tfl.LayersModel): number[][] {
  return tf.tidy(() => {
    const images = uniform([5, 9, 9, 3], 4);
    const { grads } = tf.variableGrads(() => {
      const outputs = model.apply(tf.tensor(images.values, images.shape), { training: true }) as tf.Tensor;
      return tf.sum(tf.square(tf.gather(outputs, tf.tensor1d([0, 3, 3], 'int32')))) as tf.Scalar;
    });
    return model.trainableWeights.map((weight) => {
      const name = Object.keys(grads).find((key) => key.startsWith(weight.originalName))!;
      return flatten(grads[name]!);
    });
  });
}
