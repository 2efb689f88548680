import * as tf from '@tensorflow/tfjs-core';
import { bibLoss } from 'mbib';
import { describe, it } from 'vitest';
import { onGpu, onHalfFloats } from '../../support/backend';
import { expectClose } from '../../support/close';
import { read } from '../../support/read';

const closeness = onHalfFloats() ? { rtol: 0.01, atol: 0.01 } : { rtol: 1e-5, atol: onGpu() ? 1e-4 : 1e-6 };
const rows = [1, 2].map((seed) =>
  [0, 1].map((row) => [0, 1, 2].map((k) => Math.sin(5 * seed + 3 * row + k))),
);
const forms = {
  ids: () => tf.tensor1d([2, 0], 'int32'),
  targets: () =>
    tf.tensor2d([
      [0, 0, 1],
      [1, 0, 0],
    ]),
};

describe('a gradient', () => {
  for (const [form, labels] of Object.entries(forms)) {
    const loss = (x: tf.Tensor) => bibLoss(labels(), tf.tensor2d(rows[0]!), x, [9, 3, 1], { gamma: 0.5 });

    it(`can be asked for again by the gradient around it: ${form}`, async () => {
      const [inner, outer, once] = await read(() => {
        const x = tf.tensor2d(rows[1]!);
        const kept: tf.Tensor[] = [];
        const outer = tf.grad((x: tf.Tensor) => {
          const { value, grad } = tf.valueAndGrad(loss)(x);
          kept.push(tf.keep(tf.clone(grad)));
          return value;
        })(x);
        return [kept[0]!, outer, tf.grad(loss)(x)];
      });
      expectClose(outer!, once!, closeness);
      expectClose(inner!, once!, closeness);
    });

    it(`is never that of another loss: ${form}`, async () => {
      const compute = () =>
        tf.tidy(() => {
          const x = tf.tensor2d(rows[1]!);
          return tf.grad((x: tf.Tensor) => {
            const { value } = tf.valueAndGrad(loss)(x);
            // Another loss of the same size, whose gradient is computed between the two of the first.
            tf.grad((y: tf.Tensor) => bibLoss(labels(), y, y, [1, 1, 50]))(tf.tensor2d(rows[0]!));
            return value;
          })(x);
        });
      const [once] = await read(() => [tf.grad(loss)(tf.tensor2d(rows[1]!))]);
      const gradient = compute();
      expectClose(Array.from(await gradient.data()), once!, closeness);
      gradient.dispose();
    });
  }
});
