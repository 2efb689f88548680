import { longTailedCounts } from 'mbib';
import 'mbib/accelerate';
import { compress, sgd, warmupStep } from 'mbib/training';
import { startBackend } from '../src/jobs/backend/backend';
import { cifarAugmentation, cifarNormalisation } from '../src/jobs/data/augment';
import type { ImageSet } from '../src/jobs/data/image-set';
import { longTailedSubset } from '../src/jobs/data/long-tailed-subset';
import { loadCifar100 } from '../src/jobs/files/load-cifar100';
import { augmentedSource, plainSource } from '../src/jobs/files/memory-source';
import { buildNet } from '../src/jobs/nets/methods';
import { resnet32 } from '../src/jobs/nets/resnet32';
import type { RunResult } from '../src/jobs/run/finish';
import { runRecipe } from '../src/jobs/run/loop';
import { type JobOptions, openRun, type RunPlace } from '../src/jobs/run/run';

/** Images of the most frequent class over those of the rarest. */
export const imbalanceFactors = [100, 50, 10] as const;

/** Options of the job: method, loss, length, and how long the tail is. */
export interface Cifar100Options extends JobOptions {
  imbalance: (typeof imbalanceFactors)[number];
}

/** The paper's settings; a shorter training keeps the schedule's proportions. */
export const cifar100Defaults = {
  method: 'mbib',
  imbalance: 100,
  epochs: 200,
  seed: 0,
  backend: 'auto',
} as const;

/**
 * CIFAR-100-LT with ResNet-32: Section 4.1 of the paper, with the subset, the augmentation and the schedule of
 * LDAM-DRW.
 *
 * @param data the archive `cifar-100-binary.tar.gz`, the folder it extracts to, or images already loaded
 * @param given options that differ from {@link cifar100Defaults} and the paper's loss settings; where the run goes
 *
 * @example
 * ```ts
 * const { last } = await trainCifar100('cifar-100-binary.tar.gz', { method: 'mbib', epochs: 20, beta: 1 });
 * console.log(last.accuracy.few);
 * ```
 */
export async function trainCifar100(
  data: string | { train: ImageSet; test: ImageSet },
  given: Partial<Cifar100Options> & RunPlace = {},
): Promise<RunResult> {
  const run = await openRun<Cifar100Options>({
    job: 'cifar100-lt',
    given,
    defaults: cifar100Defaults,
    name: ({ method, imbalance, seed }) => `cifar100-lt-${method}-if${imbalance}-s${seed}`,
  });
  const { method, imbalance, epochs, seed } = run.options;
  const backend = await startBackend(run.options.backend);
  run.progress.line(`Backend: ${backend.reason}`);

  // Long-tailed training images, the balanced test set.
  const { train, test } = typeof data === 'string' ? await loadCifar100(data) : data;
  const max = train.labels.length / train.classes;
  const samplesPerClass = longTailedCounts({ classes: train.classes, max, imbalanceFactor: imbalance });
  const subset = longTailedSubset(train, samplesPerClass).set;

  // ResNet-32; its three stages are what MBIB observes.
  const net = buildNet(method, resnet32({ seed }), ['stage1', 'stage2', 'stage3'], {
    ...run.options,
    samplesPerClass,
  });

  // SGD, momentum 0.9, weight decay 3e-4 on every parameter; five epochs of warm-up, ×0.01 after 160 and 180 of 200.
  const optimizer = sgd({ learningRate: 0.1, momentum: 0.9, weightDecay: 3e-4 });
  const paperSchedule = warmupStep({
    learningRate: 0.1,
    warmupEpochs: 5,
    milestones: [160, 180],
    factor: 0.01,
  });
  const schedule = compress(paperSchedule, { from: 200, to: epochs });

  // Batches of 128; crops of images padded by 4, mirrored at random.
  return runRecipe(run, backend, {
    net,
    optimizer,
    schedule,
    batchSize: 128,
    testBatchSize: 250,
    train: augmentedSource(subset, cifarAugmentation),
    test: plainSource(test, cifarNormalisation),
    samplesPerClass,
  });
}
