import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type GraphBackbone, listTaps } from 'mbib';
import { reject, show } from '../../../checks';
import {
  cifarNormalisation,
  efficientNetLiteNormalisation,
  imagenetNormalisation,
  type Normalisation,
} from '../../data/preprocessing/normalisations';
import { loadBackboneWeights } from '../../files/load-backbone-weights';
import { efficientNetLite0 } from '../../files/pretrained/efficientnet-lite0';
import { encoderOf } from '../../nets/frozen/encoder-of';
import { photoSize } from '../../nets/resnet/residual-network';
import { resnet10 } from '../../nets/resnet/resnet10';
import { resnet32 } from '../../nets/resnet/resnet32';
import type { JobContext } from '../job';
import { ownBackbone } from './own-backbone';

/** What {@link openBackbone} reads of a run's options. */
export interface BackboneChoice {
  /** `'efficientnet-lite0'`, which knows ImageNet, `'resnet10'`, `'resnet32'`, or the path or URL of a LayersModel or a GraphModel. */
  backbone: string;
  /** Seed of the weights that are random. */
  seed: number;
  /** Names of the layers or nodes that are observed, shallow to deep, with commas between. Default: see {@link openBackbone}. */
  taps?: string | undefined;
  /** Side of the images in pixels. Default: that of the model, or 224. */
  imageSize?: number | undefined;
  /** The values that the model takes pixels as. Default: the backbone's own, and `'0-1'` for a model from a path or URL. */
  normalisation?: NormalisationName | undefined;
  /** Path of a saved LayersModel whose weights the backbone starts from. */
  weights?: string | undefined;
}

/** A backbone that is ready for pictures. */
export interface OpenBackbone {
  /** The model. */
  model: LayersModel | GraphBackbone;
  /** Names of the layers or nodes that are observed, shallow to deep. */
  taps: readonly string[];
  /** The width of the features of each tap, pooled. */
  widths: readonly number[];
  /** Side of its images in pixels. */
  imageSize: number;
  /** How pixels become what it takes. */
  normalisation: Normalisation;
  /** Path or URL of its files, where it is a GraphModel: the classifier that is saved brings them along. */
  files?: string | undefined;
  /** Whether its weights are random, so that it has to be trained along. */
  random: boolean;
}

const equal = (mean: number, std: number): Normalisation => ({
  mean: [mean, mean, mean],
  std: [std, std, std],
});

/** What a model may take pixels as: all of 0..1, −1..1 or 0..255, or as a data set's models do. */
const normalisations: Readonly<Record<NormalisationName, Normalisation>> = {
  '0-1': equal(0, 1),
  '-1-1': equal(0.5, 0.5),
  '0-255': equal(0, 1 / 255),
  imagenet: imagenetNormalisation,
  cifar: cifarNormalisation,
  'efficientnet-lite': efficientNetLiteNormalisation,
};

/** What a model may take pixels as: all of 0..1, −1..1 or 0..255, or as the models of a data set do. */
export type NormalisationName = '0-1' | '-1-1' | '0-255' | 'imagenet' | 'cifar' | 'efficientnet-lite';

/** The names of the normalisations that a job may be told. */
export const normalisationNames = Object.keys(normalisations) as readonly NormalisationName[];

/** Backbones that have a name. */
const named = {
  'efficientnet-lite0': {
    build: ({ imageSize = photoSize }: BackboneChoice) => efficientNetLite0({ imageSize }),
    taps: ['stage2', 'stage3', 'stage4'],
    normalisation: 'efficientnet-lite',
    random: false,
  },
  resnet10: {
    build: ({ imageSize = photoSize, seed }: BackboneChoice) => resnet10({ imageSize, seed }),
    taps: ['stage2', 'stage3', 'stage4'],
    normalisation: 'imagenet',
    random: true,
  },
  resnet32: {
    build: ({ seed }: BackboneChoice) => resnet32({ seed }),
    taps: ['stage1', 'stage2', 'stage3'],
    normalisation: 'cifar',
    random: true,
  },
} as const;

