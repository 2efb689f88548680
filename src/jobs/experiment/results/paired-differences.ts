import { type MeanSd, meanSd } from '../../log/statistics';
import { studentInterval } from '../../log/student-t';
import { FIGURES, type Figure, type RunRow } from './run-row';

/** How much more accurate a setting is than another one on the test images, over the seeds that both have finished. */
export interface PairedDifference {
  /** Label of the setting. */
  label: string;
  /** Label of what it is compared with. */
  baseline: string;
  /** Which accuracy. */
  figure: Figure;
  /** The seeds. */
  seeds: number[];
  /** Mean and standard deviation of the differences, as fractions. */
  difference: MeanSd;
  /** Interval of 95 % for the mean by Student's t; null for one seed. */
  interval: [low: number, high: number] | null;
}

/**
 * The differences between two settings, each seed with itself: runs of one seed begin with the same weights and the same images, so what
 * they share does not blur the difference.
 *
 * @returns one for each accuracy that both have; none where no seed is finished in both
 */
export function pairedDifferences(
  label: string,
  baseline: string,
  rows: readonly RunRow[],
): PairedDifference[] {
  const of = (name: string) =>
    new Map(rows.filter((row) => row.label === name && row.test).map((row) => [row.seed, row.test!]));
  const [ours, theirs] = [of(label), of(baseline)];
  const seeds = [...ours.keys()].filter((seed) => theirs.has(seed));
  return FIGURES.flatMap((figure) => {
    const values = seeds.map((seed) => minus(ours.get(seed)![figure], theirs.get(seed)![figure]));
    const difference = meanSd(values);
    if (!difference) return [];
    return [{ label, baseline, figure, seeds, difference, interval: studentInterval(difference) }];
  });
}

function minus(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a - b;
}
