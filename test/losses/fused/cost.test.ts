import * as tf from '@tensorflow/tfjs-core';
import { longTailedCounts, mbibLoss } from 'mbib';
import { describe, expect, it } from 'vitest';
import { onGpu } from '../../support/backend';

const BATCH = 16;
const CLASSES = 50;
const samplesPerClass = longTailedCounts({ classes: CLASSES, max: 500, imbalanceFactor: 100 });

/** A profile of the MBIB loss with three taps and its gradients. */
async function profile(gamma: number) {
  const labels = tf.tensor1d(
    Array.from({ length: BATCH }, (_, i) => (i * 7) % CLASSES),
    'int32',
  );
  const logits = [1, 2, 3, 4].map((seed) => tf.randomNormal([BATCH, CLASSES], 0, 1, 'float32', seed));
  const bytesBefore = tf.memory().numBytes;
  const loss = (...[v1, v2, v3, z]: tf.Tensor[]) =>
    mbibLoss(labels, [v1!, v2!, v3!], z!, samplesPerClass, { gamma });
  const { kernels, peakBytes } = await tf.profile(() => {
    const { value, grads } = tf.valueAndGrads(loss)(logits);
    return [value, ...grads];
  });
  tf.dispose([labels, logits]);
  return { kernels: kernels.length, extraBytes: peakBytes - bytesBefore };
}

// Other backends take the composed form, in some eighty kernels.
const fused = tf.getBackend() !== 'tensorflow';

describe('the MBIB loss with its gradient', () => {
  for (const gamma of [0, 0.5]) {
    it.runIf(fused)(`runs at most 8 kernels on cpu and wasm, 12 on GPUs: γ ${gamma}`, async () => {
      const { kernels } = await profile(gamma);
      expect(kernels).toBeLessThanOrEqual(onGpu() ? 12 : 8);
    });

    // Of tensors: on cpu and wasm gradients are other arrays until they are asked for, which `npm run bench` counts.
    it.runIf(fused)(`has at most 2.5 times the bytes of its logits in tensors: γ ${gamma}`, async () => {
      const { extraBytes } = await profile(gamma);
      expect(extraBytes).toBeLessThanOrEqual(2.5 * 4 * BATCH * CLASSES * 4);
    });
  }

  it('notices counts that changed in place', async () => {
    const logits = tf.tensor2d([[1, 0, -1]]);
    const labels = tf.tensor1d([2], 'int32');
    const counts = [100, 10, 1];
    const loss = () => mbibLoss(labels, [logits], logits, counts, { tapWeights: [1] });
    const [first, again] = [loss(), loss()];
    counts[2] = 90;
    const changed = loss();
    const [a, b, c] = await Promise.all([first, again, changed].map((value) => value.data()));
    expect(b![0]).toBe(a![0]);
    expect(c![0]).toBeLessThan(a![0]! / 2);
    tf.dispose([logits, labels, first, again, changed]);
  });
});
