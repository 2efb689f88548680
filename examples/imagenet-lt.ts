import 'mbib/accelerate';
import { cosine, sgd } from 'mbib/training';
import { startBackend } from '../src/jobs/backend/backend';
import { buildNet } from '../src/jobs/nets/methods';
import { loadImagenetLt } from '../src/jobs/photos/imagenet-lt';
import { photoSource } from '../src/jobs/photos/photo-source';
import { samplesPerClassOf } from '../src/jobs/photos/samples-per-class';
import type { RunResult } from '../src/jobs/run/finish';
import { runRecipe } from '../src/jobs/run/loop';
import { type PhotoJobOptions, type PhotoReading, photoReading, scaledStep } from '../src/jobs/run/photo-job';
import { openRun, type RunPlace } from '../src/jobs/run/run';
import { startBackbone } from '../src/jobs/run/start-backbone';

/** Options of the job: those of every job on photographs, and which images measure it. */
export interface ImagenetLtOptions extends PhotoJobOptions {
  backbone: keyof typeof imagenetLtBackbones;
  /** The lists' test or validation images. */
  evaluate: 'test' | 'val';
}

/** The backbones of the paper's Table 2, with the batch size and the learning rate that it has for each. */
export const imagenetLtBackbones = {
  resnet10: { batchSize: 128, learningRate: 0.05 },
  resnext50: { batchSize: 64, learningRate: 0.025 },
} as const;

/** The paper's settings. */
export const imagenetLtDefaults = {
  method: 'mbib',
  backbone: 'resnet10',
  epochs: 90,
  seed: 0,
  backend: 'auto',
  gamma: 0.5,
  imageSize: 224,
  evaluate: 'test',
} as const;

/**
 * ImageNet-LT with ResNet-10 or ResNeXt-50: Section 4.1 of the paper, with the lists and the augmentation of OLTR.
 *
 * @param data folder with the lists `ImageNet_LT_{train,val,test}.txt` and the images that they name
 * @param given options that differ from {@link imagenetLtDefaults} and the paper's loss settings; how the photographs are
 *   read; where the run goes
 * @throws Error where the data, an option or the backend does not serve, with what to do
 *
 * @example
 * ```ts
 * const { last } = await trainImagenetLt('/data/imagenet', { backbone: 'resnext50', backend: 'webgpu' });
 * console.log(last.accuracy.few);
 * ```
 */
export async function trainImagenetLt(
  data: string,
  { workers, skipBadImages, ...given }: Partial<ImagenetLtOptions> & PhotoReading & RunPlace = {},
): Promise<RunResult> {
  const paper = imagenetLtBackbones[given.backbone ?? imagenetLtDefaults.backbone];
  const run = await openRun<ImagenetLtOptions>({
    job: 'imagenet-lt',
    given,
    defaults: { ...imagenetLtDefaults, ...scaledStep(paper, given.batchSize) },
    name: ({ method, backbone, seed }) => `imagenet-lt-${method}-${backbone}-s${seed}`,
  });
  const { method, epochs, batchSize, learningRate, imageSize, evaluate } = run.options;
  const backend = await startBackend(run.options.backend);
  run.progress.line(`Backend: ${backend.reason}`);

  // Random resized crops, mirrored at random, brightness, contrast and saturation by up to 40 %; centre crops to test.
  const lists = await loadImagenetLt(data);
  const samplesPerClass = samplesPerClassOf(lists.train);
  const reading = {
    imageSize,
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
    ...(await photoReading(run, { workers, skipBadImages })),
  };
  const jitter = { brightness: 0.4, contrast: 0.4, saturation: 0.4 };
  const train = photoSource(lists.train, { ...reading, augmentation: { jitter } });
  const test = photoSource(lists[evaluate], reading);

  // MBIB observes the last three of four stages.
  const backbone = await startBackbone(run);
  const net = buildNet(method, backbone, ['stage2', 'stage3', 'stage4'], { ...run.options, samplesPerClass });

  // SGD, momentum 0.9, weight decay 5e-4 on every parameter; the learning rate falls to 0 along a cosine.
  return runRecipe(run, backend, {
    net,
    optimizer: sgd({ learningRate, momentum: 0.9, weightDecay: 5e-4 }),
    schedule: cosine({ learningRate, epochs }),
    batchSize,
    testBatchSize: batchSize,
    train,
    test,
    samplesPerClass,
  });
}
