import * as tf from '@tensorflow/tfjs-core';
import { longTailedCounts } from 'mbib';
import { expect, it } from 'vitest';
import { composedLoss } from '../../../src/losses/composed/composed-loss';
import type { FusedLoss } from '../../../src/losses/fused/fused-loss';
import { gpuLoss } from '../../../src/losses/fused/gpu/gpu-loss';
import { webgpu } from '../../../src/losses/fused/gpu/webgpu-loss';
import { expectClose } from '../../support/close';
import { read } from '../../support/read';

/** On a software GPU the loss takes the other way by itself. */
const ways = [
  { together: 256, classes: 2 },
  { together: 256, classes: 10 },
  { together: 256, classes: 300 },
  { together: 256, classes: 2001 },
  { together: 7, classes: 300 },
  { together: 256, classes: 50_001 },
];

it.each(ways)(
  'the loss is the same where $together threads of webgpu merge their parts: K $classes',
  async ({ together, classes }) => {
    if (tf.getBackend() !== 'webgpu') return expect(webgpu.together).toBeTypeOf('function');
    const [value, gradient, expected, expectedGradient] = await read(() => {
      const inputs = [1, 2].map((seed) => tf.randomNormal<tf.Rank.R2>([3, classes], 0, 3, 'float32', seed));
      const loss: FusedLoss = {
        samplesPerClass: longTailedCounts({ classes, max: 1000, imbalanceFactor: 100 }),
        labels: tf.tensor1d([0, 1, classes - 1], 'int32'),
        headWeights: [1, 0.5],
        m: 0.1,
        mean: true,
        connections: [[0, 1, 5]],
        gamma: 0.3,
      };
      const fused = gpuLoss({ ...webgpu, together: () => together })(inputs, loss, true);
      const { samplesPerClass, labels, headWeights, m, connections, gamma } = loss;
      const composed = composedLoss(inputs, {
        samplesPerClass,
        crossEntropy: { labels, headWeights, m, reduction: 'mean' },
        distillation: { connections, gamma },
      });
      const one = tf.scalar(1);
      return [
        fused.value,
        fused.gradient(one, fused.saved)[1]!,
        composed.value,
        composed.gradient(one, composed.saved)[1]!,
      ];
    });
    expectClose(value!, expected!, { rtol: 5e-5 });
    expectClose(gradient!, expectedGradient!, { rtol: 1e-4, atol: 2e-4 });
  },
);
