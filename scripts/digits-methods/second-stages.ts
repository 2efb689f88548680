import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runLogOf } from '../../src/jobs/command/experiment/run-log-of';
import type { ExperimentRun } from '../../src/jobs/experiment/expand';
import { mbib } from './mbib';

/** A second stage as the table has it. */
export interface SecondStage {
  /** What the table calls it. */
  label: string;
  /** Its name, which the folder has behind that of the run. */
  method: string;
  /** Its options behind `mbib finetune RUN`. */
  words: readonly string[];
}

const stage = (label: string, method: string, ...more: string[]): SecondStage => ({
  label,
  method,
  words: ['--method', method, ...more],
});

/** The second stages with their defaults. τ is 1, fixed before any run: no image was held out to choose it, and test images choose nothing. */
export const secondStages: readonly SecondStage[] = [
  stage('cRT', 'crt'),
  stage('τ-norm', 'tau-norm', '--tau', '1'),
  stage('LWS', 'lws'),
  stage('DisAlign', 'disalign'),
  stage('MaxNorm', 'maxnorm'),
  stage('Logit adjustment post hoc', 'logit-adjustment', '--tau', '1'),
];

/** The run of a second stage on a run of cross entropy, as a run of the experiment. */
export function stageRun(run: ExperimentRun, { label, method }: SecondStage): ExperimentRun {
  return { ...run, label, folder: `${run.folder}-${method}` };
}

/**
 * Does the second stages of runs that are not finished yet, one after another.
 *
 * @param out folder of the runs
 * @param runs finished runs of cross entropy
 */
export async function doSecondStages(out: string, runs: readonly ExperimentRun[]): Promise<void> {
  for (const run of runs) {
    for (const each of secondStages) {
      const { folder } = stageRun(run, each);
      const path = join(out, folder);
      if ((await runLogOf(path, folder))?.end) continue;
      const resume = existsSync(path) ? ['--resume'] : [];
      await mbib('finetune', join(out, run.folder), ...each.words, '--out', path, ...resume);
    }
  }
}
