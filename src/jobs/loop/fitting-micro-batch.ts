import * as tf from '@tensorflow/tfjs-core';
import type { ImageBatches } from '../data/batch-source';
import type { Recipe } from './train-epoch';
import { partOfStep } from './train-step';

/** Sizes of the parts that are measured. */
const [SMALL, LARGE] = [2, 4] as const;

/** Tensors of a variable's size that a step has beside it: the sum of gradients, and what an optimizer keeps and makes anew. */
const COPIES_OF_VARIABLES = 5;

/** What a memory of WebAssembly can hold, with addresses of 32 bits. */
const LARGEST_HEAP = 2 ** 32;

/** The share of it that tensors may have; the rest is for kernels while they run, and for gaps between tensors. */
const SHARE = 0.7;

/** What a step needs of a recipe to be measured. */
export interface MeasuredRecipe extends Pick<Recipe, 'net' | 'batchSize'> {
  train: Pick<ImageBatches, 'imageShape'>;
}

/**
 * The most images of a batch that can be computed at once within some memory. What a step needs grows in proportion to them, so the
 * loss and the gradients of two small parts are computed, and the rest is arithmetic. The batch is cut into as few parts as
 * fit, as equal as can be. The weights are afterwards what they were, running statistics included.
 *
 * @param budget bytes that all tensors may have together, those that are there already included. Default: on wasm 0.7 of 4 GiB; the
 * memory of other backends has no limit that is known, so the whole batch is taken there.
 * @returns the size of the largest part: `batchSize` where the whole batch fits or the method's loss is not made up of the losses
 * of parts; 2 where nothing fits
 *
 * @example
 * ```ts
 * const microBatch = await fittingMicroBatch(recipe);
 * ```
 */
export async function fittingMicroBatch(recipe: MeasuredRecipe, budget = memoryBudget()): Promise<number> {
  const { net, batchSize } = recipe;
  if (!net.wholeBatch || batchSize <= LARGE || budget === Number.POSITIVE_INFINITY) return batchSize;
  const bytesOf = await stepBytes(recipe);
  let parts = 1;
  const largest = () => Math.ceil(batchSize / parts);
  while (largest() > 2 && bytesOf(largest()) > budget) parts++;
  return Math.max(2, largest());
}

function memoryBudget(): number {
  return tf.getBackend() === 'wasm' ? SHARE * LARGEST_HEAP : Number.POSITIVE_INFINITY;
}

/** The bytes that tensors have at the peak of a step, by the number of images that are computed at once. */
async function stepBytes({ net, batchSize, train }: MeasuredRecipe): Promise<(images: number) => number> {
  const variables = net.trainer.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const ofVariables = variables.reduce((sum, { size }) => sum + size, 0) * tf.util.bytesPerElement('float32');
  const image = tf.util.sizeFromShape([...train.imageShape]) * tf.util.bytesPerElement('float32');
  const weights = net.trainer.weights.map((weight) => weight.read() as tf.Variable);
  const before = weights.map((weight) => weight.clone());
  try {
    const peak = (images: number) => peakBytes(() => gradientsOf(net, variables, train.imageShape, images));
    const [small, large] = [await peak(SMALL), await peak(LARGE)];
    const each = (large - small) / (LARGE - SMALL);
    // The images of the whole batch are there all the time, and are cut into parts.
    const always = small - SMALL * each + COPIES_OF_VARIABLES * ofVariables + batchSize * image;
    return (images) => always + images * each;
  } finally {
    for (const [i, weight] of weights.entries()) weight.assign(before[i]!);
    tf.dispose(before);
  }
}

function gradientsOf(
  net: Recipe['net'],
  variables: tf.Variable[],
  imageShape: readonly number[],
  images: number,
): tf.Tensor {
  const labels = new Int32Array(images);
  const pixels = new Float32Array(images * tf.util.sizeFromShape([...imageShape]));
  const batch = { pixels, imageShape, labels, progress: 0 };
  const context = { whole: net.wholeBatch!(labels) };
  return tf.tidy(() => partOfStep(net, variables, batch, context).lossAndCorrect);
}

/** The most bytes that tensors had while `run` ran, after any of its kernels. */
async function peakBytes(run: () => tf.Tensor): Promise<number> {
  const { peakBytes, result } = await tf.profile(run as unknown as () => tf.TensorContainer);
  tf.dispose(result);
  return peakBytes;
}
