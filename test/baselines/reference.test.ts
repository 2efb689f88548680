import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {
  type BaselineLossOptions,
  cdtLoss,
  crossEntropyLoss,
  diveLoss,
  focalLoss,
  labelAwareSmoothingLoss,
  ladeLoss,
  ldamLoss,
  logitAdjustedLoss,
  resltLoss,
  rideDiversityTemperatures,
  rideLoss,
  sadeLoss,
  seesawLoss,
  weightBalancingLoss,
} from 'mbib/baselines';
import { describe, it } from 'vitest';
import { onGpu } from '../support/backend';
import { expectClose } from '../support/close';
import { read } from '../support/read';
import {
  type BaselineTask,
  finiteDifferences,
  references,
  referenceValues,
  resltValue,
  weightBalancingSample,
} from '../support/reference-baselines';

type Logits = [tf.Tensor, tf.Tensor, tf.Tensor];
type Compute = (
  labels: tf.Tensor,
  logits: Logits,
  counts: number[],
  options: BaselineLossOptions,
) => tf.Tensor;

/** The loss of each reference, with the options that it has there, and how many of its heads learn. */
const losses: Record<keyof typeof references, [learning: number, compute: Compute]> = {
  crossEntropy: [1, (y, [l], _, options) => crossEntropyLoss(y, l, options)],
  focal: [1, (y, [l], _, options) => focalLoss(y, l, { gamma: 1.5, ...options })],
  logitAdjusted: [1, (y, [l], n, options) => logitAdjustedLoss(y, l, n, { tau: 1.5, ...options })],
  cdt: [1, (y, [l], n, options) => cdtLoss(y, l, n, options)],
  ldam: [1, (y, [l], n, options) => ldamLoss(y, l, n, options)],
  seesaw: [1, (y, [l], n, options) => seesawLoss(y, l, n, options)],
  labelAwareSmoothing: [1, (y, [l], n, options) => labelAwareSmoothingLoss(y, l, n, options)],
  lade: [1, (y, [l], n, options) => ladeLoss(y, l, n, options)],
  sade: [3, (y, logits, n, options) => sadeLoss(y, logits, n, options)],
  ride: [
    3,
    (y, logits, n, options) =>
      rideLoss(y, logits, n, { diversityTemperatures: rideDiversityTemperatures(n), ...options }),
  ],
  dive: [1, (y, [l, teacher], n, options) => diveLoss(y, teacher, l, n, options)],
};

const list = <T>(element: fc.Arbitrary<T>, length: number) =>
  fc.array(element, { minLength: length, maxLength: length });
const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const logit = fc.oneof(
  { weight: 8, arbitrary: number(-6, 6).map(Math.fround) },
  { weight: 1, arbitrary: fc.constantFrom(-1000, -80, 0, 80, 1000) },
);
/** Counts that differ by up to nine powers of ten. */
const count = fc.oneof(
  fc.integer({ min: 1, max: 1000 }),
  number(0, 9).map((x) => Math.round(10 ** x)),
);
// A GPU compiles a program for each shape.
const sizes = onGpu()
  ? fc.constant({ batch: 3, classes: 4 })
  : fc.record({ batch: fc.integer({ min: 1, max: 5 }), classes: fc.integer({ min: 1, max: 7 }) });

const tasks = sizes.chain(({ batch, classes }) =>
  fc.record({
    heads: list(list(list(logit, classes), batch), 3),
    ids: list(fc.integer({ min: 0, max: classes - 1 }), batch),
    form: fc.constantFrom('ids', 'column', 'one-hot', 'soft', 'some unlabelled'),
    soft: list(list(number(0.01, 1), classes), batch),
    counts: list(count, classes),
    weights: list(fc.oneof(fc.constant(0), number(0.1, 3)), classes),
    weighted: fc.boolean(),
    reduction: fc.constantFrom('mean' as const, 'sum' as const, 'none' as const),
  }),
);
type Task = typeof tasks extends fc.Arbitrary<infer T> ? T : never;

/** Targets of every form of labels; a column `[batch, 1]` holds ids. */
function targetsOf({ ids, form, soft, counts }: Task): number[][] {
  const oneHot = ids.map((id) => counts.map((_, k) => Number(k === id)));
  if (counts.length === 1 || form === 'ids' || form === 'column' || form === 'one-hot') return oneHot;
  if (form === 'some unlabelled') return oneHot.map((row, b) => (b % 2 === 0 ? row.map(() => 0) : row));
  return soft.map((row) => row.map((x) => x / row.reduce((a, b) => a + b)));
}

