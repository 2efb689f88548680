import type { TestedRun } from 'mbib/jobs';
import type { PlaygroundData } from './playground-data';
import type { Run } from './run';
import { splitOf } from './split-of';

/** The runs that have been tested, with the classes of their test images; none where their data are not kept any more. */
export function testedRunsOf(runs: readonly Run[], data: PlaygroundData | undefined): TestedRun[] {
  if (!data) return [];
  return runs.flatMap(({ settings: { seed }, outputs }) => {
    const { labels } = splitOf(data, seed).test;
    // Data that changed under a kept run would be compared with the wrong pictures.
    if (outputs?.predictions.length !== labels.length) return [];
    return [{ seed, labels, predictions: outputs.predictions }];
  });
}
