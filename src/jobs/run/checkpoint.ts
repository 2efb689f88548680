import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { FileError, writeFileAtomically } from '../files/atomic-file';
import { createFolder } from '../files/folder';
import { decodeTensorFile, encodeTensorFile, type StoredTensor } from '../files/tensor-file';
import type { RunState } from './run-state';

/** A run at one instant: where it stands, and every number that training changes. */
export interface Checkpoint {
  state: RunState;
  tensors: StoredTensor[];
}

/**
 * Saves everything that decides how a run goes on: weights, running statistics and optimizer state bit for bit, and
 * the state of the loop. Random numbers derive from seed, epoch and step, so no generator is among it.
 *
 * A process killed at any instant leaves the previous checkpoint or this one, whole.
 *
 * @throws FileError naming the file and the reason; the previous checkpoint is untouched
 */
export async function saveCheckpoint(
  path: string,
  state: RunState,
  model: LayersModel,
  optimizer: tf.Optimizer,
): Promise<void> {
  const weights = model.weights.map((weight, i) => ({ name: `model/${i}`, tensor: weight.read() }));
  const optimizerState = (await optimizer.getWeights()).map(({ name, tensor }) => ({
    name: `optimizer/${name}`,
    tensor,
  }));
  const tensors = await Promise.all(
    [...weights, ...optimizerState].map(
      async ({ name, tensor }): Promise<StoredTensor> => ({
        name,
        shape: tensor.shape,
        data: (await tensor.data()) as Float32Array | Int32Array,
      }),
    ),
  );
  await createFolder(dirname(path));
  await writeFileAtomically(path, encodeTensorFile({ metadata: { state: JSON.stringify(state) }, tensors }));
}

/**
 * Reads a checkpoint.
 *
 * @returns undefined where there is none
 * @throws Error where the file cannot be read or is not a checkpoint
 */
export async function readCheckpoint(path: string): Promise<Checkpoint | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new FileError(`Cannot read the checkpoint ${path}`, error);
  }
  try {
    const { metadata, tensors } = decodeTensorFile(bytes);
    return { state: JSON.parse(metadata.state!) as RunState, tensors };
  } catch (error) {
    throw new Error(`Cannot use the checkpoint ${path}: ${(error as Error).message}.`, { cause: error });
  }
}

/**
 * Puts a checkpoint's numbers back into a model and an optimizer built as they were when it was saved.
 *
 * @throws Error where the model has other weights than the checkpoint
 */
export async function restoreCheckpoint(
  { tensors }: Checkpoint,
  model: LayersModel,
  optimizer: tf.Optimizer,
): Promise<void> {
  const stored = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  for (const [i, weight] of model.weights.entries()) {
    const tensor = stored.get(`model/${i}`);
    if (tensor?.shape.join() !== weight.shape.join()) {
      throw new Error(
        `The checkpoint does not fit the model: ${weight.originalName} is [${weight.shape}] in the model, ` +
          `[${tensor?.shape ?? 'missing'}] in the checkpoint. It was written by another version of this program.`,
      );
    }
    const value = tf.tensor(tensor!.data, tensor!.shape);
    weight.write(value);
    value.dispose();
  }
  const optimizerTensors = tensors
    .filter(({ name }) => name.startsWith('optimizer/'))
    .map(({ name, shape, data }) => ({
      name: name.slice('optimizer/'.length),
      tensor: tf.tensor(data, shape, data instanceof Int32Array ? 'int32' : 'float32'),
    }));
  await optimizer.setWeights(optimizerTensors);
  tf.dispose(optimizerTensors.map(({ tensor }) => tensor));
}
