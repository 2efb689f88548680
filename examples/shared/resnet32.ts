import { input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { channelsOf, convNorm } from './conv-norm';
import type { MersenneTwister } from './random';
import { randomStream } from './random-streams';

const BLOCKS_PER_STAGE = 5;

/**
 * ResNet-32 for 32×32 images without its classifier: three stages of five basic blocks with 16, 32 and 64 channels, the
 * second and third halving the map, shortcuts without parameters (option A). 463,504 trainable parameters. Stock layers
 * only, so that it saves and loads in plain tfjs.
 *
 * @param options `seed` of the kernels, a whole number in 0..2³²−1
 * @returns a model from `[batch, 32, 32, 3]` to `[batch, 8, 8, 64]`; the layers `stage1`, `stage2` and `stage3` are the
 * outputs of the stages
 * @throws RangeError where `seed` is not such a number
 * @see He et al. 2016, Section 4.2; `resnet_cifar.py` of LDAM-DRW
 *
 * @example
 * ```ts
 * const net = withMBIB(resnet32({ seed: 0 }), ['stage1', 'stage2', 'stage3'], { classes: 100 });
 * ```
 */
export function resnet32({ seed = 0 }: { seed?: number } = {}): LayersModel {
  const random = randomStream(seed, 'initialiser');
  const images = input({ shape: [32, 32, 3], name: 'images' });
  let x = convNorm(images, { name: 'stem', filters: 16, random });
  x = layers.reLU({ name: 'stem_relu' }).apply(x) as SymbolicTensor;
  [16, 32, 64].forEach((filters, index) => {
    for (let block = 1; block <= BLOCKS_PER_STAGE; block++) {
      const stage = `stage${index + 1}`;
      const name = `${stage}_block${block}`;
      const outputName = block === BLOCKS_PER_STAGE ? stage : `${name}_relu2`;
      x = basicBlock(x, { filters, name, outputName, random });
    }
  });
  return model({ inputs: images, outputs: x, name: 'resnet32' });
}

interface BlockOptions {
  filters: number;
  name: string;
  outputName: string;
  random: MersenneTwister;
}

function basicBlock(x: SymbolicTensor, { filters, name, outputName, random }: BlockOptions): SymbolicTensor {
  const widens = channelsOf(x) !== filters;
  let y = convNorm(x, { name: `${name}_conv1`, filters, stride: widens ? 2 : 1, random });
  y = layers.reLU({ name: `${name}_relu1` }).apply(y) as SymbolicTensor;
  y = convNorm(y, { name: `${name}_conv2`, filters, random });
  const shortcut = widens ? optionAShortcut(x, filters, `${name}_shortcut`) : x;
  const sum = layers.add({ name: `${name}_add` }).apply([y, shortcut]);
  return layers.reLU({ name: outputName }).apply(sum) as SymbolicTensor;
}

/** Every second pixel, and zeros for the new channels, half of them before and half after the old ones. */
function optionAShortcut(x: SymbolicTensor, filters: number, name: string): SymbolicTensor {
  const subsampled = layers
    .averagePooling2d({ name: `${name}_subsample`, poolSize: 1, strides: 2, padding: 'valid' })
    .apply(x);
  const half = (filters - channelsOf(x)) / 2;
  // Told that the channels come first, the layer pads the last two axes: here the width, by nothing, and the channels.
  return layers
    .zeroPadding2d({
      name: `${name}_channels`,
      padding: [
        [0, 0],
        [half, half],
      ],
      dataFormat: 'channelsFirst',
    })
    .apply(subsampled) as SymbolicTensor;
}
