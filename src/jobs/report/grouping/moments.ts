import type { EpochResult, RunLog } from '../../log/run-log';
import { bestEpoch, lastEpoch } from '../../log/run-summary';
import type { DataSet } from './data-sets';

/**
 * Which accuracy of a run: after its last epoch; at the epoch with the highest accuracy over all images that it was measured on; or where
 * validation images chose the epoch, on the test images at that epoch and after the last.
 */
export type Moment = 'last' | 'best' | 'test' | 'testOfLast';

/** The accuracies that the runs of a data set have. */
export function momentsOf({ measured }: DataSet): Moment[] {
  return measured === 'Test' ? ['last', 'best'] : ['last', 'best', 'test', 'testOfLast'];
}

/** The epoch and the accuracy of a run at a moment; undefined where it has not come so far. */
export function resultOf(run: RunLog, moment: Moment): EpochResult | undefined {
  const { test, testOfLast } = run.end ?? {};
  return { last: lastEpoch(run), best: bestEpoch(run), test, testOfLast }[moment];
}
