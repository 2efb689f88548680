import { input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { assertWholeNumber, reject, rejectType, show } from '../../checks';
import { type Option, resolveOptions } from '../../options';
import { randomStream } from '../data/random-stream';
import { convNorm } from './conv-norm';
import { type Branch, expertsOption, networkStages } from './experts/expert-stages';
import { seedOptions } from './seed-options';

/**
 * A small convolutional network without its classifier, which trains in seconds: three stages of one convolution each, with 16,
 * 32 and 64 channels. The first stage keeps the size of the image, each following one halves it.
 *
 * @param options `seed` of the initial weights, a whole number in 0..2³²−1, default 0; `shape` of an image, `[height, width,
 * channels]`, default `[8, 8, 1]` for the bundled digits; `experts`, at least 2, by default none: each has a second and a third stage of its
 * own, with 24 and 48 channels
 * @returns a model from `[batch, 8, 8, 1]` to `[batch, 2, 2, 64]` (for the default shape); the layers `stage1`, `stage2` and
 * `stage3` are the outputs of the stages. With experts, one output `[batch, 2, 2, 48]` for each, and layers `expert1_stage2`,
 * `expert1_stage3` and so on
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
  experts?: number | undefined;
}): LayersModel {
  const { seed, shape, experts } = resolveOptions(options, smallConvnetOptions);
  const random = randomStream(seed, 'initialiser');
  const images = input({ shape: [...shape], name: 'images' });
  const stage = (x: SymbolicTensor, stageName: keyof typeof stages, { prefix, width }: Branch) => {
    const name = `${prefix}${stageName}`;
    const stride = stageName === 'stage1' ? 1 : 2;
    const y = convNorm(x, { name: `${name}_conv`, filters: stages[stageName] * width, stride, random });
    return layers.reLU({ name }).apply(y) as SymbolicTensor;
  };
  const outputs = networkStages(images, ['stage1'], ['stage2', 'stage3'], experts, stage);
  return model({ inputs: images, outputs, name: 'small_convnet' });
}

/** Number of channels of each stage. */
const stages = { stage1: 16, stage2: 32, stage3: 64 } as const;

type Shape = readonly [height: number, width: number, channels: number];

const shape: Option<Shape> = { check: assertShape, default: [8, 8, 1] };
const smallConvnetOptions = { ...seedOptions, ...expertsOption, shape } as const;

function assertShape(argument: string, value: Shape): void {
  const requirement = 'hold a height, a width and a number of channels';
  if (!Array.isArray(value)) rejectType(argument, requirement, show(value));
  if (value.length !== 3) reject(argument, requirement, show(value));
  value.forEach((size, i) => {
    assertWholeNumber(`${argument}[${i}]`, size, 1);
  });
}
