import * as tf from '@tensorflow/tfjs-core';
import { assertClassIds, assertShare, isList, reject, rejectType, show } from '../../checks';
import { rangeOfTensors } from '../../half-floats';
import { total } from '../../losses/composed/total';
import { resolveOptions } from '../../options';
import { assertBatch } from '../composed/assert-batch';
import { crossEntropy, type SampleLosses, slopeOf } from '../composed/cross-entropy';
import { type LabelledBatch, labelledBatch } from '../composed/labelled-batch';
import { lossOfParts } from '../composed/loss-of-parts';
import { type BaselineLossOptions, baselineLossOptions } from '../composed/loss-options';
import { namedExperts } from '../composed/named-experts';
import { preciseLog1p, preciseSoftmax } from '../composed/precise-softmax';
import { weighedLosses } from '../composed/weighed-losses';

/** Options of {@link resltLoss}. */
export interface ResltLossOptions extends Pick<BaselineLossOptions, 'reduction'> {
  /**
   * Weight of the branches' own losses, in 0..1; the sum of the branches has the rest. Default 0.995; the authors take 0.99 and 0.72 for
   * CIFAR-100-LT with the imbalance factors 50 and 10.
   */
  beta?: number;
}

const resltLossOptions = {
  reduction: baselineLossOptions.reduction,
  beta: { check: assertShare, default: 0.995 },
} as const;

/** Added to the probabilities of the branches' own losses, as in the original code; half floats do not hold it. */
function epsilon(): number {
  return Math.max(1e-7, rangeOfTensors()[1]);
}

/**
 * The loss of ResLT: `β` times the mean of `−log(p_y + 1e-7)` over all pairs of a sample and a branch that is responsible for its class, and
 * `1 − β` times the cross entropy of the sum of the branches' logits. It is no sum over parts of a batch: there is no option `whole`.
 *
 * @param labels class ids `[batch]` or `[batch, 1]`, or one-hot / soft targets `[batch, K]`
 * @param branchLogits the logits of each branch, `[batch, K]`, float32: for all classes, for medium and few, for few
 * @param branchClasses the class ids that each branch is responsible for, one list a branch
 * @param options weight of the branches' own losses and reduction; `'sum'` and `'none'` do not divide by the number of pairs
 * @returns a scalar; with `reduction: 'none'` one loss a sample, `[batch]`
 * @throws RangeError where a shape, a class id, a label or an option does not fit; TypeError where an option is unknown or of
 * another type. Both before anything is computed. On a GPU the loss of a sample whose class id is none is NaN instead.
 * @see Cui et al. 2022, ResLT: Residual Learning for Long-tailed Recognition, and its code
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { resltLoss } from 'mbib/baselines';
 * const branches = [1, 2, 3].map((seed) => tf.randomNormal([2, 3], 0, 1, 'float32', seed));
 * resltLoss(tf.tensor1d([0, 2], 'int32'), branches, [[0, 1, 2], [1, 2], [2]]).print();
 * ```
 */
export function resltLoss(
  labels: tf.Tensor,
  branchLogits: readonly tf.Tensor[],
  branchClasses: readonly ArrayLike<number>[],
  options?: ResltLossOptions & { reduction?: 'mean' | 'sum' },
): tf.Scalar;
/** With `reduction: 'none'`: one loss a sample, `[batch]`. */
export function resltLoss(
  labels: tf.Tensor,
  branchLogits: readonly tf.Tensor[],
  branchClasses: readonly ArrayLike<number>[],
  options: ResltLossOptions,
): tf.Tensor;
export function resltLoss(
  labels: tf.Tensor,
  branchLogits: readonly tf.Tensor[],
  branchClasses: readonly ArrayLike<number>[],
  options?: ResltLossOptions,
): tf.Tensor {
  const { beta, ...rest } = resolveOptions(options, resltLossOptions);
  const resolved = { ...rest, classWeights: undefined, whole: undefined };
  assertBatch(labels, namedExperts(branchLogits, undefined, 'branchLogits'), resolved);
  const classes = branchLogits[0]!.shape[1]!;
  const members = membersOf(branchClasses, branchLogits.length, classes);
  return lossOfParts([...branchLogits], resolved.reduction, (branches) => {
    const batch = labelledBatch(labels, classes, resolved);
    const responsible = members.map((flags) => tf.mul(batch.targets, tf.tensor1d(flags)));
    const { shares } = labelledBatch(labels, classes, { ...resolved, reduction: 'sum' });
    const pairs = resolved.reduction === 'mean' ? total(responsible.map((targets) => tf.sum(targets))) : 1;
    const each = tf.mul(tf.divNoNan(shares, pairs), beta) as tf.Tensor1D;
    const own = branches.map((x, i) =>
      branchLosses(x, { targets: responsible[i] as tf.Tensor2D, shares: each }),
    );
    const weighed = { ...batch, shares: tf.mul(batch.shares, 1 - beta) as tf.Tensor1D };
    const ofSum = crossEntropy(total(branches) as tf.Tensor2D, weighed);
    return {
      losses: total([ofSum.losses, ...own.map(({ losses }) => losses)]),
      gradients: () => {
        const common = ofSum.gradient();
        return own.map(({ gradient }) => tf.add(gradient(), common));
      },
    };
  });
}

/** For each branch 1 where it is responsible for a class, and 0 elsewhere. */
function membersOf(lists: readonly ArrayLike<number>[], branches: number, classes: number): Float32Array[] {
  const requirement = `hold a list of class ids for each of ${branches} branches`;
  if (!isList(lists)) rejectType('branchClasses', requirement, show(lists));
  if (lists.length !== branches) reject('branchClasses', requirement, `${lists.length}`);
  return Array.from(lists, (ids, branch) => {
    const argument = `branchClasses[${branch}]`;
    assertClassIds(argument, ids, classes);
    const flags = new Float32Array(classes);
    for (const id of Array.from(ids)) flags[id] = 1;
    return flags;
  });
}

/** `share · Σ_k y_k · −log(p_k + 1e-7)`; the derivative of the logarithm by l_j is `p_k / (p_k + 1e-7) · (1[j = k] − p_j)`. */
function branchLosses(logits: tf.Tensor2D, { targets, shares }: LabelledBatch): SampleLosses {
  const { p, rest } = preciseSoftmax(logits);
  const added = epsilon();
  const raised = tf.add(p, added);
  // Near 1 the logarithm is computed from 1 − p, which has more digits.
  const log = tf.where(tf.less(rest, 0.01), preciseLog1p(tf.sub(added, rest)), tf.log(raised));
  const losses = tf.neg(tf.sum(tf.mul(targets, log), 1));
  return {
    losses: weighedLosses(shares, losses) as tf.Tensor1D,
    gradient() {
      const slope = tf.neg(slopeOf(tf.mul(targets, tf.div(p, raised)), p, rest));
      return tf.mul(slope, tf.expandDims(shares, 1));
    },
  };
}
