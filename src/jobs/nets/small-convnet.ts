import { input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { assertWholeNumber, reject, rejectType, show } from '../../checks';
import { type Option, resolveOptions } from '../../options';
import { randomStream } from '../data/random-stream';
import { convNorm } from './conv-norm';
import { seedOptions } from './seed-options';

/**
 * A small convolutional network without its classifier, which trains in seconds: three stages of one convolution each, with 16,
 * 32 and 64 channels. The first stage keeps the size of the image, each following one halves it.
 *
 * @param options `seed` of the initial weights, a whole number in 0..2³²−1, default 0; `shape` of an image, `[height, width,
 * channels]`, default `[8, 8, 1]` for the bundled digits
 * @returns a model from `[batch, 8, 8, 1]` to `[batch, 2, 2, 64]` (for the default shape); the layers `stage1`, `stage2` and
 * `stage3` are the outputs of the stages
 * @throws RangeError | TypeError where an option is unknown or does not fit
 *
 * @example
 * ```ts
 * import { withMBIB } from 'mbib';
 * import { smallConvnet } from 'mbib/jobs';
 *
 * const net = withMBIB(smallConvnet({ seed: 0 }), ['stage1', 'stage2', 'stage3'], { classes: 10 });
 * ```
 */
export function smallConvnet(options?: {
  seed?: number;
  shape?: readonly [height: number, width: number, channels: number];
}): LayersModel {
  const { seed, shape } = resolveOptions(options, smallConvnetOptions);
  const random = randomStream(seed, 'initialiser');
  const images = input({ shape: [...shape], name: 'images' });
  let x = images;
  [16, 32, 64].forEach((filters, index) => {
    const stage = `stage${index + 1}`;
    x = convNorm(x, { name: `${stage}_conv`, filters, stride: index === 0 ? 1 : 2, random });
    x = layers.reLU({ name: stage }).apply(x) as SymbolicTensor;
  });
  return model({ inputs: images, outputs: x, name: 'small_convnet' });
}

type Shape = readonly [height: number, width: number, channels: number];

const shape: Option<Shape> = { check: assertShape, default: [8, 8, 1] };
const smallConvnetOptions = { ...seedOptions, shape } as const;

function assertShape(argument: string, value: Shape): void {
  const requirement = 'hold a height, a width and a number of channels';
  if (!Array.isArray(value)) rejectType(argument, requirement, show(value));
  if (value.length !== 3) reject(argument, requirement, show(value));
  value.forEach((size, i) => {
    assertWholeNumber(`${argument}[${i}]`, size, 1);
  });
}
