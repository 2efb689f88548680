import 'mbib/accelerate';
import { cosine, sgd } from 'mbib/training';
import { startBackend } from '../shared/backend';
import { loadDigits } from '../shared/digits';
import { digitsConvnet } from '../shared/digits-convnet';
import { digitsNormalisation, digitsPerClass, longTailedDigits } from '../shared/digits-long-tailed';
import type { RunResult } from '../shared/finish';
import { type ImageSet, selectImages } from '../shared/image-set';
import { runRecipe } from '../shared/loop';
import { augmentedSource, plainSource } from '../shared/memory-source';
import { buildNet } from '../shared/methods';
import { type JobOptions, openRun, type RunPlace } from '../shared/run';

/** Seven epochs of ten passes are 308 steps; a training this short serves a small beta. */
export const digitsDefaults = { method: 'mbib', epochs: 7, seed: 0, backend: 'auto', beta: 1 } as const;

const PASSES_PER_EPOCH = 10;

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

  // The seed also chooses which digits are kept. With 276 of them an epoch is ten passes, or it would be five steps.
  const { train, test } = longTailedDigits(loadDigits(), seed);

  const net = buildNet(method, digitsConvnet({ seed }), ['stage1', 'stage2', 'stage3'], {
    ...run.options,
    samplesPerClass: digitsPerClass,
  });

  return runRecipe(run, backend, {
    net,
    optimizer: sgd({ learningRate: 0.1, momentum: 0.9, weightDecay: 5e-4 }),
    schedule: cosine({ learningRate: 0.1, epochs, warmupEpochs: epochs / 7 }),
    batchSize: 64,
    testBatchSize: 250,
    train: augmentedSource(repeated(train, PASSES_PER_EPOCH), {
      ...digitsNormalisation,
      pad: 1,
      flip: false,
    }),
    test: plainSource(test, digitsNormalisation),
    samplesPerClass: digitsPerClass,
  });
}

function repeated(set: ImageSet, times: number): ImageSet {
  const count = set.labels.length;
  return selectImages(
    set,
    Int32Array.from({ length: count * times }, (_, i) => i % count),
  );
}
