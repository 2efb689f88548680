import type { MersenneTwister } from '../../../src/jobs/data/mersenne-twister';
import type { ClassMeans } from '../../../src/metrics/class-means';

/** A classifier whose true figures are known: it recognises each class with a given probability, and else says any other class. */
export interface SimulatedClassifier {
  /** The probability of the right prediction, class by class. */
  recalls: readonly number[];
  /** Test samples of each class. */
  samples: readonly number[];
}

/** Probabilities from `low` to `high`, evenly spaced. */
export function evenly(classes: number, low: number, high: number): number[] {
  return Array.from({ length: classes }, (_, k) => low + ((high - low) * k) / (classes - 1));
}

/** What the means over classes are of a test set without end. */
export function trueMeans({ recalls, samples }: SimulatedClassifier): ClassMeans & { worst: number } {
  const classes = recalls.length;
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  const missed = sum(recalls.map((recall, k) => samples[k]! * (1 - recall)));
  const { f1 } = trueOfClasses({ recalls, samples }, missed);
  return {
    accuracy: sum(recalls.map((recall, k) => recall * samples[k]!)) / sum(samples),
    balancedAccuracy: sum(recalls) / classes,
    macroF1: sum(f1) / classes,
    geometricMean: Math.exp(sum(recalls.map(Math.log)) / classes),
    harmonicMean: classes / sum(recalls.map((recall) => 1 / recall)),
    worst: Math.min(...recalls),
  };
}

/** Precision and F1 of each class. */
export function trueOfClasses(
  { recalls, samples }: SimulatedClassifier,
  missed = recalls.reduce((sum, recall, k) => sum + samples[k]! * (1 - recall), 0),
): { precision: number[]; f1: number[] } {
  const predicted = recalls.map((recall, k) => {
    const own = samples[k]! * (1 - recall);
    return samples[k]! * recall + (missed - own) / (recalls.length - 1);
  });
  return {
    precision: recalls.map((recall, k) => (samples[k]! * recall) / predicted[k]!),
    f1: recalls.map((recall, k) => (2 * samples[k]! * recall) / (samples[k]! + predicted[k]!)),
  };
}

/** A test set of the classifier. */
export function drawTestSet(
  { recalls, samples }: SimulatedClassifier,
  random: MersenneTwister,
): { labels: Int32Array; predictions: Int32Array } {
  const labels = Int32Array.from(samples.flatMap((count, k) => new Array(count).fill(k)));
  const predictions = labels.map((label) => {
    if (random.random() < recalls[label]!) return label;
    const other = random.interval(recalls.length - 2);
    return other < label ? other : other + 1;
  });
  return { labels, predictions };
}