/** The names of the backbones that need no path. */
export const namedBackbones = Object.keys(named) as readonly (keyof typeof named)[];

/**
 * Opens the backbone that an option names: EfficientNet-Lite0 with the weights of ImageNet, ResNet-10 or ResNet-32 with random ones,
 * or a model from a path or URL. Where no taps are given, those of the named backbones are their last three stages, and those of
 * another model the last three that `listTaps` finds, which is told.
 *
 * @param choice the options that say which
 * @param context what the job's recipe was given
 * @returns the model, its taps, and how pictures become what it takes
 * @throws Error where the model cannot be read; RangeError or TypeError where it does not take square colour pictures, has weights that are
 *   not finite, a tap is not found or the size does not fit
 *
 * @example
 * ```ts
 * import { type JobContext, openBackbone } from 'mbib/jobs';
 *
 * declare const context: JobContext; // what a recipe is given
 * const { widths, imageSize } = await openBackbone({ backbone: 'efficientnet-lite0', seed: 0 }, context);
 * console.log(widths, imageSize); // [40, 112, 1280], 224
 * ```
 */
export async function openBackbone(
  choice: BackboneChoice,
  { tell, resumed }: Pick<JobContext, 'tell' | 'resumed'>,
): Promise<OpenBackbone> {
  const { backbone, weights } = choice;
  const known = Object.hasOwn(named, backbone) ? named[backbone as keyof typeof named] : undefined;
  const model = known ? await known.build(choice) : await ownBackbone(backbone);
  const imageSize = sideOf(model, choice);
  const taps =
    choice.taps?.split(',').map((name) => name.trim()) ??
    known?.taps ??
    inOptions(() => lastTaps(model, imageSize, tell));
  if (weights !== undefined && !resumed) {
    if (!('layers' in model))
      reject('options.weights', 'be left out for a GraphModel, which brings its own', show(weights));
    const count = await loadBackboneWeights(model, weights);
    tell({ type: 'weights', count, from: weights });
  }
  const { widths, dispose } = inOptions(() => encoderOf(model, taps, [imageSize, imageSize, 3]));
  dispose();
  const normalisation = normalisations[choice.normalisation ?? known?.normalisation ?? '0-1'];
  return {
    model,
    taps,
    widths,
    imageSize,
    normalisation,
    files: 'layers' in model ? undefined : backbone,
    random: (known?.random ?? false) && weights === undefined,
  };
}

/** What `make` returns; an error about the backbone or its taps names the option that they come from. */
function inOptions<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) {
      error.message = error.message
        .replace(/^tapLayers(\[\d+\])?/, 'options.taps')
        .replace(/^(the GraphModel|backbone)\b/, 'options.backbone');
    }
    throw error;
  }
}

/** The side of a model's images: the one that it has, else the one that was asked for, else that of photographs. */
function sideOf(model: LayersModel | GraphBackbone, { imageSize, backbone }: BackboneChoice): number {
  const [, height] = model.inputs[0]?.shape ?? [];
  const own = height && height > 0 ? height : undefined;
  if (own !== undefined && imageSize !== undefined && own !== imageSize) {
    throw new RangeError(
      `${backbone} takes images of ${own} × ${own} pixels, and options.imageSize is ${imageSize}`,
    );
  }
  return own ?? imageSize ?? photoSize;
}

function lastTaps(
  model: LayersModel | GraphBackbone,
  imageSize: number,
  tell: JobContext['tell'],
): readonly string[] {
  const found = listTaps(model, 'layers' in model ? {} : { inputShape: [imageSize, imageSize, 3] }).slice(-3);
  const shown = found.map(({ name, shape }) => `${name} [${shape.slice(1).join(' × ')}]`);
  tell({ type: 'note', text: `Taps, because none are given: ${shown.join(', ')}` });
  return found.map(({ name }) => name);
}