function labelsOf(task: Task): tf.Tensor {
  const { ids, form, counts } = task;
  if (form === 'ids') return tf.tensor1d(ids, 'int32');
  if (form === 'column' || counts.length === 1) return tf.tensor2d(ids, [ids.length, 1], 'int32');
  return tf.tensor2d(targetsOf(task));
}

/** Compares a loss and its gradients with a reference and its finite differences. */
async function compare(
  task: Task,
  learning: number,
  compute: Compute,
  values: (heads: number[][][]) => number[],
): Promise<void> {
  const { heads, counts, weights, weighted, reduction } = task;
  const [got, ...gradients] = await read(() => {
    const labels = labelsOf(task);
    const logits = heads.map((rows) => tf.tensor2d(rows));
    const options = { reduction, ...(weighted && { classWeights: weights }) };
    const loss = (...own: tf.Tensor[]) =>
      compute(labels, [...own, ...logits.slice(learning)] as Logits, counts, options);
    const learners = logits.slice(0, learning);
    const { grads } = tf.valueAndGrads((...own: tf.Tensor[]) => tf.sum(loss(...own)))(learners);
    return [loss(...learners), ...grads];
  });
  const expected = values(heads);
  const largest = Math.max(1, ...expected.map(Math.abs));
  expectClose(got!, expected, { rtol: 1e-5, atol: largest * (onGpu() ? 2e-4 : 1e-6) });
  const slopes = finiteDifferences(
    (moved) => values([...moved, ...heads.slice(learning)]),
    heads.slice(0, learning),
  );
  const steepest = Math.max(1, ...slopes.flat(2).map(Math.abs));
  gradients.forEach((gradient, h) => {
    // Of values in the ten thousands, finite differences have seven digits less.
    const atol = steepest * (onGpu() ? 5e-4 : 1e-5) + largest * 1e-9;
    expectClose(gradient, slopes[h]!, { rtol: 0, atol });
  });
}

const runs = { numRuns: onGpu() ? 3 : 40 };

describe('the losses and their gradients equal an independent float64 reference and its finite differences', () => {
  for (const [name, [learning, compute]] of Object.entries(losses)) {
    it(name, () =>
      fc.assert(
        fc.asyncProperty(tasks, (task) => {
          const reference = references[name as keyof typeof references];
          const { counts, reduction, weights, weighted } = task;
          const fixed = { counts, reduction, classWeights: weighted ? weights : undefined };
          const targets = targetsOf(task);
          return compare(task, learning, compute, (heads) =>
            referenceValues(reference, { ...fixed, heads, targets } as BaselineTask, task.heads),
          );
        }),
        runs,
      ),
    );
  }

  it('weight balancing, whose mean is over the samples', () =>
    fc.assert(
      fc.asyncProperty(tasks, (task) => {
        const targets = targetsOf(task);
        const shares = targets.map((y) =>
          y.reduce((sum, target, k) => sum + target * (task.weighted ? task.weights[k]! : 1), 0),
        );
        return compare(
          task,
          1,
          (y, [l], _, options) => weightBalancingLoss(y, l, options),
          ([rows]) => {
            const samples = rows!.map((row, b) =>
              shares[b] === 0 ? 0 : shares[b]! * weightBalancingSample(row, targets[b]!),
            );
            if (task.reduction === 'none') return samples;
            const total = samples.reduce((a, b) => a + b);
            return [task.reduction === 'mean' ? total / samples.length : total];
          },
        );
      }),
      runs,
    ));

  it('ResLT, whose mean is over samples and branches', () =>
    fc.assert(
      fc.asyncProperty(tasks, (task) => {
        const targets = targetsOf(task);
        const members = [0, 1, 3].map((from) => [...task.counts.keys()].slice(from));
        const mean = { ...task, reduction: 'mean' as const, weighted: false };
        return compare(
          mean,
          3,
          (y, logits) => resltLoss(y, logits, members, { beta: 0.7 }),
          (heads) => [resltValue(heads, targets, members, 0.7)],
        );
      }),
      runs,
    ));
});
