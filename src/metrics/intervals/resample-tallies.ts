import { type ClassTallies, emptyTallies, tallyClasses } from '../class-tallies';
import type { Outcomes } from '../read-outcomes';
import type { ResolvedIntervalOptions } from './interval';
import { resample, sortSamples } from './resample';

/**
 * Counts the samples of each class in test sets drawn from one.
 *
 * @param use called once for each drawn test set; the tallies are overwritten by the next
 */
export function resampleTallies(
  outcomes: Outcomes,
  options: ResolvedIntervalOptions,
  use: (tallies: ClassTallies, index: number) => void,
): void {
  const { labels, predictions, classes } = outcomes;
  const samples = sortSamples(labels, classes, (i) => predictions[i]!);
  const truth = Int32Array.from(samples.order, (i) => labels[i]!);
  const predicted = Int32Array.from(samples.order, (i) => predictions[i]!);
  const tallies: ClassTallies = { ...emptyTallies(classes), support: tallyClasses(outcomes).support };
  const { draws, weights } = samples;
  const { support, hits } = tallies;
  resample(samples, options, (drawn, index) => {
    hits.fill(0);
    tallies.predicted.fill(0);
    for (let i = 0; i < drawn.length; i++) {
      const label = truth[drawn[i]!]!;
      const prediction = predicted[drawn[i]!]!;
      tallies.predicted[prediction]! += weights[label]!;
      if (label === prediction) hits[label]!++;
    }
    // In this order, so that hits that are all of a class are exactly its support.
    for (let k = 0; k < classes; k++) hits[k] = (hits[k]! * support[k]!) / (draws[k]! || 1);
    use(tallies, index);
  });
}
