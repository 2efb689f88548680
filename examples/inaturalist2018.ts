// Trains ResNet-50 on iNaturalist 2018, as Section 4.1 of the paper; docs/inaturalist2018.md says where the data is.
//
//   npm install mbib @tensorflow/tfjs-core @tensorflow/tfjs-layers @tensorflow/tfjs-backend-webgpu webgpu sharp tsx
//   npx tsx inaturalist2018.ts --data inaturalist2018     all options: --help
import 'mbib/accelerate';
import {
  buildNet,
  findPhotos,
  type HeldOut,
  type HeldOutSelectionOptions,
  holdOutPhotos,
  inaturalistNormalisation,
  type Job,
  type JobContext,
  loadInaturalist2018,
  type PhotoJobOptions,
  type PhotoList,
  type PhotoReading,
  photoOptions,
  photoReading,
  photoReadingOptions,
  photoSize,
  photoSource,
  pickLossOptions,
  type Recipe,
  runIfMain,
  samplesPerClassOf,
  scaledStep,
  selectionDefaults,
  selectionOptions,
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
  // LADE's figures for iNaturalist 2018.
  ladeAlpha: 0.05,
  ladeLambda: 0.1,
  imageSize: photoSize,
} as const;

/** The paper's batch size and learning rate for ResNet-50; the other backbones are trained with the same. */
const paperStep = { batchSize: 64, learningRate: 0.025 };
const backbones = { resnet10: paperStep, resnet50: paperStep, resnext50: paperStep };

/** The options of every job on photographs, and which epoch counts. */
export type Inaturalist2018Options = PhotoJobOptions & HeldOutSelectionOptions;

/** What is trained on, what chooses the epoch, and what is tested on. */
export type Lists = HeldOut<PhotoList> & { test: PhotoList };

/** Reads the lists, and looks for every photograph that they name before anything else starts. */
export async function load(
  options: Inaturalist2018Options & PhotoReading,
  context: Pick<JobContext, 'tell'>,
): Promise<Lists> {
  const { valFraction, seed } = options;
  const { train, test } = await loadInaturalist2018(options.data, options);
  // By --select val, some training images of each class are held out to choose the epoch; by default none are.
  const held = holdOutPhotos(train, { valFraction, seed });
  return findPhotos({ ...held, test }, options, context);
}

/** Section 4.1 of the paper. The test set are the validation images, because the labels of the test images are not public. */
export async function recipe(
  options: Inaturalist2018Options & PhotoReading,
  context: JobContext<Lists>,
): Promise<Recipe> {
  const { method, epochs, batchSize, learningRate, imageSize, seed } = options;

  // The data: training images are random resized crops, mirrored at random. Test images are cropped at the centre.
  const lists = context.data ?? (await load(options, context));
  const samplesPerClass = samplesPerClassOf(lists.train);
  const reading = {
    imageSize,
    ...inaturalistNormalisation,
    ...(await photoReading(options, context)),
  };
  const train = photoSource(lists.train, { ...reading, augmentation: {} });
  const validation = lists.validation && photoSource(lists.validation, reading);
  const test = photoSource(lists.test, reading);

  // The network: the backbone and the heads of the method, which observes the last three of four stages.
  const backbone = await startBackbone(options, context);
  const net = buildNet(method, backbone, ['stage2', 'stage3', 'stage4'], {
    ...pickLossOptions(options),
    samplesPerClass,
    seed,
  });

  // The training: SGD with weight decay on every parameter; the learning rate falls to 0 along a cosine.
  return {
    net,
    optimizer: sgd({ learningRate, momentum: 0.9, weightDecay: 1e-4 }),
    schedule: cosine({ learningRate, epochs }),
    batchSize,
    testBatchSize: batchSize,
    train,
    validation,
    test,
    samplesPerClass,
  };
}

/** As the report and the help call it. */
const dataSet = 'iNaturalist 2018';

/** The job for the command line: its name, its own options, and the recipe. */
export const job: Job<Inaturalist2018Options, PhotoReading, Lists> = {
  name: 'inaturalist2018',
  dataSet,
  title: `ResNet-50 on ${dataSet}`,
  guide: 'docs/inaturalist2018.md',
  options: {
    data: {
      value: 'folder',
      text: 'with train2018.json and val2018.json, or lists, and, unless --images names another, the images',
      required: true,
    },
    ...photoOptions(backbones, defaults),
    ...selectionOptions,
  },
  reading: photoReadingOptions,
  defaults: (given) => ({
    ...defaults,
    ...scaledStep(paperStep, given.batchSize),
    ...selectionDefaults(given),
  }),
  folder: ({ method, backbone, seed }) => `inaturalist2018-${method}-${backbone}-s${seed}`,
  photos: async (reading) => ({ ...(await loadInaturalist2018(reading.data, reading)) }),
  load,
  recipe,
};

runIfMain(import.meta.url, job);
