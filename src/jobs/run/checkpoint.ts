import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { FileError, writeFileAtomically } from '../files/atomic-file';
import { readWhole } from '../files/reading/read-whole';
import { decodeTensorFile, type StoredTensor } from '../files/tensor-file';
import { messageOf } from '../log/message-of';
import { keepPrevious } from './checkpoints/keep-previous';
import { encodeSealed, hasSeal, isSealed } from './checkpoints/sealed-tensor-file';
import { CheckpointError } from './run-errors';
import { parseRunState, type RunState } from './run-state';
import { BEST } from './selection/best-weights';

/**
 * Format of the checkpoint files that this version writes. Format 1 had no hash. Version 0.1.0 of mbib named no format; its files
 * have no names of variables.
 */
const CHECKPOINT_FORMAT = '2';

/** A run at one instant: where it stands, and every number that training changes. */
export interface Checkpoint {
  /** Path of the file that it was read from; messages name it. */
  path: string;
  state: RunState;
  tensors: StoredTensor[];
}

/**
 * Saves everything that decides how a run goes on: weights, running statistics and optimizer state bit for bit, and
 * the state of the loop. Random numbers derive from seed, epoch and step, so no generator is among it.
 *
 * A process killed at any instant leaves the previous checkpoint or this one, whole. The file has the hash of all that is in it.
 *
 * @param path in a folder that exists
 * @param previous path under which the checkpoint that was there before is kept; left out, it is not
 * @param others tensors that are saved along, under names of their own
 * @throws FileError naming the file and the reason; the previous checkpoint is untouched
 */
export async function saveCheckpoint(
  path: string,
  state: RunState,
  model: LayersModel,
  optimizer: tf.Optimizer,
  others: readonly StoredTensor[] = [],
  previous?: string,
): Promise<void> {
  const names = weightNames(model);
  const weights = model.weights.map((weight, i) => ({ name: MODEL + names[i], tensor: weight.read() }));
  const optimizerState = (await optimizer.getWeights()).map(({ name, tensor }) => ({
    name: OPTIMIZER + name,
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
  const metadata = { format: CHECKPOINT_FORMAT, state: JSON.stringify(state) };
  const bytes = encodeSealed({ metadata, tensors: [...tensors, ...others] });
  await writeFileAtomically(path, bytes, {
    beforeRename: async () => {
      if (previous !== undefined) await keepPrevious(path, previous);
    },
  });
}

const MODEL = 'model/';
const OPTIMIZER = 'optimizer/';

/** Names of a model's variables, in its order; one that is there already gets a number behind it. */
function weightNames(model: LayersModel): string[] {
  const seen = new Map<string, number>();
  return model.weights.map(({ originalName: name }) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name}#${count}`;
  });
}

/**
 * Reads a checkpoint.
 *
 * @returns undefined where there is none
 * @throws CheckpointError where the file is no checkpoint, or one of another format; FileError where it cannot be read
 */
export async function readCheckpoint(path: string): Promise<Checkpoint | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await readWhole(path);
  } catch (error) {
    if (error instanceof FileError && error.isMissing) return undefined;
    throw error;
  }
  return decodeCheckpoint(path, bytes);
}

/**
 * The checkpoint that some bytes are, to the last bit as they were written.
 *
 * @param path of the file, for messages
 * @throws CheckpointError where they are none, or one of another format
 */
export function decodeCheckpoint(path: string, bytes: Uint8Array): Checkpoint {
  const { metadata, tensors } = usable(path, () => decodeTensorFile(bytes));
  if (!hasSeal(bytes) && metadata.format !== CHECKPOINT_FORMAT) {
    throw new CheckpointError(path, otherFormat(metadata.format));
  }
  if (!isSealed(bytes)) {
    throw new CheckpointError(path, 'it is damaged or was changed: its sha256 is that of another content');
  }
  if (metadata.format !== CHECKPOINT_FORMAT) throw new CheckpointError(path, otherFormat(metadata.format));
  return { path, state: usable(path, () => parseRunState(metadata.state)), tensors };
}

/** What `read` returns; its error becomes one of the checkpoint. */
function usable<Content>(path: string, read: () => Content): Content {
  try {
    return read();
  } catch (error) {
    throw new CheckpointError(path, (error as Error).message, { cause: error });
  }
}

function otherFormat(format: string | undefined): string {
  const remedy = 'finish the run with the version that it was started with, or start another';
  return format === undefined
    ? `it was written by mbib 0.1.0 or is no checkpoint, as it names no format; ${remedy}`
    : `it is of format ${format}, this version of mbib reads format ${CHECKPOINT_FORMAT}; ${remedy}`;
}

/**
 * Puts a checkpoint's numbers back into a model and an optimizer built as they were when it was saved. Nothing is written
 * to the model where an error is thrown.
 *
 * @param hasBest whether the checkpoint must hold the weights of the run's best epoch, too; where not, it must hold none
 * @throws CheckpointError where the model or the optimizer is not as it was
 */
export async function restoreCheckpoint(
  { path, tensors }: Checkpoint,
  model: LayersModel,
  optimizer: tf.Optimizer,
  hasBest = false,
): Promise<void> {
  // The model's numbers are all checked, and the optimizer has taken its own, before the first is written to the model.
  const stored = assertFits({ path, tensors }, model, hasBest);
  await restoreOptimizer(path, tensors, optimizer);
  writeWeights(stored, model);
}

