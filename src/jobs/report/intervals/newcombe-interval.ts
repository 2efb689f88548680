import { proportionInterval } from 'mbib';

/** A share of trials that succeeded. */
export interface Share {
  /** In 0..1. */
  share: number;
  /** How many trials there are, above 0; need not be a whole number. */
  trials: number;
}

/**
 * Newcombe's interval of 95 % for the difference of two probabilities, `second` minus `first`.
 *
 * @see Newcombe 1998, "Interval estimation for the difference between independent proportions", method 10
 *
 * @example
 * ```ts
 * newcombeInterval({ share: 48 / 80, trials: 80 }, { share: 56 / 70, trials: 70 }); // [0.0524, 0.3339]
 * ```
 */
export function newcombeInterval(first: Share, second: Share): [low: number, high: number] {
  const [base, other] = [first, second].map(({ share, trials }) =>
    proportionInterval(share * trials, trials),
  );
  const difference = second.share - first.share;
  return [
    difference - Math.hypot(second.share - other!.low, base!.high - first.share),
    difference + Math.hypot(other!.high - second.share, first.share - base!.low),
  ];
}
