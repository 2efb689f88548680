import { type MeanSd, meanSd, percent } from 'mbib/jobs';
import type { RunGroup } from '../state/run-group';
import { figuresOf } from './share/run-record';

/** Mean and standard deviation over the seeds of a group; null where a run has none yet, or there are no such classes. */
export interface GroupFigures {
  balanced: MeanSd | null;
  all: MeanSd | null;
  few: MeanSd | null;
}

/** The figures of a group after the last epochs of its runs. Runs that have none yet are left out. */
export function groupFigures({ runs }: RunGroup): GroupFigures {
  const figures = runs.flatMap((run) => figuresOf(run) ?? []);
  return {
    balanced: meanSd(figures.map(({ balanced }) => balanced)),
    all: meanSd(figures.map(({ all }) => all)),
    few: meanSd(figures.map(({ few }) => few)),
  };
}

/** '88.2 ± 3.3', in percent; without the deviation where there is one run. */
export function meanText(figure: MeanSd | null): string {
  if (figure === null) return percent(null);
  return figure.sd === null ? percent(figure.mean) : `${percent(figure.mean)} ± ${percent(figure.sd)}`;
}
