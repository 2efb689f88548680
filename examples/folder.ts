// Trains on your own pictures: a folder with a folder for each class. docs/own-images.md is the guide.
//
//   npm install mbib @tensorflow/tfjs-core @tensorflow/tfjs-layers @tensorflow/tfjs-converter @tensorflow/tfjs-backend-wasm sharp tsx
//   npx tsx folder.ts --data pictures     all options: --help
import 'mbib/accelerate';
import {
  buildFeatureNet,
  buildFrozenNet,
  buildNet,
  countPerClass,
  describeImageFolder,
  encodePhotos,
  expertsOf,
  type Features,
  folderOptions,
  folderSources,
  type ImageFolder,
  type Job,
  type JobContext,
  type JobOptions,
  loadImageFolder,
  type Method,
  type MethodName,
  methodNames,
  methods,
  type NormalisationName,
  openBackbone,
  pickLossOptions,
  type Recipe,
  readFeatures,
  runIfMain,
  splitFeatures,
  splitHash,
  trainableModel,
  usableSplits,
  uselessFolderOptions,
  wholeClassifier,
} from 'mbib/jobs';
import { adamW, cosine, sgd } from 'mbib/training';

/** The options of every job, and those of this one. They decide what a run comes to. */
export interface FolderOptions extends JobOptions {
  backbone: string;
  taps?: string;
  imageSize?: number;
  normalisation?: NormalisationName;
  weights?: string;
  train: 'heads' | 'all';
  views: number;
  splitSeed: number;
  many: number;
  few: number;
  zWidth: number;
  classifier: 'linear' | 'cosine';
  cosineScale: number;
  batchSize: number;
  learningRate: number;
  weightDecay: number;
}

/** Where the data is and how it is read. */
export interface FolderReading {
  data?: string;
  features?: string;
  labels?: string;
  cache?: string;
  workers?: number;
}

type Options = FolderOptions & FolderReading;

/** The defaults, and those that depend on what learns. They were chosen on validation pictures; the guide has the figures. */
const defaults = {
  method: 'mbib',
  seed: 0,
  backend: 'auto',
  backbone: 'efficientnet-lite0',
  train: 'heads',
  views: 1,
  splitSeed: 0,
  many: 100,
  few: 20,
  zWidth: 128,
  classifier: 'linear',
  cosineScale: 20,
} as const;
const steps = {
  heads: { epochs: 12, batchSize: 64, learningRate: 1e-3, weightDecay: 1e-2 },
  all: { epochs: 30, batchSize: 32, learningRate: 0.01, weightDecay: 5e-4, replicas: 'auto' },
} as const;

/** Heads on features that are computed once, or a whole network on pictures. */
export async function recipe(options: Options, context: JobContext<FolderData>): Promise<Recipe> {
  const { epochs, batchSize, learningRate, weightDecay, many, few } = options;
  const { net, whole, sources, split } = await netAndData(options, context);
  const { train, validation, test, testedOn } = sources;

  // The training: heads learn by AdamW, whole networks by SGD. The learning rate falls to 0 along a cosine.
  const optimizer =
    options.train === 'heads' || options.features !== undefined
      ? adamW({ learningRate, weightDecay })
      : sgd({ learningRate, weightDecay, momentum: 0.9 });

  // Every epoch is measured on the validation pictures, which choose the best one. The test pictures are read at the end.
  return {
    net,
    whole,
    optimizer,
    schedule: cosine({ learningRate, epochs }),
    batchSize,
    testBatchSize: 64,
    train,
    validation,
    test,
    testedOn,
    samplesPerClass: countPerClass(train),
    bounds: { many, few },
    split,
  };
}

