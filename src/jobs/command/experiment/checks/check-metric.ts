import { show } from '../../../../checks';
import type { Expansion } from '../../../experiment/expand';
import type { Experiment } from '../../../experiment/experiment';
import { ExperimentError } from '../../../experiment/experiment-error';
import type { Job } from '../../../run/job';
import { resolveJobOptions } from '../../../run/open-run';
import { givenToTraining } from '../request-of';
import { holdsOut } from './holds-out';

/**
 * Checks that runs hold out the images by which settings are to be chosen.
 *
 * @throws ExperimentError where the metric is of held-out images, and a setting has none
 */
export function assertMetric({ metric }: Experiment, { runs }: Expansion, job: Job, file: string): void {
  if (!metric.name?.startsWith('val.')) return;
  const without = runs.find(
    (run) => !run.first && !holdsOut(resolveJobOptions(job, givenToTraining(run) as object)),
  );
  if (!without) return;
  throw new ExperimentError(
    file,
    `metric.name must be of the test images, such as 'test.all', got ${show(metric.name)}: the setting ${show(without.label)} holds no images out. With select: val among the options, or val-fraction, it does`,
  );
}
