// Trains ResNet-10 or ResNeXt-50 on ImageNet-LT, as Section 4.1 of the paper; docs/imagenet-lt.md says where the data is.
//
//   npm install mbib @tensorflow/tfjs-core @tensorflow/tfjs-layers @tensorflow/tfjs-backend-webgpu webgpu sharp tsx
//   npx tsx imagenet-lt.ts --data imagenet     all options: --help
import 'mbib/accelerate';
import {
  buildNet,
  findPhotos,
  type ImagenetLtLists,
  imagenetNormalisation,
  type Job,
  type JobContext,
  loadImagenetLt,
  type PhotoJobOptions,
  type PhotoReading,
  photoOptions,
  photoReading,
  photoReadingOptions,
  photoSize,
  photoSource,
  pickLossOptions,
  type Recipe,
  runIfMain,
  type SelectionOptions,
  samplesPerClassOf,
  scaledStep,
  selectOption,
  startBackbone,
} from 'mbib/jobs';
import { cosine, sgd } from 'mbib/training';

/** The backbones of the paper's Table 2, with its batch size and learning rate for each. */
const backbones = {
  resnet10: { batchSize: 128, learningRate: 0.05 },
  resnext50: { batchSize: 64, learningRate: 0.025 },
} as const;

/** The options of every job on photographs, and on which list the network is evaluated, and which epoch counts. They decide what a run comes to. */
export interface ImagenetLtOptions extends PhotoJobOptions, SelectionOptions {
  backbone: keyof typeof backbones;
  evaluate: 'test' | 'val';
}

/** The paper's settings. */
const defaults = {
  method: 'mbib',
  backbone: 'resnet10',
  epochs: 90,
  seed: 0,
  backend: 'auto',
  gamma: 0.5,
  // Other papers' figures for ImageNet-LT: those of LADE and of MiSLAS.
  ladeAlpha: 0.05,
  ladeLambda: 0.5,
  smoothingHead: 0.3,
  smoothingTail: 0,
  imageSize: photoSize,
  evaluate: 'test',
  select: 'last',
} as const;

/** Reads the lists, and looks for every photograph that the run will read before anything else starts. */
export async function load(
  options: ImagenetLtOptions & PhotoReading,
  context: Pick<JobContext, 'tell'>,
): Promise<ImagenetLtLists> {
  const { evaluate, select } = options;
  if (select === 'val' && evaluate === 'val') {
    throw new RangeError(
      "options.evaluate must be 'test' where options.select is 'val': the images of val choose the epoch",
    );
  }
  const lists = await loadImagenetLt(options.data, options);
  const read = ['train', select === 'val' ? 'val' : evaluate, evaluate] as const;
  const there = await findPhotos(
    Object.fromEntries(read.map((name) => [name, lists[name]])),
    options,
    context,
  );
  return { ...lists, ...there };
}

/** Section 4.1 of the paper, with the lists and the augmentation of OLTR. */
export async function recipe(
  options: ImagenetLtOptions & PhotoReading,
  context: JobContext<ImagenetLtLists>,
): Promise<Recipe> {
  const { method, epochs, batchSize, learningRate, imageSize, evaluate, select } = options;

  // The data: training images are random resized crops, mirrored at random, with random brightness, contrast and saturation. Test
  // images are cropped at the centre.
  const lists = context.data ?? (await load(options, context));
  const samplesPerClass = samplesPerClassOf(lists.train);
  const reading = {
    imageSize,
    ...imagenetNormalisation,
    ...(await photoReading(options, context)),
  };
  const jitter = { brightness: 0.4, contrast: 0.4, saturation: 0.4 };
  const train = photoSource(lists.train, { ...reading, augmentation: { jitter } });
  const validation = select === 'val' ? photoSource(lists.val, reading) : undefined;
  const test = photoSource(lists[evaluate], reading);

  // The network: the backbone and the heads of the method, which observes the last three of four stages.
  const backbone = await startBackbone(options, context);
  const net = buildNet(method, backbone, ['stage2', 'stage3', 'stage4'], {
    ...pickLossOptions(options),
    samplesPerClass,
    seed: options.seed,
  });

  // The training: SGD with weight decay on every parameter; the learning rate falls to 0 along a cosine.
  return {
    net,
    optimizer: sgd({ learningRate, momentum: 0.9, weightDecay: 5e-4 }),
    schedule: cosine({ learningRate, epochs }),
    batchSize,
    testBatchSize: batchSize,
    train,
    validation,
    test,
    testedOn: evaluate === 'val' ? 'validation' : undefined,
    samplesPerClass,
  };
}

/** As the report and the help call it. */
const dataSet = 'ImageNet-LT';

/** The job for the command line: its name, its own options, and the recipe. */
export const job: Job<ImagenetLtOptions, PhotoReading, ImagenetLtLists> = {
  name: 'imagenet-lt',
  dataSet,
  title: `ResNet-10 or ResNeXt-50 on ${dataSet}`,
  guide: 'docs/imagenet-lt.md',
  options: {
    data: {
      value: 'folder',
      text: 'with ImageNet_LT_{train,val,test}.txt and, unless --images names another, the images',
      required: true,
    },
    evaluate: {
      value: 'images',
      text: `what measures the run (default: ${defaults.evaluate})`,
      choices: ['test', 'val'],
    },
    select: selectOption('ImageNet_LT_val.txt'),
    ...photoOptions(backbones, defaults),
  },
  reading: photoReadingOptions,
  defaults: ({ backbone = defaults.backbone, batchSize }) => ({
    ...defaults,
    ...scaledStep(backbones[backbone], batchSize),
  }),
  folder: ({ method, backbone, seed }) => `imagenet-lt-${method}-${backbone}-s${seed}`,
  photos: async (reading) => ({ ...(await loadImagenetLt(reading.data, reading)) }),
  load,
  recipe,
};

runIfMain(import.meta.url, job);
