// A small convnet on long-tailed digits: npx tsx digits.ts; no download, seconds a run. --help names the options.
import 'mbib/accelerate';
import {
  augmentedSource,
  buildNet,
  digitsAugmentation,
  digitsDefaults,
  digitsNormalisation,
  digitsPasses,
  digitsPerClass,
  digitsRecipe,
  type Job,
  type JobOptions,
  loadDigits,
  longTailedDigits,
  plainSource,
  type Recipe,
  repeated,
  runIfMain,
  smallConvnet,
} from 'mbib/jobs';

/** Handwritten digits made long-tailed, 100 zeros down to 2 nines; tested on the other 1,521. */
export function recipe(options: JobOptions): Recipe {
  const { method, epochs, seed } = options;

  // The seed also chooses which digits are kept.
  const { train, test } = longTailedDigits(loadDigits(), seed);

  // Three stages of one convolution: 16, 32 and 64 channels.
  const net = buildNet(method, smallConvnet({ seed }), ['stage1', 'stage2', 'stage3'], {
    ...options,
    samplesPerClass: digitsPerClass,
  });

  // SGD along a cosine, batches of 64; an epoch is ten passes over the images, cropped from padding by 1.
  return {
    net,
    ...digitsRecipe(epochs),
    train: augmentedSource(repeated(train, digitsPasses), digitsAugmentation),
    test: plainSource(test, digitsNormalisation),
    samplesPerClass: digitsPerClass,
  };
}

export const job: Job = {
  name: 'digits',
  title: 'a small convnet on the bundled handwritten digits, made long-tailed',
  defaults: () => digitsDefaults,
  folder: ({ method, seed }) => `digits-${method}-s${seed}`,
  recipe,
};

await runIfMain(import.meta.url, job);
