import { input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { randomStream } from '../data/random-stream';
import { convNorm, zeroPadded } from './conv-norm';
import { type BlockOptions, relu } from './residual-blocks';

/** Options of the backbones for photographs. */
export interface BackboneOptions {
  /** Of the kernels, a whole number in 0..2³²−1; default 0. */
  seed?: number;
  /** Height and width of the images, a positive whole number; default 224. */
  imageSize?: number;
}

/** What sets one residual network for photographs apart from another. */
export interface Architecture {
  name: string;
  /** Blocks of the four stages. */
  blocks: [number, number, number, number];
  /** A block of stage 1..4. */
  block: (x: SymbolicTensor, stage: number, options: Omit<BlockOptions, 'filters'>) => SymbolicTensor;
}

/**
 * The frame that ImageNet's residual networks share, without pooling and classifier: a 7×7 stem of stride 2, a 3×3 maximum
 * of stride 2 and four stages, all but the first halving the map. Kernels are drawn from N(0, √(2/(k²·out))).
 *
 * @returns a model from `[batch, imageSize, imageSize, 3]` to the map of the last stage; the layers `stage1`..`stage4` are
 * the outputs of the stages
 * @throws RangeError where `seed` or `imageSize` is not such a number
 * @see He et al. 2016, Table 1; `ResNetFeature.py` of OLTR
 *
 * @example
 * ```ts
 * const net = residualNetwork({ name: 'tiny', blocks: [1, 1, 1, 1], block }, { seed: 0 });
 * ```
 */
export function residualNetwork(
  { name, blocks, block }: Architecture,
  { seed = 0, imageSize = 224 }: BackboneOptions = {},
): LayersModel {
  if (!Number.isInteger(imageSize) || imageSize < 1) {
    throw new RangeError(`imageSize must be a positive whole number such as 224, got ${imageSize}.`);
  }
  const random = randomStream(seed, 'initialiser');
  const fan = 'out';
  const images = input({ shape: [imageSize, imageSize, 3], name: 'images' });
  let x = convNorm(images, { name: 'stem', filters: 64, kernelSize: 7, stride: 2, fan, random });
  // After a ReLU a border of zeros does not change a maximum.
  x = zeroPadded(relu(x, 'stem_relu'), 1, 'stem_pool_pad');
  x = layers.maxPooling2d({ name: 'stem_pool', poolSize: 3, strides: 2 }).apply(x) as SymbolicTensor;
  blocks.forEach((count, index) => {
    const stage = `stage${index + 1}`;
    for (let number = 1; number <= count; number++) {
      const blockName = `${stage}_block${number}`;
      const outputName = number === count ? stage : `${blockName}_relu`;
      const stride = index > 0 && number === 1 ? 2 : 1;
      x = block(x, index + 1, { name: blockName, outputName, stride, fan, random });
    }
  });
  return model({ inputs: images, outputs: x, name });
}
