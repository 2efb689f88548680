import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { bibLoss } from 'mbib';
import { describe, expect, it } from 'vitest';
import { composedLoss } from '../../../src/losses/composed/composed-loss';
import type { ConnectedHeads, LossWithGradient } from '../../../src/losses/connected-heads';
import { connectedHeadsLoss } from '../../../src/losses/connected-heads-loss';
import { onGpu, tolerance } from '../../support/backend';
import { expectClose } from '../../support/close';
import { goldenCases } from '../../support/golden';
import { read } from '../../support/read';

/** The heads of a loss, and how their logits reach it. */
interface Task {
  logits: number[][][];
  ids: number[];
  heads: Omit<ConnectedHeads, 'crossEntropy'> & {
    crossEntropy: Omit<NonNullable<ConnectedHeads['crossEntropy']>, 'labels'>;
  };
  sideBySide: boolean;
}

// Weights are 0, or numbers that float32 holds with all their digits.
const weight = fc.double({ min: 0, max: 3, noNaN: true }).map((x) => (x < 1.2e-38 ? 0 : x));

/** Tasks of every size that a block of two by two, a vector of four and a pixel of four can cut. */
const tasks = fc
  .record({
    heads: fc.integer({ min: 2, max: 9 }),
    batch: fc.integer({ min: 1, max: 5 }),
    classes: fc.integer({ min: 2, max: 19 }),
  })
  .chain(({ heads, batch, classes }) => {
    const rows = <T>(element: fc.Arbitrary<T>, length: number) =>
      fc.array(element, { minLength: length, maxLength: length });
    const head = fc.integer({ min: 0, max: heads - 1 });
    return fc.record({
      logits: rows(rows(rows(fc.double({ min: -9, max: 9, noNaN: true }), classes), batch), heads),
      ids: rows(fc.integer({ min: 0, max: classes - 1 }), batch),
      heads: fc.record({
        samplesPerClass: rows(fc.integer({ min: 1, max: 5000 }), classes),
        crossEntropy: fc.record({
          headWeights: rows(weight, heads),
          m: fc.constantFrom(0, 0.1, 1),
          tau: fc.constantFrom(1, 0, 0.5, 2),
          reduction: fc.constantFrom('mean' as const, 'sum' as const),
        }),
        distillation: fc.record({
          gamma: fc.constantFrom(0, 0.5, -0.1),
          connections: fc.array(
            fc.tuple(head, head, weight).filter(([teacher, student]) => teacher !== student),
            { maxLength: 12, minLength: 1 },
          ),
        }),
      }),
      sideBySide: fc.boolean(),
    });
  });

function tensorsOf({ logits, ids, heads, sideBySide }: Task) {
  const separate = logits.map((rows) => tf.tensor2d(rows));
  return {
    inputs: sideBySide ? [tf.concat(separate, 1)] : separate,
    connected: {
      ...heads,
      crossEntropy: { ...heads.crossEntropy, labels: tf.tensor1d(ids, 'int32') },
    } as ConnectedHeads,
  };
}

function valueAndGradients({ value, saved, gradient }: LossWithGradient, upstream: number): tf.Tensor[] {
  return [value, ...gradient(tf.scalar(upstream), saved)];
}

