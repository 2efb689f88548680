// CIFAR-100-LT with ResNet-32: npx tsx cifar100-lt.ts --data cifar-100-binary.tar.gz; --help names the options.
import { longTailedCounts } from 'mbib';
import 'mbib/accelerate';
import {
  augmentedSource,
  buildNet,
  cifarAugmentation,
  cifarNormalisation,
  type ImageSplit,
  type Job,
  type JobOptions,
  loadCifar100,
  longTailedSubset,
  plainSource,
  type Recipe,
  resnet32,
  runIfMain,
} from 'mbib/jobs';
import { scaleEpochs, sgd, warmupStep } from 'mbib/training';

/** Images of the most frequent class over those of the rarest. */
const imbalanceFactors = [100, 50, 10] as const;

/** Method, loss, length, and how long the tail is. */
export interface Cifar100Options extends JobOptions {
  imbalance: (typeof imbalanceFactors)[number];
}

/** Where the images are: the archive, the folder it extracts to, or images already loaded. */
export interface Cifar100Data {
  data: string | ImageSplit;
}

/** The paper's settings; a shorter training keeps the schedule's proportions. */
const defaults = { method: 'mbib', imbalance: 100, epochs: 200, seed: 0, backend: 'auto' } as const;

/** Section 4.1 of the paper, with the subset, the augmentation and the schedule of LDAM-DRW. */
export async function recipe(options: Cifar100Options & Cifar100Data): Promise<Recipe> {
  const { data, method, imbalance, epochs, seed } = options;

  // Long-tailed training images, the balanced test set.
  const { train, test } = typeof data === 'string' ? await loadCifar100(data) : data;
  const max = train.labels.length / train.classes;
  const samplesPerClass = longTailedCounts({ classes: train.classes, max, imbalanceFactor: imbalance });
  const subset = longTailedSubset(train, samplesPerClass).set;

  // ResNet-32 with option-A shortcuts; its three stages are what MBIB observes.
  const stages = ['stage1', 'stage2', 'stage3'];
  const net = buildNet(method, resnet32({ seed }), stages, { ...options, samplesPerClass });

  // SGD, momentum 0.9, weight decay 3e-4 on every parameter; five epochs of warm-up, ×0.01 after 160 and 180 of 200.
  const optimizer = sgd({ learningRate: 0.1, momentum: 0.9, weightDecay: 3e-4 });
  const paperSchedule = warmupStep({
    learningRate: 0.1,
    warmupEpochs: 5,
    milestones: [160, 180],
    factor: 0.01,
  });
  const schedule = scaleEpochs(paperSchedule, { from: 200, to: epochs });

  // Batches of 128; crops of images padded by 4, mirrored at random; normalised with CIFAR-10's figures.
  return {
    net,
    optimizer,
    schedule,
    batchSize: 128,
    testBatchSize: 250,
    train: augmentedSource(subset, cifarAugmentation),
    test: plainSource(test, cifarNormalisation),
    samplesPerClass,
  };
}

export const job: Job<Cifar100Options, Cifar100Data> = {
  name: 'cifar100-lt',
  title: 'ResNet-32 on CIFAR-100-LT',
  options: {
    data: { value: 'path', text: 'cifar-100-binary.tar.gz, or the folder it extracts to', required: true },
    imbalance: {
      value: 'factor',
      text: `most frequent class over rarest: ${imbalanceFactors.join(', ')} (default: ${defaults.imbalance})`,
      choices: imbalanceFactors,
    },
  },
  reading: ['data'],
  defaults: () => defaults,
  folder: ({ method, imbalance, seed }) => `cifar100-lt-${method}-if${imbalance}-s${seed}`,
  recipe,
};

await runIfMain(import.meta.url, job);
