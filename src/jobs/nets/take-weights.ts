import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { blockDiagonalKernel, diagonalBlocks } from './grouped-conv2d/block-diagonal-kernel';
import { GroupedConv2D } from './grouped-conv2d/grouped-conv2d-layer';
import { notFiniteIn } from './not-finite-in';

/**
 * Gives a backbone the weights of a saved LayersModel: every weight of the backbone, running statistics included, gets the value of
 * the saved weight with the same name, such as `stem/kernel`. Other weights of the saved model, such as those of a classifier, are
 * ignored. A grouped convolution also takes a block-diagonal kernel, as `withStockConvolutions` saves it.
 *
 * @param model the backbone; it is not changed where an error is thrown
 * @param artifacts the saved model, as tfjs's loaders read it
 * @param saved name of the saved model, for messages
 * @returns the number of weights that were set
 * @throws Error where the saved model lacks a weight of the backbone, has it in another shape or with a value that is not finite
 */
export async function takeWeights(
  model: LayersModel,
  { weightData, weightSpecs }: tf.io.ModelArtifacts,
  saved: string,
): Promise<number> {
  const stored = tf.io.decodeWeights(weightData!, weightSpecs!);
  const groupsOfKernel = groupedKernels(model);
  const values: tf.Tensor[] = [];
  try {
    for (const { originalName: name, shape } of model.weights) {
      const value = stored[name];
      if (!value) {
        throw misfit(model, `lacks ${name} [${shape}]; it holds ${weightSpecs!.length} other weights`, saved);
      }
      const groups = groupsOfKernel.get(name);
      const fitting = await inShape(value, shape as number[], groups);
      if (!fitting) {
        const wanted = groups ? `[${shape}] or a block-diagonal kernel of ${groups} groups` : `[${shape}]`;
        throw misfit(model, `has ${name} as [${value.shape}], not ${wanted}`, saved);
      }
      values.push(fitting);
      const wrong = await notFiniteIn([[name, fitting]]);
      if (wrong) throw misfit(model, `has ${wrong}, which is not finite`, saved);
    }
    model.setWeights(values);
    return values.length;
  } finally {
    tf.dispose([...values, ...Object.values(stored)]);
  }
}

function misfit(model: LayersModel, what: string, saved: string): Error {
  return new Error(
    `${saved} ${what}. Give the folder of a model that was saved with the same backbone (${model.name}).`,
  );
}

function groupedKernels(model: LayersModel): Map<string, number> {
  const layers = model.layers.filter((layer) => layer instanceof GroupedConv2D);
  return new Map(layers.map(({ weights, groups }) => [weights[0]!.originalName, groups]));
}

/** A saved value in the shape of a weight; undefined where it does not fit. */
async function inShape(
  value: tf.Tensor,
  shape: number[],
  groups: number | undefined,
): Promise<tf.Tensor | undefined> {
  if (tf.util.arraysEqual(value.shape, shape)) return value;
  const [height, width, ins, outs] = shape as [number, number, number, number];
  if (!groups || !tf.util.arraysEqual(value.shape, [height, width, groups * ins, outs])) return undefined;
  const dense = value as tf.Tensor4D;
  const kernel = diagonalBlocks(dense, groups);
  const isBlockDiagonal = tf.tidy(() => tf.all(tf.equal(dense, blockDiagonalKernel(kernel, groups))));
  const [exact] = await isBlockDiagonal.data();
  isBlockDiagonal.dispose();
  if (exact) return kernel;
  kernel.dispose();
  return undefined;
}