describe('the form that the active backend has', () => {
  it('computes what the composed form computes, for any heads, connections, sizes and upstream gradient', () =>
    fc.assert(
      fc.asyncProperty(tasks, fc.constantFrom(1, -2.5), async (task, upstream) => {
        const fused = await read(() => {
          const { inputs, connected } = tensorsOf(task);
          const { value, grads } = tf.valueAndGrads((...args) =>
            tf.mul(connectedHeadsLoss(args, connected), upstream),
          )(inputs);
          return [tf.div(value, upstream), ...grads];
        });
        const composed = await read(() => {
          const { inputs, connected } = tensorsOf(task);
          return valueAndGradients(composedLoss(inputs as tf.Tensor2D[], connected), upstream);
        });
        expectClose(fused[0]!, composed[0]!, { rtol: 2e-5, atol: 1e-5 });
        composed.slice(1).forEach((gradient, i) => {
          expectClose(fused[i + 1]!, gradient, { rtol: 1e-5, atol: tolerance(1e-5, 5e-4) });
        });
      }),
      // Software GPUs compile programs anew for every size.
      { numRuns: onGpu() ? 4 : 25 },
    ));

  it.each([-100_000, 4096])('is as exact where all logits are %d more', async (more) => {
    const at = (place: number) =>
      read(() => {
        const heads = [1, 2].map((seed) =>
          tf.add(tf.floor(tf.randomUniform<tf.Rank.R2>([3, 5], -9, 9, 'float32', seed)), place),
        );
        const labels = tf.tensor1d([0, 4, 1], 'int32');
        const loss = (v: tf.Tensor, z: tf.Tensor) => bibLoss(labels, v, z, [90, 30, 10, 3, 1]);
        const { value, grads } = tf.valueAndGrads(loss)(heads);
        return [value, ...grads];
      });
    const moved = await at(more);
    (await at(0)).forEach((expected, i) => {
      expectClose(moved[i]!, expected, { rtol: 1e-6, atol: 1e-6 });
    });
  });

  it('leaves no tensor behind, whether or not its gradient is taken', () => {
    const task: Task = {
      logits: [[[1, 2, 3]], [[3, 1, 2]]],
      ids: [2],
      heads: {
        samplesPerClass: [5, 4, 1],
        crossEntropy: { headWeights: [1, 1], m: 0.1, reduction: 'mean' },
        distillation: { gamma: 0.5, connections: [[0, 1, 1]] },
      },
      sideBySide: false,
    };
    const { inputs, connected } = tensorsOf(task);
    const before = tf.memory().numTensors;
    tf.dispose(connectedHeadsLoss(inputs, connected));
    tf.dispose(tf.grads((...args) => connectedHeadsLoss(args, connected))(inputs));
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([inputs, connected.crossEntropy!.labels]);
  });

  it('gives two losses whose gradients are taken together a gradient each', async () => {
    const [together, one, two] = await read(() => {
      const labels = tf.tensor1d([1, 0], 'int32');
      const [v, z, other] = [1, 2, 3].map((seed) => tf.randomNormal([2, 3], 0, 1, 'float32', seed));
      const first = (x: tf.Tensor) => bibLoss(labels, x, z!, [9, 3, 1]);
      const second = (x: tf.Tensor) => bibLoss(labels, x, other!, [9, 3, 1]);
      return [
        tf.grad((x: tf.Tensor) => tf.add(first(x), tf.mul(second(x), 3)))(v!),
        tf.grad(first)(v!),
        tf.grad(second)(v!),
      ];
    });
    const sum = one!.map((value, i) => value + 3 * two![i]!);
    expectClose(together!, sum, { rtol: 1e-4, atol: tolerance(1e-5) });
  });
});

describe('the composed form', () => {
  for (const { id, K, B, a, b, beta, gamma, m, reduction, counts, labels, logits, expected } of goldenCases) {
    it(`equals the float64 reference: ${id}, K ${K}, ${reduction}, γ ${gamma}`, async () => {
      const [loss, ...gradients] = await read(() => {
        const inputs = (['v1', 'v2', 'v3', 'z'] as const).map((head) => tf.tensor2d(logits[head]));
        const { value, saved, gradient } = composedLoss(inputs, {
          samplesPerClass: counts,
          crossEntropy: {
            labels: tf.tensor1d(labels, 'int32'),
            headWeights: [a, b, 1, a + b + 1],
            m,
            reduction,
          },
          distillation: {
            gamma,
            connections: [
              [0, 3, beta * a],
              [1, 3, beta * b],
              [2, 3, beta],
            ],
          },
        });
        return [value, ...gradient(reduction === 'none' ? tf.ones([B]) : tf.scalar(1), saved)];
      });
      const { loss: value, grads, f32_stable_grad_max_abs_err } = expected.mbib!;
      expectClose(loss!, value, { rtol: 1e-5 });
      const bound = f32_stable_grad_max_abs_err > 1e-5 ? 2e-4 : 1e-5;
      (['v1', 'v2', 'v3', 'z'] as const).forEach((head, i) => {
        expectClose(gradients[i]!, grads[head]!, { rtol: 0, atol: tolerance(bound) });
      });
    });
  }
});
