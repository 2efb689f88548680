import { assertFinite, assertSeed, reject, show, sizeFrom } from '../../checks';

/** A figure of a test set, and the interval for the same figure of the classifier, whatever images it is tested on. */
export interface Interval {
  /** The figure of this test set. */
  value: number;
  /** Lower end of the interval. */
  low: number;
  /** Upper end of the interval. */
  high: number;
}

/** Options of the intervals. */
export interface IntervalOptions {
  /** The share of test sets whose interval is to hold the true figure, between 0 and 1. Default 0.95. */
  confidence?: number;
  /** How many test sets are drawn from the one that there is, at least 100. Default 1000. */
  resamples?: number;
  /** Seed of the random numbers, a whole number in 0..2³²−1. The same seed gives the same interval. Default 0. */
  seed?: number;
}

/** {@link IntervalOptions} with all of them given. */
export type ResolvedIntervalOptions = Required<IntervalOptions>;

/** The options of the intervals, for `resolveOptions`. */
export const intervalOptions = {
  confidence: { check: assertConfidence, default: 0.95 },
  resamples: { check: /* @__PURE__ */ sizeFrom(100), default: 1000 },
  seed: { check: assertSeed, default: 0 },
} as const;

function assertConfidence(argument: string, value: number): void {
  assertFinite(argument, value);
  if (value <= 0 || value >= 1) reject(argument, 'be above 0 and below 1', show(value));
}
