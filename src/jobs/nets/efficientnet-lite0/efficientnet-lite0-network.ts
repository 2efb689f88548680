import { input, type LayersModel, model } from '@tensorflow/tfjs-layers';
import { randomStream } from '../../data/random-stream';
import { convolution, invertedBottleneck, relu6 } from './inverted-bottleneck';

/** Blocks of one width in a row: the first has the stride, the others 1. */
interface Row {
  blocks: number;
  kernelSize: number;
  stride: number;
  filters: number;
}

/** The blocks of the stages, each of which halves the map in its first block. */
const stages: Row[][] = [
  [{ blocks: 2, kernelSize: 3, stride: 2, filters: 24 }],
  [{ blocks: 2, kernelSize: 5, stride: 2, filters: 40 }],
  [
    { blocks: 3, kernelSize: 3, stride: 2, filters: 80 },
    { blocks: 3, kernelSize: 5, stride: 1, filters: 112 },
  ],
  [
    { blocks: 4, kernelSize: 5, stride: 2, filters: 192 },
    { blocks: 1, kernelSize: 3, stride: 1, filters: 320 },
  ],
];

/** Number of channels of the last map. */
const headFilters = 1280;

/**
 * EfficientNet-Lite0 without its pooling and classifier, with random weights: kernels normal with variance 2 / (k²·out), those of
 * depthwise convolutions with 2 / k². 3,371,008 trainable parameters.
 *
 * @param side height and width of the images; null leaves them open
 * @returns a model from `[batch, side, side, 3]` to `[batch, ⌈side/32⌉, ⌈side/32⌉, 1280]`. The layers `stage1`..`stage4` are the
 * last maps at a 4th, 8th, 16th and 32nd of the side, with 24, 40, 112 and 1,280 channels
 * @see Tan and Le 2019, Table 1; `efficientnet_lite_builder.py` of tensorflow/tpu, for what Lite leaves out
 *
 * @example
 * ```ts
 * const net = efficientNetLite0Network(224, 0);
 * ```
 */
export function efficientNetLite0Network(side: number | null, seed: number): LayersModel {
  const random = randomStream(seed, 'initialiser');
  const images = input({ shape: [side, side, 3], name: 'images' });
  const stem = { name: 'stem', filters: 32, kernelSize: 3, stride: 2, random };
  let x = relu6(convolution(images, stem), 'stem_relu');
  const first = { name: 'stem_block', filters: 16, kernelSize: 3, stride: 1, expansion: 1, random };
  x = invertedBottleneck(x, first);
  stages.forEach((rows, index) => {
    const stage = `stage${index + 1}`;
    const blocks = rows.flatMap(blocksOf);
    blocks.forEach((block, number) => {
      const name = `${stage}_block${number + 1}`;
      const names = number === blocks.length - 1 ? { name, outputName: stage } : { name };
      x = invertedBottleneck(x, { ...names, ...block, expansion: 6, random });
    });
  });
  x = convolution(x, { name: 'head', filters: headFilters, random });
  return model({ inputs: images, outputs: relu6(x, 'stage4'), name: 'efficientnet-lite0' });
}

function blocksOf({ blocks, stride, ...block }: Row) {
  return Array.from({ length: blocks }, (_, number) => ({ ...block, stride: number === 0 ? stride : 1 }));
}
