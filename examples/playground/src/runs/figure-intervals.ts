import { accuracyIntervals, percent } from 'mbib/jobs';
import type { PlaygroundData } from '../state/playground-data';
import type { RunGroup } from '../state/run-group';
import { testedRunsOf } from '../state/tested-runs';

/** What stands below a figure of a group: '1521 test, 36.6–92.6', its test images in one run and its interval of 95 %, in percent. */
export type FigureIntervals = Partial<Record<'balanced' | 'all' | 'few', string>>;

/** The intervals of a group's figures after the last epochs of its runs; none where its data are not kept any more. */
export function figureIntervals(
  { runs }: Pick<RunGroup, 'runs'>,
  data: PlaygroundData | undefined,
): FigureIntervals {
  const tested = testedRunsOf(runs, data);
  if (!data || tested.length === 0) return {};
  return Object.fromEntries(
    accuracyIntervals(tested, data.samplesPerClass).map(({ figure, images, interval: { low, high } }) => [
      figure,
      `${images} test, ${percent(low)}–${percent(high)}`,
    ]),
  );
}
