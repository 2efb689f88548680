import 'mbib/accelerate';
import { startBackend } from '../src/jobs/backend/backend';
import { digitsDefaults, digitsPasses } from '../src/jobs/data/digits/digits-defaults';
import {
  digitsNormalisation,
  digitsPerClass,
  longTailedDigits,
} from '../src/jobs/data/digits/digits-long-tailed';
import { digitsAugmentation, digitsRecipe, repeated } from '../src/jobs/data/digits/digits-recipe';
import { loadDigits } from '../src/jobs/files/load-digits';
import { augmentedSource, plainSource } from '../src/jobs/files/memory-source';
import { digitsConvnet } from '../src/jobs/nets/digits-convnet';
import { buildNet } from '../src/jobs/nets/methods';
import type { RunResult } from '../src/jobs/run/finish';
import { runRecipe } from '../src/jobs/run/loop';
import { type JobOptions, openRun, type RunPlace } from '../src/jobs/run/run';

export { digitsDefaults };

/**
 * Handwritten digits made long-tailed, 100 zeros down to 2 nines: a training of seconds, for a first look and for tests.
 *
 * @param given options that differ from {@link digitsDefaults}; where the run goes
 *
 * @example
 * ```ts
 * const { last } = await trainDigits({ method: 'ce', seed: 3, out: 'runs/digits-ce' });
 * ```
 */
export async function trainDigits(given: Partial<JobOptions> & RunPlace = {}): Promise<RunResult> {
  const run = await openRun<JobOptions>({
    job: 'digits',
    given,
    defaults: digitsDefaults,
    name: ({ method, seed }) => `digits-${method}-s${seed}`,
  });
  const { method, epochs, seed } = run.options;
  const backend = await startBackend(run.options.backend);
  run.progress.line(`Backend: ${backend.reason}`);

  // The seed also chooses which digits are kept.
  const { train, test } = longTailedDigits(loadDigits(), seed);

  const net = buildNet(method, digitsConvnet({ seed }), ['stage1', 'stage2', 'stage3'], {
    ...run.options,
    samplesPerClass: digitsPerClass,
  });

  return runRecipe(run, backend, {
    net,
    ...digitsRecipe(epochs),
    train: augmentedSource(repeated(train, digitsPasses), digitsAugmentation),
    test: plainSource(test, digitsNormalisation),
    samplesPerClass: digitsPerClass,
  });
}
