import * as tf from '@tensorflow/tfjs-core';
import { denseBlocks } from '../../src/jobs/nets/grouped-conv2d/dense-blocks';
import type { GroupedConvolution } from '../../src/jobs/nets/grouped-conv2d/grouped-convolution';
import { depthwiseSum } from '../support/depthwise-sum';

/** Number of groups of ResNeXt-50's 3×3 convolutions. */
const GROUPS = 32;

/** Height and width, and channels of the maps of ResNeXt-50's four stages. */
const shapes = [
  { size: 56, channels: 128 },
  { size: 28, channels: 256 },
  { size: 14, channels: 512 },
  { size: 7, channels: 1024 },
];

/** How often, on how many images. */
export interface TimesOptions {
  batch: number;
  runs: number;
}

/** Milliseconds from some instant on. */
export type Clock = () => number;

/** The least milliseconds of the forward pass with both gradients on one shape, by strategy. */
export interface ShapeTimes {
  shape: string;
  milliseconds: Record<string, number>;
}

/**
 * Times the ways to compute ResNeXt-50's grouped convolutions with their gradients on the active backend. The strategies
 * take turns, so that other load on the machine meets all of them.
 */
export async function groupedConvolutionTimes(
  { batch, runs }: TimesOptions,
  clock: Clock,
  report: (times: ShapeTimes) => void,
): Promise<ShapeTimes[]> {
  const all: ShapeTimes[] = [];
  for (const { size, channels } of shapes) {
    const milliseconds: Record<string, number> = {};
    const x = tf.randomNormal<tf.Rank.R4>([batch, size, size, channels]);
    const kernel = tf.randomNormal<tf.Rank.R4>([3, 3, channels / GROUPS, channels]);
    for (let run = 0; run < runs; run++) {
      for (const [name, strategy] of strategies(channels)) {
        const start = clock();
        await computeGradients(strategy, x, kernel);
        milliseconds[name] = Math.min(milliseconds[name] ?? Number.POSITIVE_INFINITY, clock() - start);
      }
    }
    tf.dispose([x, kernel]);
    all.push({ shape: `${size}×${size}×${channels}`, milliseconds });
    report(all.at(-1)!);
  }
  return all;
}

function strategies(channels: number): [string, GroupedConvolution][] {
  const widths = [1, 2, 4, 8, 16, 32].map((together) => (together * channels) / GROUPS);
  return [
    ...widths.map((width): [string, GroupedConvolution] => [
      strategyName(width, channels),
      denseBlocks((width * GROUPS) / channels),
    ]),
    ['depthwise', depthwiseSum],
  ];
}

function strategyName(width: number, channels: number): string {
  if (width === channels / GROUPS) return 'split';
  return width === channels ? 'dense' : `blocks of ${width}`;
}

/** Ends when both gradients have been read back: work on a GPU is only queued before. */
async function computeGradients(strategy: GroupedConvolution, x: tf.Tensor4D, kernel: tf.Tensor4D) {
  const gradients = tf.tidy(() =>
    tf.grads((...[image, weights]: tf.Tensor[]) =>
      tf.sum(
        strategy(image as tf.Tensor4D, weights as tf.Tensor4D, {
          groups: GROUPS,
          strides: [1, 1],
          padding: 'same',
        }),
      ),
    )([x, kernel]),
  );
  await Promise.all(gradients.map((gradient) => gradient.data()));
  tf.dispose(gradients);
}
