import { layers, model, input, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import 'mbib/accelerate';
import { cosine, sgd } from 'mbib/training';
import { type BackendName, startBackend } from '../../../examples/shared/backend';
import { convNorm } from '../../../examples/shared/conv-norm';
import { countPerClass, type ImageSet } from '../../../examples/shared/image-set';
import { runRecipe } from '../../../examples/shared/loop';
import { buildNet } from '../../../examples/shared/methods';
import { MersenneTwister } from '../../../examples/shared/random';
import { randomStream } from '../../../examples/shared/random-streams';
import { type JobOptions, openRun } from '../../../examples/shared/run';

/** The recipe loop on a net and images small enough for the cpu backend: `tiny-job.ts BACKEND EPOCHS FOLDER [--resume]`. */
const [backendName, epochs, out, resume] = process.argv.slice(2);

const run = await openRun<JobOptions>({
  job: 'tiny',
  given: { out: out!, resume: resume === '--resume' },
  defaults: { method: 'mbib', epochs: Number(epochs), seed: 0, backend: backendName as BackendName },
  name: () => 'tiny',
});
const { options } = run;
const backend = await startBackend(options.backend);
const train = randomImages(40);
const samplesPerClass = countPerClass(train);

await runRecipe(run, backend, {
  net: buildNet(options.method, tinyConvnet(), ['stage1', 'stage2', 'stage3'], { ...options, samplesPerClass }),
  optimizer: sgd({ learningRate: 0.05, momentum: 0.9, weightDecay: 5e-4 }),
  schedule: cosine({ learningRate: 0.05, epochs: options.epochs, warmupEpochs: 1 }),
  batchSize: 8,
  train,
  test: randomImages(20),
  samplesPerClass,
  augmentation: { mean: [0.5, 0.5], std: [0.25, 0.25], pad: 1, flip: true },
});
process.exit();

function tinyConvnet() {
  const random = randomStream(0, 'initialiser');
  const images = input({ shape: [4, 4, 2] });
  let x = images;
  for (const name of ['stage1', 'stage2', 'stage3']) {
    x = convNorm(x, { name: `${name}_conv`, filters: 4, random });
    x = layers.reLU({ name }).apply(x) as SymbolicTensor;
  }
  return model({ inputs: images, outputs: x });
}

function randomImages(count: number): ImageSet {
  const random = new MersenneTwister(count);
  return {
    images: Uint8Array.from({ length: count * 4 * 4 * 2 }, () => random.interval(255)),
    labels: Int32Array.from({ length: count }, (_, i) => (i % 7) % 4),
    height: 4,
    width: 4,
    channels: 2,
    classes: 4,
    classNames: ['a', 'b', 'c', 'd'],
  };
}
