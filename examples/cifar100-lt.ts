// Trains ResNet-32 on CIFAR-100-LT, as Section 4.1 of the paper. The archive is at https://www.cs.toronto.edu/~kriz/cifar.html.
//
//   npm install mbib @tensorflow/tfjs-core @tensorflow/tfjs-layers @tensorflow/tfjs-backend-wasm tsx
//   npx tsx cifar100-lt.ts --data cifar-100-binary.tar.gz     all options: --help
import { longTailedCounts } from 'mbib';
import 'mbib/accelerate';
import {
  augmentedSource,
  buildNet,
  cifarAugmentation,
  cifarNormalisation,
  countPerClass,
  expertsOf,
  type HeldOutSelectionOptions,
  holdOutImages,
  type ImageSplit,
  type Job,
  type JobContext,
  type JobOptions,
  loadCifar100,
  longTailedSubset,
  type Method,
  methods,
  ownRecipe,
  pickLossOptions,
  plainSource,
  type Recipe,
  resnet32,
  resnet32Taps,
  runIfMain,
  scheduleOf,
  selectionDefaults,
  selectionOptions,
} from 'mbib/jobs';
import { scaleEpochs, sgd } from 'mbib/training';

/** The imbalance factors of the paper: images of the most frequent class divided by those of the rarest. */
const imbalanceFactors = [100, 50, 10] as const;

/** The options of every job, such as method and epochs, the imbalance factor, and which epoch counts. They decide what a run comes to. */
export interface Cifar100Options extends JobOptions, HeldOutSelectionOptions {
  imbalance: (typeof imbalanceFactors)[number];
  /** How it is trained: as all methods are, or by a recipe of the field, see `ownRecipe`. Left out, `'shared'`. */
  recipe?: 'shared' | 'own' | undefined;
  /** Where the method observes the network, see `resnet32Taps`. Left out, after each stage. */
  taps?: string | undefined;
}

/** Where the images are: the path of the archive or of the folder that it extracts to, or images that are loaded already. */
export interface Cifar100Data {
  data: string | ImageSplit;
}

/** The paper's settings. */
const defaults = { method: 'mbib', imbalance: 100, epochs: 200, seed: 0, backend: 'auto' } as const;

/** ResLT's own β for each of them. */
const resltBetas = { 100: 0.995, 50: 0.99, 10: 0.72 } as const;

/**
 * How all methods are trained, as the paper trains its own: SGD with batches of 128, five epochs of warm-up to the learning rate 0.1, ×0.01
 * after epochs 160 and 180 of 200, and weight decay 3e-4.
 */
const shared = ownRecipe('mbib');

/** Reads the images before anything else starts. */
export async function load({ data }: Cifar100Data): Promise<ImageSplit> {
  return typeof data === 'string' ? await loadCifar100(data) : data;
}

/** Section 4.1 of the paper, with the subset, the augmentation and the schedule of LDAM-DRW. */
export async function recipe(
  options: Cifar100Options & Cifar100Data,
  context: Pick<JobContext<ImageSplit>, 'data'> = {},
): Promise<Recipe> {
  const { method, imbalance, epochs, seed, valFraction, taps } = options;

  // The data: a long-tailed subset of the training images, and the whole test set, which is balanced.
  const { train, test } = context.data ?? (await load(options));
  const max = train.labels.length / train.classes;
  const counts = longTailedCounts({ classes: train.classes, max, imbalanceFactor: imbalance });
  const subset = longTailedSubset(train, counts).set;

  // By --select val, some images of each class are held out of it to choose the epoch; by default none are.
  const { train: kept, validation } = holdOutImages(subset, { valFraction, seed });
  const samplesPerClass = countPerClass(kept);

  // The network: ResNet-32 and the heads of the method, which observes its three stages or other places.
  const observed = resnet32Taps(taps ?? 'stage1,stage2,stage3');
  const net = buildNet(method, resnet32({ seed, experts: expertsOf(options) }), observed, {
    ...pickLossOptions(options),
    samplesPerClass,
    seed,
  });

  // The training: SGD with weight decay on every parameter. A training of another length has the same schedule in proportion.
  const trained = options.recipe === 'own' ? ownRecipe(method) : shared;
  const { learningRate, weightDecay, nesterov = false, batchSize } = trained;
  const optimizer = sgd({ learningRate, momentum: 0.9, weightDecay, nesterov });
  const schedule = scaleEpochs(scheduleOf(trained), { from: trained.epochs, to: epochs });

  // The batches: training images are cropped from images padded by 4 and mirrored at random. All are normalised.
  return {
    net,
    optimizer,
    schedule,
    batchSize,
    testBatchSize: 250,
    train: augmentedSource(kept, cifarAugmentation),
    validation: validation && plainSource(validation, cifarNormalisation),
    test: plainSource(test, cifarNormalisation),
    samplesPerClass,
  };
}

/** As the report and the help call it. */
const dataSet = 'CIFAR-100-LT';

/** Throws for data that is neither a path nor images. */
function assertData(argument: string, data: unknown): void {
  const images = typeof data === 'object' && data !== null && 'train' in data && 'test' in data;
  if (typeof data === 'string' || images) return;
  throw new TypeError(`${argument} must be a path, or images as { train, test }`);
}

/** Throws where taps are asked for that the method would not look at. */
function assertTapsRead({ method = defaults.method, taps }: Partial<Cifar100Options>): void {
  const { taps: observed }: Method = methods[method];
  if (taps === undefined || observed === 'all') return;
  throw new RangeError(`The method ${method} observes the last stage only: leave out options.taps.`);
}

/** The job for the command line: its name, its own options, and the recipe. */
export const job: Job<Cifar100Options, Cifar100Data, ImageSplit> = {
  name: 'cifar100-lt',
  dataSet,
  title: `ResNet-32 on ${dataSet}`,
  guide: 'docs/cifar100-lt.md',
  options: {
    data: {
      value: 'path',
      text: 'cifar-100-binary.tar.gz, or the folder it extracts to',
      required: true,
      check: assertData,
    },
    imbalance: {
      value: 'factor',
      text: `most frequent class over rarest: ${imbalanceFactors.join(', ')} (default: ${defaults.imbalance})`,
      choices: imbalanceFactors,
    },
    recipe: {
      value: 'whose',
      text: 'how it is trained: as all methods are, or by a recipe of the field for the method (default: shared)',
      choices: ['shared', 'own'],
    },
    taps: {
      value: 'names',
      text: 'where the network is observed, such as images,stage1,stage2,stage3 (default: after each stage)',
      check: (argument: string, taps: string) => resnet32Taps(taps, argument),
    },
    ...selectionOptions,
  },
  reading: ['data'],
  defaults(given) {
    assertTapsRead(given);
    const { epochs } = given.recipe === 'own' ? ownRecipe(given.method ?? defaults.method) : shared;
    const resltBeta = resltBetas[given.imbalance ?? defaults.imbalance];
    return { ...defaults, epochs, resltBeta, ...selectionDefaults(given) };
  },
  folder: ({ method, imbalance, seed, recipe }) =>
    `cifar100-lt-${method}${recipe === 'own' ? '-own' : ''}-if${imbalance}-s${seed}`,
  load,
  recipe,
};

runIfMain(import.meta.url, job);
