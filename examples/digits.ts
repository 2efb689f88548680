// Trains a small convnet on the bundled handwritten digits, made long-tailed. It needs no download and takes some seconds.
//
//   npm install mbib @tensorflow/tfjs-core @tensorflow/tfjs-layers @tensorflow/tfjs-backend-wasm tsx
//   npx tsx digits.ts --method mbib     all options: --help
import 'mbib/accelerate';
import {
  augmentedSource,
  buildNet,
  digitsAugmentation,
  digitsDataSet,
  digitsDefaults,
  digitsNormalisation,
  digitsPasses,
  digitsPerClass,
  digitsRecipe,
  type Job,
  type JobOptions,
  loadDigits,
  longTailedDigits,
  pickLossOptions,
  plainSource,
  type Recipe,
  repeated,
  runIfMain,
  smallConvnet,
} from 'mbib/jobs';

/** The training images are 100 zeros down to 2 nines; the other 1,521 digits are the test set. */
export function recipe(options: JobOptions): Recipe {
  const { method, epochs, seed } = options;

  // The data. The seed chooses which digits are training images, too.
  const { train, test } = longTailedDigits(loadDigits(), seed);

  // The network: three stages of one convolution with 16, 32 and 64 channels, and the heads of the method.
  const net = buildNet(method, smallConvnet({ seed }), ['stage1', 'stage2', 'stage3'], {
    ...pickLossOptions(options),
    samplesPerClass: digitsPerClass,
    seed,
  });

  // The training: SGD with a cosine schedule, batches of 64. An epoch goes through the few images ten times.
  return {
    net,
    ...digitsRecipe(epochs),
    train: augmentedSource(repeated(train, digitsPasses), digitsAugmentation),
    test: plainSource(test, digitsNormalisation),
    samplesPerClass: digitsPerClass,
  };
}

/** The job for the command line: its name, and the recipe. It has no options but those of every job. */
export const job: Job = {
  name: 'digits',
  dataSet: digitsDataSet,
  title: 'a small convnet on the bundled handwritten digits, made long-tailed',
  defaults: () => digitsDefaults,
  folder: ({ method, seed }) => `digits-${method}-s${seed}`,
  recipe,
};

runIfMain(import.meta.url, job);
