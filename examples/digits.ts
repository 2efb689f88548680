// Trains a small convnet on the bundled handwritten digits, made long-tailed. It needs no download and takes some seconds.
//
//   npm install mbib @tensorflow/tfjs-core @tensorflow/tfjs-layers @tensorflow/tfjs-backend-wasm tsx
//   npx tsx digits.ts --method mbib     all options: --help
import 'mbib/accelerate';
import {
  augmentedSource,
  buildNet,
  countPerClass,
  digitsAugmentation,
  digitsDataSet,
  digitsDefaults,
  digitsNormalisation,
  digitsPasses,
  digitsRecipe,
  expertsOf,
  type HeldOutSelectionOptions,
  holdOutImages,
  type Job,
  type JobOptions,
  loadDigits,
  longTailedDigits,
  pickLossOptions,
  plainSource,
  type Recipe,
  repeated,
  runIfMain,
  selectionDefaults,
  selectionOptions,
  smallConvnet,
} from 'mbib/jobs';

/** The options of every job, and which epoch counts. */
export type DigitsOptions = JobOptions & HeldOutSelectionOptions;

/** The training images are 100 zeros down to 2 nines; the other 1,521 digits are the test set. */
export function recipe(options: DigitsOptions): Recipe {
  const { method, epochs, seed, valFraction } = options;

  // The data. The seed chooses which digits are training images, too.
  const digits = longTailedDigits(loadDigits(), seed);

  // By --select val, some training images of each class are held out to choose the epoch; by default none are.
  const { train, validation } = holdOutImages(digits.train, { valFraction, seed });
  const samplesPerClass = countPerClass(train);

  // The network: three stages of one convolution with 16, 32 and 64 channels, and the heads of the method.
  const net = buildNet(
    method,
    smallConvnet({ seed, experts: expertsOf(options) }),
    ['stage1', 'stage2', 'stage3'],
    {
      ...pickLossOptions(options),
      samplesPerClass,
      seed,
    },
  );

  // The training: SGD with a cosine schedule, batches of 64. An epoch goes through the few images ten times.
  return {
    net,
    ...digitsRecipe(epochs),
    train: augmentedSource(repeated(train, digitsPasses), digitsAugmentation),
    validation: validation && plainSource(validation, digitsNormalisation),
    test: plainSource(digits.test, digitsNormalisation),
    samplesPerClass,
  };
}

/** The job for the command line: its name, its own options, and the recipe. */
export const job: Job<DigitsOptions> = {
  name: 'digits',
  dataSet: digitsDataSet,
  title: 'a small convnet on the bundled handwritten digits, made long-tailed',
  guide: 'docs/digits.md',
  options: selectionOptions,
  defaults: (given) => ({ ...digitsDefaults, ...selectionDefaults(given) }),
  folder: ({ method, seed }) => `digits-${method}-s${seed}`,
  recipe,
};

runIfMain(import.meta.url, job);
