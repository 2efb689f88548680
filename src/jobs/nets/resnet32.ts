import { input, type LayersModel, layers, model } from '@tensorflow/tfjs-layers';
import { resolveOptions } from '../../options';
import { randomStream } from '../data/random-stream';
import { channelsOf, convNorm } from './conv-norm';
import { basicBlock, relu, type Shortcut } from './residual-blocks';
import { seedOptions } from './seed-options';

const BLOCKS_PER_STAGE = 5;

/**
 * ResNet-32 for images of 32×32 pixels, without its classifier: three stages of five basic blocks with 16, 32 and 64 channels.
 * The second and the third stage halve the map. Shortcuts have no parameters (option A). It has 463,504 trainable parameters,
 * and layers of plain tfjs only.
 *
 * @param options `seed` of the initial weights, a whole number in 0..2³²−1, default 0
 * @returns a model from `[batch, 32, 32, 3]` to `[batch, 8, 8, 64]`; the layers `stage1`, `stage2` and `stage3` are the
 * outputs of the stages
 * @throws RangeError | TypeError where an option is unknown or does not fit
 * @see He et al. 2016, Section 4.2; `resnet_cifar.py` of LDAM-DRW
 *
 * @example
 * ```ts
 * import { withMBIB } from 'mbib';
 * import { resnet32 } from 'mbib/jobs';
 *
 * const net = withMBIB(resnet32({ seed: 0 }), ['stage1', 'stage2', 'stage3'], { classes: 100 });
 * ```
 */
export function resnet32(options?: { seed?: number }): LayersModel {
  const { seed } = resolveOptions(options, seedOptions);
  const random = randomStream(seed, 'initialiser');
  const images = input({ shape: [32, 32, 3], name: 'images' });
  let x = convNorm(images, { name: 'stem', filters: 16, random });
  x = relu(x, 'stem_relu');
  [16, 32, 64].forEach((filters, index) => {
    for (let block = 1; block <= BLOCKS_PER_STAGE; block++) {
      const stage = `stage${index + 1}`;
      const name = `${stage}_block${block}`;
      const outputName = block === BLOCKS_PER_STAGE ? stage : `${name}_relu2`;
      const stride = channelsOf(x) === filters ? 1 : 2;
      x = basicBlock(x, { filters, stride, name, outputName, random }, optionA);
    }
  });
  return model({ inputs: images, outputs: x, name: 'resnet32' });
}

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
