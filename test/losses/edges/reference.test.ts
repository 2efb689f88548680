import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { type Connection, type Connections, classWeights, mbibLoss } from 'mbib';
import { describe, it } from 'vitest';
import { onGpu, onHalfFloats } from '../../support/backend';
import { expectClose } from '../../support/close';
import { read } from '../../support/read';
import { referenceLoss, referenceWeights } from '../../support/reference-loss';

const half = onHalfFloats();
/** Of half floats, a logit of 8 is exact to 0.004. */
const closeness = half ? { rtol: 0.02, atol: 0.08 } : { rtol: 2e-5, atol: onGpu() ? 5e-4 : 2e-5 };

const list = <T>(element: fc.Arbitrary<T>, length: number) =>
  fc.array(element, { minLength: length, maxLength: length });
/** A share of a soft target: 0, or what float32 holds with all its digits, as the weight of a whole batch has to be. */
const share = fc.double({ min: 0, max: 1, noNaN: true }).map((x) => (x < 1.2e-38 ? 0 : x));

/** Logits with whole numbers among them, so that half floats hold some exactly, and a few that saturate a softmax. */
const logit = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: -6, max: 6, noNaN: true }).map((x) => Math.round(64 * x) / 64) },
  { weight: 1, arbitrary: fc.constantFrom(...(half ? [-60, 0, 60] : [-1000, -80, 0, 80, 1000])) },
);

const tasks = fc
  .record({
    taps: fc.integer({ min: 1, max: 4 }),
    batch: fc.integer({ min: 1, max: 5 }),
    classes: fc.integer({ min: 2, max: 9 }),
  })
  .chain(({ taps, batch, classes }) => {
    const head = fc.integer({ min: 0, max: taps });
    const weight = fc.oneof(fc.constant(0), fc.double({ min: 0.1, max: 2, noNaN: true }));
    return fc.record({
      logits: list(list(list(logit, classes), batch), taps + 1),
      ids: list(fc.integer({ min: 0, max: classes - 1 }), batch),
      form: fc.constantFrom('ids', 'column', 'one-hot', 'soft', 'some unlabelled', 'multi-hot'),
      soft: list(list(share, classes), batch),
      counts: list(fc.integer({ min: 1, max: 100_000 }), classes),
      preset: fc.constantFrom('mixture' as const, 'sequential' as const, 'all' as const, 'listed' as const),
      tapWeights: list(weight, taps),
      listed: fc.array(
        fc.tuple(head, head, weight).filter(([t, s]) => t !== s),
        { minLength: 1, maxLength: 6 },
      ),
      beta: fc.constantFrom(0, 1, 5),
      gamma: fc.constantFrom(0, 0.5, -0.1),
      m: fc.constantFrom(0, 0.1, 1),
      reduction: fc.constantFrom('mean' as const, 'sum' as const, 'none' as const),
      whole: fc.boolean(),
    });
  });
type Task = typeof tasks extends fc.Arbitrary<infer T> ? T : never;

/** Targets of every form of labels, as rows. */
function targetsOf({ ids, form, soft, counts }: Task): number[][] {
  const oneHot = ids.map((id) => counts.map((_, k) => Number(k === id)));
  if (form === 'soft') return soft;
  if (form === 'multi-hot') return soft.map((row) => row.map((x) => Number(x > 0.5)));
  if (form === 'some unlabelled') return oneHot.map((row, b) => (b % 2 === 0 ? row.map(() => 0) : row));
  return oneHot;
}

/** The labels of some of the samples. */
function labelsOf(task: Task, rows: Rows): tf.Tensor {
  const ids = task.ids.slice(...rows);
  if (task.form === 'ids') return tf.tensor1d(ids, 'int32');
  if (task.form === 'column') return tf.tensor2d(ids, [ids.length, 1]);
  return tf.tensor2d(targetsOf(task).slice(...rows));
}
type Rows = [from: number, to: number];

/** The connections as a list, and as they are given. */
function connectionsOf({ preset, listed, tapWeights }: Task): [Connection[], object] {
  if (preset === 'listed') return [listed, { connections: listed }];
  const z = tapWeights.length;
  const students = {
    mixture: () => [z],
    sequential: (t: number) => [t + 1],
    all: (t: number) => range(t + 1, z),
  };
  const connections = tapWeights.flatMap((weight, t) =>
    students[preset](t).map((s): Connection => [t, s, weight]),
  );
  return [connections, { connections: preset as Connections, tapWeights: Float32Array.from(tapWeights) }];
}
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

