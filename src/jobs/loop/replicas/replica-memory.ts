import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** The weights of a net, one after the other: those that are trained, and those that training changes besides. */
type NetWeights = Pick<LayersModel, 'trainableWeights' | 'nonTrainableWeights'>;

/** Memory that a replica's thread shares with the main thread, or has a copy of. Messages say when each may read or write it. */
export interface ReplicaMemory {
  /** What the main thread writes and all replicas read: the weights as they are before a step. */
  weights: Float32Array;
  /** The images of the replica. */
  pixels: Float32Array;
  /** The gradients of the trained weights, by the replica's images. */
  gradients: Float32Array;
  /** For each trained weight 1 where it has a gradient. */
  hasGradient: Uint8Array;
  /** The weights that are not trained, such as running statistics, as the step has left them. */
  statistics: Float32Array;
}

/** Whether threads share memory, or each has its own and numbers are sent. */
export type MemoryKind = 'shared' | 'copied';

/**
 * Memory for some replicas of a net.
 *
 * @param pixels numbers of the images of the largest batch that a replica is given
 * @param count of the threads
 * @param kind shared with threads, or of the main thread alone, where a page must not share any
 */
export function replicaMemories(
  { trainableWeights, nonTrainableWeights }: NetWeights,
  pixels: number,
  count: number,
  kind: MemoryKind,
): ReplicaMemory[] {
  const [trained, others] = [sizeOf(trainableWeights), sizeOf(nonTrainableWeights)];
  const bytes = (length: number) =>
    kind === 'shared' ? new SharedArrayBuffer(length) : new ArrayBuffer(length);
  const floats = (length: number) => new Float32Array(bytes(4 * length));
  const weights = floats(trained + others);
  return Array.from({ length: count }, () => ({
    weights,
    pixels: floats(pixels),
    gradients: floats(trained),
    hasGradient: new Uint8Array(bytes(trainableWeights.length)),
    statistics: floats(others),
  }));
}

type Weights = LayersModel['weights'];

function sizeOf(weights: Weights): number {
  return weights.reduce((sum, { shape }) => sum + lengthOf(shape), 0);
}

function lengthOf(shape: readonly (number | null)[]): number {
  return shape.reduce<number>((product, size) => product * size!, 1);
}

/** Calls `visit` for each weight with its place in an array that has all of them, one after the other. */
export function forEachWeight(
  weights: Weights,
  visit: (variable: tf.Variable, start: number, end: number, index: number) => void,
): void {
  let start = 0;
  for (const [index, weight] of weights.entries()) {
    const variable = weight.read() as tf.Variable;
    visit(variable, start, start + variable.size, index);
    start += variable.size;
  }
}

/** All weights of a net, in the order of the shared memory. */
export function weightsOfNet({ trainableWeights, nonTrainableWeights }: NetWeights): Weights {
  return [...trainableWeights, ...nonTrainableWeights];
}

/**
 * What weights are, in their order: the last part of each name, and the shape, as in 'kernel [3, 3, 16, 16]'. The rest of a name may count
 * the nets that a thread has built.
 */
export function formsOfWeights(weights: Weights): string[] {
  return weights.map(({ name, shape }) => {
    const kind = name
      .split('/')
      .at(-1)!
      .replace(/(_\d+)+$/, '');
    return `${kind} [${shape.join(', ')}]`;
  });
}

/** Copies weights into an array. */
export function readWeights(weights: Weights, into: Float32Array): void {
  forEachWeight(weights, (variable, start) => into.set(variable.dataSync<'float32'>(), start));
}
