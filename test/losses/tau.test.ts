import * as tf from '@tensorflow/tfjs-core';
import { balancedSoftmaxLoss, bibLoss, mbibLoss } from 'mbib';
import { describe, expect, test } from 'vitest';
import { composedLoss } from '../../src/losses/composed/composed-loss';
import golden from '../golden/baselines-golden.json';
import { onHalfFloats, tolerance } from '../support/backend';
import { expectClose } from '../support/close';
import { read } from '../support/read';

const { counts, labels } = golden;
const half = onHalfFloats();
const bounds = half ? { rtol: 0.02, atol: 0.01 } : { rtol: 1e-5, atol: tolerance(1e-6) };
const ids = () => tf.tensor1d(labels, 'int32');
const logitsOf = (rows: number[][]) => tf.tensor2d(rows);

const references = [
  [0, golden.ce],
  [1, golden.bsce],
  [1.5, golden['logit_adjusted_tau1.5']],
] as const;

describe.each(references)('balanced softmax with τ = %d', (tau, { value, grad: gradient }) => {
  test('equals the float64 reference', async () => {
    const loss = (x: tf.Tensor) => balancedSoftmaxLoss(ids(), x, counts, { m: 0, tau });
    const [got, slope] = await read(() => {
      const { value, grad } = tf.valueAndGrad(loss)(logitsOf(golden.logits));
      return [value, grad];
    });
    expectClose(got!, value, bounds);
    expectClose(slope!, gradient, bounds);
  });

  test('equals it composed of operations of tfjs-core, too', async () => {
    const [got, slope] = await read(() => {
      const crossEntropy = { labels: ids(), headWeights: [1], m: 0, tau, reduction: 'mean' } as const;
      const made = composedLoss([logitsOf(golden.logits)], { samplesPerClass: counts, crossEntropy });
      return [made.value, ...made.gradient(tf.scalar(1), made.saved)];
    });
    expectClose(got!, value, bounds);
    expectClose(slope!, gradient, bounds);
  });
});

test('BIB and MBIB with τ = 0 do not depend on the counts, where m is 0', async () => {
  const heads = () => [golden.logits, golden.logits2, golden.logits3, golden.logits].map(logitsOf);
  const losses = (n: number[]) => {
    const [v1, v2, v3, z] = heads() as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const options = { m: 0, tau: 0 };
    return [bibLoss(ids(), v2, z, n, options), mbibLoss(ids(), [v1, v2, v3], z, n, options)];
  };
  const [long, flat] = [await read(() => losses(counts)), await read(() => losses([1, 1, 1, 1, 1]))];
  for (const [i, loss] of long!.entries()) expectClose(loss, flat![i]!, bounds);
});

test.each([
  [-1, 'RangeError', 'options.tau must not be negative, got -1'],
  [Number.NaN, 'RangeError', 'options.tau must be a finite number, got NaN'],
  ['1', 'TypeError', "options.tau must be a finite number, got '1'"],
  [80, 'RangeError', 'options.tau must give powers of the relative counts that float32 can hold, got 80'],
])('τ = %s is refused', (tau, name, message) => {
  const loss = () => balancedSoftmaxLoss(ids(), logitsOf(golden.logits), counts, { tau: tau as number });
  expect(loss).toThrow(expect.objectContaining({ name, message }));
});
