import * as tf from '@tensorflow/tfjs-core';
import { balancedSoftmaxLoss, bibLoss, selfDistillationLoss } from 'mbib';
import { describe, expect, it } from 'vitest';
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

    it.each(['mean', 'none'] as const)(`has no gradient of its own: ${form}, %s`, (reduction) => {
      const other = () => tf.tensor2d(rows[0]!);
      const losses: ((x: tf.Tensor) => tf.Tensor)[] = [
        (x) => balancedSoftmaxLoss(labels(), x, [9, 3, 1], { reduction }),
        (x) => bibLoss(labels(), x, other(), [9, 3, 1], { reduction }),
        (x) => bibLoss(labels(), other(), tf.mul(x, 2), [9, 3, 1], { reduction }),
        (x) => selfDistillationLoss(other(), x, [9, 3, 1]),
      ];
      for (const loss of losses) {
        for (const inner of [
          loss,
          (x: tf.Tensor) => tf.square(loss(x)),
          (x: tf.Tensor) => tf.mul(loss(x), 3),
        ]) {
          const norm = (x: tf.Tensor) =>
            tf.sum(tf.square(tf.grad((y: tf.Tensor) => tf.sum(inner(y)))(x))) as tf.Scalar;
          const compute = () => tf.tidy(() => tf.grad(norm)(tf.tensor2d(rows[1]!)));
          expect(compute).toThrow(
            "mbib's losses have first derivatives only: the gradient of a loss cannot be differentiated again.",
          );
        }
      }
    });

    it(`may be part of what is differentiated by something else: ${form}`, async () => {
      const [value, slope, gradient] = await read(() => {
        const x = tf.tensor2d(rows[1]!);
        const step = (rate: tf.Tensor) => tf.sum(tf.mul(tf.grad(loss)(x), rate)) as tf.Scalar;
        const { value, grad } = tf.valueAndGrad(step)(tf.scalar(0.5));
        return [value, grad, tf.sum(tf.grad(loss)(x))];
      });
      expectClose(slope!, gradient!, closeness);
      expectClose(value!, 0.5 * gradient![0]!, closeness);
    });
  }
});
