// iNaturalist 2018 with ResNet-50: npx tsx inaturalist2018.ts --data inaturalist2018; --help names the options.
import 'mbib/accelerate';
import {
  buildNet,
  inaturalistNormalisation,
  type Job,
  type JobContext,
  loadInaturalist2018,
  type PhotoJobOptions,
  type PhotoReading,
  photoOptions,
  photoReading,
  photoReadingOptions,
  photoSource,
  type Recipe,
  runIfMain,
  samplesPerClassOf,
  scaledStep,
  startBackbone,
} from 'mbib/jobs';
import { cosine, sgd } from 'mbib/training';

/** The paper's settings, for 90 epochs; it also reports 200. */
const defaults = {
  method: 'mbib',
  backbone: 'resnet50',
  epochs: 90,
  seed: 0,
  backend: 'auto',
  gamma: 0.5,
  imageSize: 224,
} as const;

/** The paper's batch size and learning rate for ResNet-50; the other backbones are trained with the same. */
const paperStep = { batchSize: 64, learningRate: 0.025 };
const backbones = { resnet10: paperStep, resnet50: paperStep, resnext50: paperStep };

/** Section 4.1 of the paper. The validation images are the test set, as in the field. */
export async function recipe(options: PhotoJobOptions & PhotoReading, context: JobContext): Promise<Recipe> {
  const { data, method, epochs, batchSize, learningRate, imageSize } = options;

  // Random resized crops, mirrored at random, their colours as they are; centre crops to test.
  const lists = await loadInaturalist2018(data);
  const samplesPerClass = samplesPerClassOf(lists.train);
  const reading = {
    imageSize,
    ...inaturalistNormalisation,
    ...(await photoReading(options, context)),
  };
  const train = photoSource(lists.train, { ...reading, augmentation: {} });
  const test = photoSource(lists.test, reading);

  // MBIB observes the last three of four stages.
  const backbone = await startBackbone(options, context);
  const net = buildNet(method, backbone, ['stage2', 'stage3', 'stage4'], { ...options, samplesPerClass });

  // SGD, momentum 0.9, weight decay 1e-4 on every parameter; the learning rate falls to 0 along a cosine.
  return {
    net,
    optimizer: sgd({ learningRate, momentum: 0.9, weightDecay: 1e-4 }),
    schedule: cosine({ learningRate, epochs }),
    batchSize,
    testBatchSize: batchSize,
    train,
    test,
    samplesPerClass,
  };
}

export const job: Job<PhotoJobOptions, PhotoReading> = {
  name: 'inaturalist2018',
  title: 'ResNet-50 on iNaturalist 2018',
  options: {
    data: {
      value: 'folder',
      text: 'with train2018.json and val2018.json, or lists, and the images that they name',
      required: true,
    },
    ...photoOptions(backbones, defaults),
  },
  reading: photoReadingOptions,
  defaults: ({ batchSize }) => ({ ...defaults, ...scaledStep(paperStep, batchSize) }),
  folder: ({ method, backbone, seed }) => `inaturalist2018-${method}-${backbone}-s${seed}`,
  recipe,
};

await runIfMain(import.meta.url, job);
