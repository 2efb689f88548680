import { input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { resolveOptions } from '../../../options';
import { randomStream } from '../../data/random-stream';
import { channelsOf, convNorm } from '../conv-norm';
import { type Branch, expertsOption, networkStages } from '../experts/expert-stages';
import { seedOptions } from '../seed-options';
import { basicBlock, relu, type Shortcut } from './residual-blocks';

const BLOCKS_PER_STAGE = 5;

/**
 * ResNet-32 for images of 32×32 pixels, without its classifier: three stages of five basic blocks with 16, 32 and 64 channels.
 * The second and the third stage halve the map. Shortcuts have no parameters (option A). It has 463,504 trainable parameters,
 * and layers of plain tfjs only.
 *
 * With experts, the second and the third stage are there once for each, with 24 and 48 channels, as in RIDE and SADE: 23,824 parameters
 * that all share, and 248,544 for each.
 *
 * @param options `seed` of the initial weights, a whole number in 0..2³²−1, default 0; `experts`, at least 2, by default none
 * @returns a model from `[batch, 32, 32, 3]` to `[batch, 8, 8, 64]`; the layers `stage1`, `stage2` and `stage3` are the
 * outputs of the stages. With experts, one output `[batch, 8, 8, 48]` for each, and layers `expert1_stage2`, `expert1_stage3` and so on
 * @throws RangeError | TypeError where an option is unknown or does not fit
 * @see He et al. 2016, Section 4.2; `resnet_cifar.py` of LDAM-DRW, `ride_resnet_cifar.py` of RIDE
 *
 * @example
 * ```ts
 * import { withMBIB } from 'mbib';
 * import { resnet32 } from 'mbib/jobs';
 *
 * const net = withMBIB(resnet32({ seed: 0 }), ['stage1', 'stage2', 'stage3'], { classes: 100 });
 * ```
 */
export function resnet32(options?: { seed?: number; experts?: number | undefined }): LayersModel {
  const { seed, experts } = resolveOptions(options, resnet32Options);
  const random = randomStream(seed, 'initialiser');
  const stage = (from: SymbolicTensor, stageName: keyof typeof stages, { prefix, width }: Branch) => {
    const filters = stages[stageName] * width;
    let x = from;
    for (let block = 1; block <= BLOCKS_PER_STAGE; block++) {
      const name = `${prefix}${stageName}_block${block}`;
      const outputName = block === BLOCKS_PER_STAGE ? `${prefix}${stageName}` : `${name}_relu2`;
      const stride = channelsOf(x) === filters ? 1 : 2;
      x = basicBlock(x, { filters, stride, name, outputName, random }, optionA);
    }
    return x;
  };
  const images = input({ shape: [32, 32, 3], name: 'images' });
  const stem = relu(convNorm(images, { name: 'stem', filters: 16, random }), 'stem_relu');
  const outputs = networkStages(stem, ['stage1'], ['stage2', 'stage3'], experts, stage);
  return model({ inputs: images, outputs, name: 'resnet32' });
}

/** Number of channels of each stage. */
const stages = { stage1: 16, stage2: 32, stage3: 64 } as const;

const resnet32Options = { ...seedOptions, ...expertsOption } as const;

/** The shortcut where the shape changes: every second pixel, and new channels of zeros, half before and half after the others. */
const optionA: Shortcut = (x, { filters, stride, name }) => {
  if (stride === 1) return x;
  const subsampled = layers
    .averagePooling2d({ name: `${name}_shortcut_subsample`, poolSize: 1, strides: stride, padding: 'valid' })
    .apply(x);
  const half = (filters - channelsOf(x)) / 2;
  // Told that the channels come first, the layer pads the last two axes. Here these are the width, by 0, and the channels.
  return layers
    .zeroPadding2d({
      name: `${name}_shortcut_channels`,
      padding: [
        [0, 0],
        [half, half],
      ],
      dataFormat: 'channelsFirst',
    })
    .apply(subsampled) as ReturnType<Shortcut>;
};