/** Reads the features, or looks at every picture of the folder, before anything else starts. */
export async function load(options: Options, { tell }: Pick<JobContext, 'tell'>): Promise<FolderData> {
  const { data, features: file, labels, many, few, splitSeed } = options;
  if ((data === undefined) === (file === undefined)) {
    throw new RangeError(
      'Give either options.data, a folder of pictures, or options.features, a file of features.',
    );
  }
  if (few > many) throw new RangeError(`options.few must not exceed options.many (${many}), got ${few}`);
  if (file !== undefined) return { features: await readFeatures(file, { labels }) };
  const lists = await loadImageFolder(data!, { splitSeed });
  for (const text of describeImageFolder(lists.summary, { many, few })) tell({ type: 'note', text });
  usableSplits(lists, data!, { tell: () => {} });
  return { lists };
}

/** What {@link load} reads: one of the two. */
interface FolderData {
  features?: Features;
  lists?: ImageFolder;
}

async function netAndData(options: Options, context: JobContext<FolderData>) {
  const { data, features: file, method, seed, views, cache, workers, splitSeed } = options;
  const { zWidth, classifier, cosineScale } = options;
  const task = (train: Recipe['train']) => ({
    ...pickLossOptions(options),
    samplesPerClass: countPerClass(train),
    seed,
    zWidth,
    classifier: classifier === 'cosine' ? { cosine: cosineScale } : classifier,
  });
  const { features: given, lists } = context.data ?? (await load(options, context));

  // Features that were computed elsewhere: only heads are trained, and only heads are saved.
  if (!lists) {
    const sources = usableSplits(splitFeatures(given!, splitSeed), file!, context);
    const widths = given!.taps.map(({ width }) => width);
    const net = buildFeatureNet(method, widths, task(sources.train));
    return { net, whole: { classifier: net.featureClassifier }, sources };
  }

  const split = splitHash(lists);
  const backbone = await openBackbone(options, context);

  // A whole network: training pictures are random crops, mirrored at random.
  if (options.train === 'all') {
    const sources = usableSplits(await folderSources(lists, backbone, { workers }, context), data!, context);
    const net = buildNet(method, trainableModel(backbone), backbone.taps, task(sources.train));
    return { net, sources, split };
  }

  // Heads: the backbone computes the features of every picture once, and the heads learn from those.
  const imports = ['mbib/accelerate'];
  const features = await encodePhotos(lists, backbone, { views, cache, workers, imports }, context);
  const sources = usableSplits(features, data!, context);
  const net = buildFrozenNet(method, backbone.model, backbone.taps, task(sources.train));
  return { net: net.onFeatures, whole: wholeClassifier(net, backbone), sources, split };
}

/** The classifier that a method has where none is asked for, if it is not linear. */
function classifierOf(method: MethodName) {
  const { classifier }: Method = methods[method];
  return classifier && ({ classifier: 'cosine', cosineScale: classifier.cosine } as const);
}

/** Whether a method learns from a trained net that looks at images: of heads on features there is none. */
function needsTeacher(method: MethodName): boolean {
  const entry: Method = methods[method];
  return entry.needsTeacher ?? false;
}

/** The job for the command line: its name, its own options, and the recipe. */
export const job: Job<FolderOptions, FolderReading, FolderData> = {
  name: 'folder',
  title: 'your own pictures: a folder with a folder for each class',
  guide: 'docs/own-images.md',
  options: folderOptions(defaults),
  // It has no network of experts, and no teacher.
  methods: methodNames.filter((method) => expertsOf({ method }) === undefined && !needsTeacher(method)),
  reading: ['data', 'features', 'labels', 'cache', 'workers'],
  defaults: ({ method = defaults.method, train = defaults.train }) => ({
    ...defaults,
    ...steps[train],
    ...classifierOf(method),
  }),
  useless: uselessFolderOptions,
  folder: ({ method, backbone, train, seed, features }) =>
    features === undefined
      ? `folder-${method}-${backbone.replaceAll(/[^\w.-]+/g, '-')}-${train}-s${seed}`
      : `folder-${method}-features-s${seed}`,
  load,
  recipe,
};

runIfMain(import.meta.url, job);