function evaluate(task: Task, rows: Rows, whole: { samples: number; weight: number } | undefined) {
  const { logits, counts, beta, gamma, m, reduction } = task;
  return read(() => {
    const labels = labelsOf(task, rows);
    const inputs = logits.map((head) => tf.tensor2d(head.slice(...rows)));
    const options = { ...connectionsOf(task)[1], beta, gamma, m, reduction, ...(whole && { whole }) };
    const { value, grads } = tf.valueAndGrads((...heads: tf.Tensor[]) =>
      tf.sum(mbibLoss(labels, heads.slice(0, -1), heads.at(-1)!, counts, options)),
    )(inputs);
    return [value, ...grads];
  });
}

describe('the losses equal an independent float64 reference', () => {
  it('over taps, connections, reductions, forms of labels, saturated logits and parts of a batch', () =>
    fc.assert(
      fc.asyncProperty(tasks, async (task) => {
        const whole = task.whole ? { samples: task.ids.length + 3, weight: 7.5 } : undefined;
        const [connections] = connectionsOf(task);
        const expected = referenceLoss({ ...task, connections, targets: targetsOf(task), whole });
        const [value, ...gradients] = await evaluate(task, [0, task.ids.length], whole);
        const total = expected.values.reduce((a, b) => a + b, 0);
        const scale = Math.max(1, ...expected.gradients.flat(2).map(Math.abs));
        expectClose(value!, total, closeness);
        gradients.forEach((gradient, head) => {
          expectClose(gradient, expected.gradients[head]!, { rtol: 0, atol: closeness.atol * scale });
        });
      }),
      { numRuns: onGpu() ? 3 : 150 },
    ));
});

describe('parts of a batch', () => {
  it('sum to the loss and gradient of the whole batch', () =>
    fc.assert(
      fc.asyncProperty(
        tasks.filter(({ ids }) => ids.length > 1),
        fc.nat(),
        async (task, cut) => {
          const batch = task.ids.length;
          const middle = 1 + (cut % (batch - 1));
          const mean = { ...task, reduction: 'mean' as const };
          const weights = referenceWeights(targetsOf(task), task.counts, task.m);
          const whole = { samples: batch, weight: weights.reduce((a, b) => a + b, 0) };
          const [value, ...gradients] = await evaluate(mean, [0, batch], undefined);
          const first = await evaluate(mean, [0, middle], whole);
          const second = await evaluate(mean, [middle, batch], whole);
          const tight = onGpu() ? closeness : { rtol: 1e-6, atol: 1e-6 };
          expectClose(first[0]![0]! + second[0]![0]!, value!, tight);
          gradients.forEach((gradient, head) => {
            expectClose([...first[head + 1]!, ...second[head + 1]!], gradient, {
              rtol: tight.rtol,
              atol: tight.atol,
            });
          });
        },
      ),
      { numRuns: onGpu() ? 2 : 100 },
    ));

  it('need the class weights of the whole batch, which classWeights gives', async () => {
    const counts = [100, 10, 1];
    const ids = [0, 2, 1, 2];
    const weight = ids.reduce((sum, id) => sum + classWeights(counts)[id]!, 0);
    const whole = { samples: 4, weight };
    const [all, ...parts] = await read(() => {
      const rows = [1, 2, 3].map((seed) => tf.randomNormal<tf.Rank.R2>([4, 3], 0, 1, 'float32', seed));
      const labels = tf.tensor1d(ids, 'int32');
      const loss = (from: number, size: number, options?: object) => {
        const [a, b, z] = rows.map((x) => tf.slice(x, [from, 0], [size, 3])) as [
          tf.Tensor,
          tf.Tensor,
          tf.Tensor,
        ];
        return mbibLoss(tf.slice(labels, from, size), [a, b], z, counts, {
          tapWeights: [0.5, 1],
          ...options,
        });
      };
      return [loss(0, 4), loss(0, 1, { whole }), loss(1, 3, { whole })];
    });
    expectClose(parts[0]![0]! + parts[1]![0]!, all!, half ? { rtol: 5e-3 } : { rtol: onGpu() ? 1e-5 : 1e-6 });
  });
});