/**
 * Puts a checkpoint's weights back into a model, and leaves the state of its optimizer. Nothing is written where an error is thrown.
 *
 * @param hasBest as of {@link restoreCheckpoint}
 * @throws CheckpointError where the model is not as it was
 */
export function restoreWeights(
  checkpoint: Omit<Checkpoint, 'state'>,
  model: LayersModel,
  hasBest = false,
): void {
  writeWeights(assertFits(checkpoint, model, hasBest), model);
}

/** The weights that a checkpoint has for a model, in its order. */
function assertFits(
  { path, tensors }: Omit<Checkpoint, 'state'>,
  model: LayersModel,
  hasBest: boolean,
): readonly StoredTensor[] {
  const stored = tensors.filter(({ name }) => name.startsWith(MODEL));
  assertKnown(path, tensors);
  assertBest(path, tensors, hasBest ? model.weights : []);
  assertSameWeights(path, stored, model);
  return stored;
}

function writeWeights(stored: readonly StoredTensor[], model: LayersModel): void {
  for (const [i, weight] of model.weights.entries()) {
    const value = asTensor(stored[i]!);
    weight.write(value);
    value.dispose();
  }
}

/** Throws where a tensor is of no use. */
function assertKnown(path: string, tensors: readonly StoredTensor[]): void {
  const unknown = tensors.find(({ name }) => ![MODEL, OPTIMIZER, BEST].some((part) => name.startsWith(part)));
  if (unknown) throw new CheckpointError(path, `it has a tensor ${unknown.name}, which no checkpoint has`);
}

/** Throws unless there is a tensor of the best epoch for each of these weights, and no other one. */
function assertBest(path: string, tensors: readonly StoredTensor[], weights: LayersModel['weights']): void {
  const best = tensors.filter(({ name }) => name.startsWith(BEST));
  if (best.length === 0 && weights.length > 0) {
    throw new CheckpointError(path, 'it lacks the weights of its best epoch');
  }
  if (best.length > 0 && weights.length === 0) {
    throw new CheckpointError(path, 'it has weights of a best epoch, which this run does not keep');
  }
  const fits = (tensor: StoredTensor, i: number) =>
    tensor.name === `${BEST}${i}` &&
    tensor.shape.join() === weights[i]!.shape.join() &&
    typeOf(tensor) === weights[i]!.dtype;
  if (best.length === weights.length && best.every(fits)) return;
  throw new CheckpointError(path, 'the weights of its best epoch do not fit the model');
}

/** An optimizer refuses a state that does not fit before it takes any of it. */
async function restoreOptimizer(
  path: string,
  tensors: readonly StoredTensor[],
  optimizer: tf.Optimizer,
): Promise<void> {
  const state = tensors
    .filter(({ name }) => name.startsWith(OPTIMIZER))
    .map((stored) => ({ name: stored.name.slice(OPTIMIZER.length), tensor: asTensor(stored) }));
  try {
    await optimizer.setWeights(state);
  } catch (error) {
    const reason = `its optimizer state does not fit the recipe's optimizer: ${messageOf(error).replace(/\.$/, '')}`;
    throw new CheckpointError(path, reason, { cause: error });
  } finally {
    tf.dispose(state.map(({ tensor }) => tensor));
  }
}

function asTensor(stored: StoredTensor): tf.Tensor {
  return tf.tensor(stored.data, stored.shape, typeOf(stored));
}

function typeOf({ data }: StoredTensor): 'int32' | 'float32' {
  return data instanceof Int32Array ? 'int32' : 'float32';
}

function assertSameWeights(path: string, stored: readonly StoredTensor[], model: LayersModel): void {
  const names = weightNames(model);
  const fits = (tensor: StoredTensor, i: number) =>
    withoutAutomaticNumber(tensor.name.slice(MODEL.length)) === withoutAutomaticNumber(names[i] ?? '') &&
    tensor.shape.join() === model.weights[i]!.shape.join() &&
    typeOf(tensor) === model.weights[i]!.dtype;
  const count = Math.max(stored.length, names.length);
  for (let i = 0; i < count; i++) {
    const tensor = stored[i];
    if (tensor && fits(tensor, i)) continue;
    const weight = model.weights[i];
    const types = tensor && weight && typeOf(tensor) !== weight.dtype;
    const has = tensor
      ? `${tensor.name.slice(MODEL.length)} [${tensor.shape}]${types ? ` of ${typeOf(tensor)}` : ''}`
      : 'no more';
    const wanted = weight ? `${names[i]} [${weight.shape}]${types ? ` of ${weight.dtype}` : ''}` : 'no more';
    throw new CheckpointError(
      path,
      `it does not fit the model: as variable ${i + 1} it has ${has}, the model has ${wanted}; it is of another job, of other options or of another version of mbib`,
    );
  }
}

/**
 * TensorFlow.js numbers layers that have no name of their own, in the order in which a process builds them:
 * 'dense_Dense3/kernel'. Built again in the same process, the layer has another number.
 */
function withoutAutomaticNumber(name: string): string {
  return name.replace(/(_[A-Z][A-Za-z0-9]*?)\d+(?=\/)/, '$1');
}
