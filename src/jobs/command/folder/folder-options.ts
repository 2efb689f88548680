import { assertNotNegative, assertPositive, assertWholeNumber, wholeNumberFrom } from '../../../checks';
import { assertUint32 } from '../../data/uint32';
import { assertModelFiles } from '../../files/assert-model-files';
import { messageOf } from '../../log/message-of';
import { didYouMean } from '../../log/near-miss';
import type { UselessOption } from '../../loop/batch-options';
import { type Method, type MethodName, methods } from '../../nets/methods';
import { SIZE_STEP } from '../../photos/pixels/assert-image-size';
import { mostDefaultWorkers } from '../../photos/reading/photo-workers';
import { namedBackbones, normalisationNames } from '../../run/folder/open-backbone';
import type { JobOption } from '../../run/job-options';
import { multipleOf } from '../option-values';

/** The most threads that a command starts: more than any processor needs for one training. */
const MOST_WORKERS = 64;

/** The most views of a picture: more of them take longer than they help. */
const MOST_VIEWS = 100;

/** Defaults of a job on a folder of pictures, for its help. */
export interface FolderDefaults {
  /** The backbone. */
  backbone: string;
  /** What learns. */
  train: string;
  /** Number of views of a training picture. */
  views: number;
  /** Seed of a split that is made. */
  splitSeed: number;
  /** Bound of the many-shot classes. */
  many: number;
  /** Bound of the few-shot classes. */
  few: number;
  /** Width of z. */
  zWidth: number;
  /** The classifiers of the heads. */
  classifier: string;
  /** Scale of a cosine classifier. */
  cosineScale: number;
}

/**
 * The options of a job that trains on a folder of pictures, or on features from a file, each with its text for the help and its
 * check.
 *
 * @param defaults of the job, which the help names
 * @returns the options by their names, for a job's `options`
 *
 * @example
 * ```ts
 * import { folderOptions, type JobOption } from 'mbib/jobs';
 *
 * const options: Record<string, JobOption> = folderOptions({
 *   backbone: 'efficientnet-lite0',
 *   train: 'heads',
 *   views: 1,
 *   splitSeed: 0,
 *   many: 100,
 *   few: 20,
 *   zWidth: 128,
 *   classifier: 'linear',
 *   cosineScale: 20,
 * });
 * ```
 */
export function folderOptions(defaults: FolderDefaults): Record<string, JobOption> {
  const usual = (name: keyof FolderDefaults) => `(default: ${defaults[name]})`;
  return {
    data: {
      value: 'folder',
      example: 'pictures',
      text: 'with a folder of pictures for each class, or train, val and test with such folders',
    },
    features: {
      value: 'file',
      text: 'features instead of pictures: npy, npz or safetensors, with an array a tap and labels',
    },
    labels: { value: 'file', text: 'the labels of features that come without (npy)' },
    ...backboneOptions(usual),
    splitSeed: {
      value: 'n',
      text: `seed of the split 70/10/20 where the data has none ${usual('splitSeed')}`,
      number: true,
      check: assertUint32,
    },
    many: number(
      'n',
      `classes with more training pictures are many-shot ${usual('many')}`,
      assertNotNegative,
    ),
    few: number('n', `classes with fewer training pictures are few-shot ${usual('few')}`, assertNotNegative),
    zWidth: number('n', `width of the representation z ${usual('zWidth')}`, wholeNumberFrom(1)),
    classifier: {
      value: 'kind',
      text: `classifier of every head (default: ${defaults.classifier}${ofMethods((scale) => `cosine of scale ${scale}`)})`,
      choices: ['linear', 'cosine'],
    },
    cosineScale: number(
      'x',
      `scale of a cosine classifier (default: ${defaults.cosineScale}${ofMethods(String)})`,
      assertPositive,
    ),
    batchSize: number('n', 'pictures a step (default: 64; 32 for --train all)', wholeNumberFrom(1)),
    learningRate: number(
      'x',
      'at the start (default: that of what learns, see the guide)',
      assertNotNegative,
    ),
    weightDecay: number('x', 'weight decay (default: that of what learns, see the guide)', assertNotNegative),
    cache: {
      value: 'folder',
      text: 'where features are kept for the next run (default: mbib/features in $XDG_CACHE_HOME or ~/.cache)',
    },
    workers: number(
      'n',
      `threads that read pictures (default: one a core, at most ${mostDefaultWorkers})`,
      (argument, value) => assertWholeNumber(argument, value, 1, MOST_WORKERS + 1),
    ),
  };
}

