/** A batch and the options of a loss, all in float64; `heads` are the logits of one head or several, `[heads][batch][classes]`. */
export interface BaselineTask {
  heads: number[][][];
  /** Targets `[batch][classes]`. */
  targets: number[][];
  counts: number[];
  classWeights: number[] | undefined;
  reduction: 'mean' | 'sum' | 'none';
}

/**
 * The losses of the samples, unweighted, and what belongs to the batch. `frozen` are the logits that no gradient goes into: the same
 * numbers as the heads, which stay where those are moved by finite differences.
 */
type Reference = (task: BaselineTask, frozen: number[][][]) => { samples: number[]; ofBatch?: number };

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
/** A product, in which 0 times anything is 0. */
const times = (a: number, b: number) => (a === 0 || b === 0 ? 0 : a * b);
const dot = (a: readonly number[], b: readonly number[]) => sum(a.map((x, k) => times(x, b[k]!)));
const logSumExp = (row: readonly number[]) => {
  const largest = Math.max(...row);
  return largest + Math.log(sum(row.map((x) => Math.exp(x - largest))));
};
const logSoftmax = (row: readonly number[]) => {
  const total = logSumExp(row);
  return row.map((x) => x - total);
};
const crossEntropy = (row: readonly number[], y: readonly number[]) => -dot(y, logSoftmax(row));
const priors = (counts: readonly number[]) => counts.map((n) => n / sum(counts));
const divergence = (teacher: number[], student: number[]) =>
  sum(teacher.map((log, k) => times(Math.exp(log), log - student[k]!)));
const ldamMargins = (counts: number[]) => {
  const raw = counts.map((n) => n ** -0.25);
  return raw.map((m) => (0.5 * m) / Math.max(...raw));
};

/** Cross entropies of one head after a change of its logits. */
const changed =
  (change: (row: number[], y: number[], task: BaselineTask, frozen: number[]) => number[]): Reference =>
  (task, frozen) => ({
    samples: task.targets.map((y, b) => crossEntropy(change(task.heads[0]![b]!, y, task, frozen[0]![b]!), y)),
  });

/** Each loss as its paper or its code has it, with the options that the tests give. */
export const references = {
  crossEntropy: changed((row) => row),
  logitAdjusted: changed((row, _, { counts }) => row.map((x, k) => x + 1.5 * Math.log(priors(counts)[k]!))),
  cdt: changed((row, _, { counts }) => row.map((x, k) => x * (counts[k]! / Math.max(...counts)) ** 0.2)),
  ldam: changed((row, y, { counts }) => row.map((x, k) => 30 * (x - y[k]! * ldamMargins(counts)[k]!))),
  seesaw: changed((row, y, { counts }, frozen) => {
    const logP = logSoftmax(frozen);
    const logOwn = dot(y, counts.map(Math.log));
    const own = Math.log(Math.max(dot(y, logP.map(Math.exp)), 0.01));
    return row.map((x, k) => {
      const mitigation = 0.8 * Math.min(0, Math.log(counts[k]!) - logOwn);
      return x + (1 - y[k]!) * (mitigation + 2 * Math.max(0, logP[k]! - own));
    });
  }),
  focal: ({ heads, targets }) => ({
    samples: targets.map((y, b) => {
      const logP = logSoftmax(heads[0]![b]!);
      return dot(
        y,
        logP.map((log) => -times((-Math.expm1(log)) ** 1.5, log)),
      );
    }),
  }),
  labelAwareSmoothing: ({ heads, targets, counts }) => {
    const [least, most] = [Math.min(...counts), Math.max(...counts)];
    const factors = counts.map(
      (n) => 0.1 + 0.3 * Math.sin((Math.PI / 2) * (most > least ? (n - least) / (most - least) : 0)),
    );
    return {
      samples: targets.map((y, b) => {
        const logP = logSoftmax(heads[0]![b]!);
        const mean = -sum(logP) / logP.length;
        return sum(y.map((target, k) => target * ((1 - factors[k]!) * -logP[k]! + factors[k]! * mean)));
      }),
    };
  },
  lade: ({ heads, targets, counts }) => {
    const [rows, prior] = [heads[0]!, priors(counts)];
    const samples = targets.map((y, b) =>
      crossEntropy(
        rows[b]!.map((x, k) => x + Math.log(prior[k]! + 1e-9)),
        y,
      ),
    );
    const gains = prior.map((share, k) => {
      const [column, labelled] = [rows.map((row) => row[k]!), targets.map((y) => y[k]!)];
      const mean = sum(labelled) > 0 ? dot(labelled, column) / sum(labelled) : 0;
      const z =
        logSumExp(column.map((x) => x - Math.log(share + 1e-9) + Math.log(1 / prior.length))) -
        Math.log(rows.length);
      return share * (mean - z - 0.01 * z ** 2);
    });
    return { samples, ofBatch: -0.1 * sum(gains) };
  },
  sade: ({ heads, targets, counts }) => {
    const prior = priors(counts);
    const sorted = [...prior.keys()].sort((a, b) => prior[a]! - prior[b]!);
    const inverse = prior.map((_, k) => prior[sorted[sorted.length - 1 - sorted.indexOf(k)]!]!);
    const log = (shares: number[]) => shares.map((share) => Math.log(share + 1e-9));
    const shifts = [prior.map(() => 0), log(prior), log(prior).map((x, k) => x - 2 * log(inverse)[k]!)];
    return {
      samples: targets.map((y, b) =>
        sum(
          heads.map((rows, i) =>
            crossEntropy(
              rows[b]!.map((x, k) => x + shifts[i]![k]!),
              y,
            ),
          ),
        ),
      ),
    };
  },
  ride: ({ heads, targets, counts }, frozen) => {
    const margins = ldamMargins(counts);
    const raw = priors(counts).map((share) => counts.length * share * 0.05 + 0.95);
    const temperatures = raw.map((t) => t / Math.max(...raw));
    const softened = (row: number[]) => logSoftmax(row.map((x, k) => x / temperatures[k]!));
    const samples = targets.map((y, b) =>
      sum(
        heads.map((rows) =>
          crossEntropy(
            rows[b]!.map((x, k) => x - 30 * y[k]! * margins[k]!),
            y,
          ),
        ),
      ),
    );
    const apart = targets.map((_, b) => {
      const mean = softened(counts.map((_, k) => sum(frozen.map((rows) => rows[b]![k]!)) / frozen.length));
      return sum(heads.map((rows) => divergence(mean, softened(rows[b]!))));
    });
    const scale = (-0.45 * (sum(temperatures) / counts.length) ** 2) / targets.length;
    return { samples, ofBatch: scale * sum(apart) };
  },
  /** The second head is the teacher. */
  dive: ({ heads, targets, counts }, frozen) => {
    const samples = targets.map(
      (y, b) =>
        0.5 *
        crossEntropy(
          heads[0]![b]!.map((x, k) => x + Math.log(counts[k]!)),
          y,
        ),
    );
    const lessons = targets.map((_, b) => {
      const powers = logSoftmax(frozen[1]![b]!.map((x) => x / 2)).map((log) => 0.5 * log);
      return divergence(logSoftmax(powers), logSoftmax(heads[0]![b]!.map((x) => x / 2)));
    });
    return { samples, ofBatch: (2 * sum(lessons)) / targets.length };
  },
} satisfies Record<string, Reference>;

