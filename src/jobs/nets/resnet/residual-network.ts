import { input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { wholeNumberFrom } from '../../../checks';
import { resolveOptions } from '../../../options';
import { randomStream } from '../../data/random-stream';
import { convNorm, zeroPadded } from '../conv-norm';
import { type AddStage, expertsOption, networkStages } from '../experts/expert-stages';
import { seedOptions } from '../seed-options';
import { type BlockOptions, relu } from './residual-blocks';

/** Options of the backbones for photographs. */
export interface BackboneOptions {
  /** Seed of the initial weights, a whole number in 0..2³²−1. Default 0. */
  seed?: number;
  /** Height and width of the images in pixels, a whole number of at least 1. Default 224. */
  imageSize?: number;
  /**
   * Number of experts, at least 2, as in RIDE and SADE: `stage3` and `stage4` are there once for each, as `expert1_stage3` and so on, with
   * three quarters of the channels, and each has an output. Default none.
   */
  experts?: number | undefined;
}

/**
 * Height and width in pixels, 224, of the images that photographs become where nothing else is asked for.
 *
 * @example
 * ```ts
 * import { buildBackbone, photoSize } from 'mbib/jobs';
 *
 * const backbone = buildBackbone('resnet10', { imageSize: photoSize / 2 });
 * ```
 */
export const photoSize = 224;

/** In what the residual networks for photographs differ. */
export interface Architecture {
  name: string;
  /** Number of blocks in each of the four stages. */
  blocks: [number, number, number, number];
  /** Adds a block of stage 1, 2, 3 or 4. */
  block: (x: SymbolicTensor, stage: number, options: StageBlockOptions) => SymbolicTensor;
}

/** The options of a block but for its channels, which are a share of those that a network without experts has there. */
export type StageBlockOptions = Omit<BlockOptions, 'filters'> & { share: number };

/**
 * A residual network for photographs, without its pooling and classifier: a 7×7 convolution and a 3×3 max pooling, both of
 * stride 2, then four stages of blocks. All stages but the first halve the map. The initial kernels are normal with variance
 * 2 / (k²·out).
 *
 * @returns a model from `[batch, imageSize, imageSize, 3]` to the map of the last stage; the layers `stage1`..`stage4` are
 * the outputs of the stages. With experts, one output for each
 * @throws RangeError | TypeError where an option is unknown or does not fit
 * @see He et al. 2016, Table 1; `ResNetFeature.py` of OLTR
 *
 * @example
 * ```ts
 * const net = residualNetwork({ name: 'tiny', blocks: [1, 1, 1, 1], block }, { seed: 0 });
 * ```
 */
export function residualNetwork(
  { name, blocks, block }: Architecture,
  options?: BackboneOptions,
): LayersModel {
  const { seed, imageSize, experts } = resolveOptions(options, backboneOptions);
  const random = randomStream(seed, 'initialiser');
  const fan = 'out';
  const images = input({ shape: [imageSize, imageSize, 3], name: 'images' });
  let x = convNorm(images, { name: 'stem', filters: 64, kernelSize: 7, stride: 2, fan, random });
  // Zero padding serves max pooling here: no number behind a ReLU is below 0.
  x = zeroPadded(relu(x, 'stem_relu'), 1, 'stem_pool_pad');
  x = layers.maxPooling2d({ name: 'stem_pool', poolSize: 3, strides: 2 }).apply(x) as SymbolicTensor;
  const stage: AddStage = (from, stageName, { prefix, width: share }) => {
    const number = 1 + stages.indexOf(stageName);
    const count = blocks[number - 1]!;
    let y = from;
    for (let index = 1; index <= count; index++) {
      const blockName = `${prefix}${stageName}_block${index}`;
      const outputName = index === count ? `${prefix}${stageName}` : `${blockName}_relu`;
      const stride = number > 1 && index === 1 ? 2 : 1;
      y = block(y, number, { name: blockName, outputName, stride, fan, random, share });
    }
    return y;
  };
  const outputs = networkStages(x, stages.slice(0, 2), stages.slice(2), experts, stage);
  return model({ inputs: images, outputs, name });
}

const stages = ['stage1', 'stage2', 'stage3', 'stage4'];

const backboneOptions = {
  ...seedOptions,
  ...expertsOption,
  imageSize: { check: wholeNumberFrom(1), default: photoSize },
};