/** What decides which options of a job on a folder have an effect. */
export interface DecidingFolderOptions {
  /** The method. */
  method: MethodName;
  /** What learns. */
  train: 'heads' | 'all';
  /** The classifiers of the heads. */
  classifier: 'linear' | 'cosine';
  /** The file of the features, where they are given in place of pictures. */
  features?: string | undefined;
  /** The folder of the pictures, where they are given. */
  data?: string | undefined;
}

/**
 * The options of {@link folderOptions} that have no effect with the others: for a job's `useless`.
 *
 * @example
 * ```ts
 * import { uselessFolderOptions } from 'mbib/jobs';
 *
 * const options = { method: 'ce', train: 'heads', classifier: 'linear', data: 'pictures' } as const;
 * console.log(uselessFolderOptions(options).map(({ option }) => option).join()); // cosineScale,zWidth,labels
 * ```
 */
export function uselessFolderOptions(options: DecidingFolderOptions): UselessOption[] {
  const { method, train, classifier, features, data } = options;
  const by = (name: keyof DecidingFolderOptions, value: string, useless: readonly string[]) =>
    useless.map((option) => ({ option, by: name, value }));
  const { twoBranches }: Method = methods[method];
  return [
    ...(classifier === 'cosine' ? [] : by('classifier', classifier, ['cosineScale'])),
    ...(twoBranches ? [] : by('method', method, ['zWidth'])),
    ...(features === undefined ? [] : by('features', features, OF_PICTURES)),
    ...(data === undefined ? [] : by('data', data, ['labels'])),
    ...(train === 'heads' ? [] : by('train', train, ['views'])),
  ];
}

/** Options that decide what a run on pictures comes to, and mean nothing to one on features. */
const OF_PICTURES = ['train', 'backbone', 'taps', 'imageSize', 'normalisation', 'weights', 'views'] as const;

function backboneOptions(usual: (name: keyof FolderDefaults) => string): Record<string, JobOption> {
  return {
    backbone: {
      value: 'name',
      text: `${namedBackbones.join(', ')}, or the path or URL of a LayersModel or GraphModel ${usual('backbone')}`,
      assertUsable: assertBackbone,
    },
    taps: {
      value: 'names',
      text: 'layers or nodes to observe, shallow to deep: a,b,c (default: the ends of the last three stages)',
    },
    imageSize: number(
      'n',
      `side of the images in pixels, a multiple of ${SIZE_STEP} (default: the model's own, or 224)`,
      multipleOf(SIZE_STEP, 32, 1024),
    ),
    normalisation: {
      value: 'name',
      text: "what the backbone takes pixels as (default: a named one's own, 0-1 for one from a path)",
      choices: normalisationNames,
    },
    weights: {
      value: 'path',
      text: 'start the backbone from a saved tfjs LayersModel',
      assertUsable: assertModelFiles,
    },
    train: {
      value: 'what',
      text: `what learns; all takes all cores, by --replicas auto ${usual('train')}`,
      choices: ['heads', 'all'],
    },
    views: number(
      'n',
      `views of a training picture for --train heads: its centre and random crops ${usual('views')}`,
      (argument, value) => assertWholeNumber(argument, value, 1, MOST_VIEWS + 1),
    ),
  };
}

/** Throws where the files of a backbone that is named by its path cannot be read. */
async function assertBackbone(backbone: string): Promise<void> {
  if (namedBackbones.includes(backbone as never)) return;
  try {
    await assertModelFiles(backbone);
  } catch (error) {
    throw new Error(`${messageOf(error).replace(/\.$/, '')}${didYouMean(backbone, namedBackbones)}`, {
      cause: error,
    });
  }
}

function number(value: string, text: string, check: NonNullable<JobOption['check']>): JobOption {
  return { value, text, number: true, check };
}

/** What a help adds for the methods that learn from features and have a cosine classifier of their own. */
function ofMethods(show: (scale: number) => string): string {
  const entries = Object.entries<Method>(methods);
  return entries
    .flatMap(([name, { classifier, experts }]) =>
      classifier && !experts ? [`, for ${name} ${show(classifier.cosine)}`] : [],
    )
    .join('');
}
