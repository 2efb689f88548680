import 'mbib/accelerate';
import { cosine, sgd } from 'mbib/training';
import { startBackend } from '../src/jobs/backend/backend';
import { buildNet } from '../src/jobs/nets/methods';
import { loadInaturalist2018 } from '../src/jobs/photos/inaturalist2018';
import { photoSource } from '../src/jobs/photos/photo-source';
import { samplesPerClassOf } from '../src/jobs/photos/samples-per-class';
import type { RunResult } from '../src/jobs/run/finish';
import { runRecipe } from '../src/jobs/run/loop';
import { type PhotoJobOptions, type PhotoReading, photoReading, scaledStep } from '../src/jobs/run/photo-job';
import { openRun, type RunPlace } from '../src/jobs/run/run';
import { startBackbone } from '../src/jobs/run/start-backbone';

/** The paper's settings, for 90 epochs; it also reports 200. */
export const inaturalist2018Defaults = {
  method: 'mbib',
  backbone: 'resnet50',
  epochs: 90,
  seed: 0,
  backend: 'auto',
  gamma: 0.5,
  imageSize: 224,
} as const;

const paperStep = { batchSize: 64, learningRate: 0.025 };

/**
 * iNaturalist 2018 with ResNet-50: Section 4.1 of the paper. The validation images are the test set, as in the field.
 *
 * @param data folder with `train2018.json` and `val2018.json`, or lists in their place, and the images that they name
 * @param given options that differ from {@link inaturalist2018Defaults} and the paper's loss settings; how the
 *   photographs are read; where the run goes
 * @throws Error where the data, an option or the backend does not serve, with what to do
 *
 * @example
 * ```ts
 * const { last } = await trainInaturalist2018('/data/inaturalist2018', { epochs: 200, backend: 'webgpu' });
 * console.log(last.accuracy.few);
 * ```
 */
export async function trainInaturalist2018(
  data: string,
  { workers, skipBadImages, ...given }: Partial<PhotoJobOptions> & PhotoReading & RunPlace = {},
): Promise<RunResult> {
  const run = await openRun<PhotoJobOptions>({
    job: 'inaturalist2018',
    given,
    defaults: { ...inaturalist2018Defaults, ...scaledStep(paperStep, given.batchSize) },
    name: ({ method, backbone, seed }) => `inaturalist2018-${method}-${backbone}-s${seed}`,
  });
  const { method, epochs, batchSize, learningRate, imageSize } = run.options;
  const backend = await startBackend(run.options.backend);
  run.progress.line(`Backend: ${backend.reason}`);

  // Random resized crops, mirrored at random, their colours as they are; centre crops to test.
  const lists = await loadInaturalist2018(data);
  const samplesPerClass = samplesPerClassOf(lists.train);
  const reading = {
    imageSize,
    mean: [0.466, 0.471, 0.38],
    std: [0.195, 0.194, 0.192],
    ...(await photoReading(run, { workers, skipBadImages })),
  };
  const train = photoSource(lists.train, { ...reading, augmentation: {} });
  const test = photoSource(lists.test, reading);

  // MBIB observes the last three of four stages.
  const backbone = await startBackbone(run);
  const net = buildNet(method, backbone, ['stage2', 'stage3', 'stage4'], { ...run.options, samplesPerClass });

  // SGD, momentum 0.9, weight decay 1e-4 on every parameter; the learning rate falls to 0 along a cosine.
  return runRecipe(run, backend, {
    net,
    optimizer: sgd({ learningRate, momentum: 0.9, weightDecay: 1e-4 }),
    schedule: cosine({ learningRate, epochs }),
    batchSize,
    testBatchSize: batchSize,
    train,
    test,
    samplesPerClass,
  });
}