/** The loss as the reduction has it: one number, or one a sample. */
export function referenceValues(reference: Reference, task: BaselineTask, frozen = task.heads): number[] {
  const { samples, ofBatch = 0 } = reference(task, frozen);
  const { targets, classWeights, reduction } = task;
  const weights = targets.map((y) => (classWeights ? dot(y, classWeights) : sum(y)));
  const weighed = samples.map((value, b) => times(weights[b]!, value));
  if (reduction === 'none') return weighed.map((value) => value + ofBatch);
  return [sum(weighed) / (reduction === 'mean' ? sum(weights) || 1 : 1) + ofBatch];
}

/** The gradients of the sum of the values, by central differences; `[heads][batch][classes]`. */
export function finiteDifferences(
  values: (heads: number[][][]) => number[],
  heads: number[][][],
): number[][][] {
  const step = 1e-5;
  return heads.map((rows, h) =>
    rows.map((row, b) =>
      row.map((_, k) => {
        const moved = [step, -step].map((by) => {
          const copy = heads.map((r) => r.map((x) => [...x]));
          copy[h]![b]![k]! += by;
          return sum(values(copy));
        }) as [number, number];
        return (moved[0] - moved[1]) / (2 * step);
      }),
    ),
  );
}

/** Binary cross entropies of the softmax, their mean over classes, without the class weights. */
export function weightBalancingSample(row: readonly number[], y: readonly number[]): number {
  const total = logSumExp(row);
  const terms = row.map((x, k) => {
    const others = row.filter((_, j) => j !== k);
    const miss = 1 - y[k]!;
    return -times(y[k]!, x - total) - times(miss, others.length > 0 ? logSumExp(others) - total : -Infinity);
  });
  return sum(terms) / row.length;
}

/** ResLT with the reduction 'mean': the branches' own losses over the pairs, and the cross entropy of their sum. */
export function resltValue(
  heads: number[][][],
  targets: number[][],
  members: number[][],
  beta: number,
): number {
  let [own, pairs, joint] = [0, 0, 0];
  targets.forEach((y, b) => {
    heads.forEach((rows, i) => {
      const logP = logSoftmax(rows[b]!);
      for (const k of members[i]!) {
        own += times(y[k]!, -Math.log(Math.exp(logP[k]!) + 1e-7));
        pairs += y[k]!;
      }
    });
    joint += crossEntropy(
      y.map((_, k) => sum(heads.map((rows) => rows[b]![k]!))),
      y,
    );
  });
  const labelled = sum(targets.map(sum)) || 1;
  return (beta * own) / (pairs || 1) + ((1 - beta) * joint) / labelled;
}
