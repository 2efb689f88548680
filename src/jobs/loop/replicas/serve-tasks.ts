import * as tf from '@tensorflow/tfjs-core';
import { messageOf } from '../../log/message-of';
import type { Net } from '../../nets/build-net';
import { batchOutputs, type ObservedNet, observedNet } from '../batch-outputs';
import { predictBatch } from '../predict-labels';
import { sizeOf } from '../step-batch';
import { gradientsInParts } from '../train-step';
import { trainingEnvironment } from '../training-environment';
import {
  forEachWeight,
  formsOfWeights,
  type ReplicaMemory,
  readWeights,
  weightsOfNet,
} from './replica-memory';
import type { ReplicaAnswer, ReplicaTask } from './replica-messages';
import type { ReplicaPort } from './replica-transport';
import { writeWeights } from './write-weights';

/** What a replica computes with. */
export interface ServedReplica {
  net: Net;
  /** What it shares with the main thread. */
  memory: ReplicaMemory;
  /** The most images that are computed at once. */
  microBatch: number;
  /** What the weights of the main thread's net are, as `formsOfWeights` says. */
  weights: readonly string[];
}

/** This thread's end of the way to the main thread. */
export type ServingPort = ReplicaPort<ReplicaAnswer, ReplicaTask>;

/**
 * Answers the tasks of the main thread, in their order.
 *
 * @throws Error where the net has other weights than that of the main thread
 */
export function serveTasks(port: ServingPort, replica: ServedReplica): void {
  assertFits(replica);
  const variables = replica.net.trainer.trainableWeights.map((weight) => weight.read() as tf.Variable);
  let observed: ObservedNet | undefined;
  let last: Promise<void> = Promise.resolve();
  port.onMessage((task) => {
    last = last.then(async () => {
      try {
        port.post(
          task.type === 'step'
            ? step(replica, variables, task)
            : await evaluate(replica, () => (observed ??= observedNet(replica.net)), task),
        );
      } catch (error) {
        port.post({ type: 'failure', message: messageOf(error) });
      }
    });
  });
  port.post({ type: 'ready' });
}

/** @throws Error where this thread rounds numbers otherwise than the main thread does */
export function assertArithmetic(ofMainThread: string): void {
  const { arithmetic } = trainingEnvironment();
  if (arithmetic !== ofMainThread) {
    throw new Error(`it computes in ${arithmetic} where the main thread computes in ${ofMainThread}`);
  }
}

function assertFits({ net, weights }: ServedReplica): void {
  const own = formsOfWeights(weightsOfNet(net.trainer));
  const count = Math.max(own.length, weights.length);
  const other = Array.from({ length: count }, (_, i) => i).find((i) => own[i] !== weights[i]);
  if (other === undefined) return;
  const [mine, theirs] = [own[other] ?? 'none', weights[other] ?? 'none'];
  throw new Error(
    `its net has other weights than that of the main thread (number ${other} is ${mine}, not ${theirs}): does the recipe depend on more than its options?`,
  );
}

function step(
  { net, memory, microBatch }: ServedReplica,
  variables: tf.Variable[],
  { part, whole }: Extract<ReplicaTask, { type: 'step' }>,
): ReplicaAnswer {
  const { trainableWeights, nonTrainableWeights } = net.trainer;
  writeWeights(weightsOfNet(net.trainer), memory.weights);
  const batch = { ...part, pixels: pixelsOf(memory, part.labels.length, part.imageShape) };
  const { lossAndCorrect, gradients } = gradientsInParts(net, variables, batch, whole, microBatch);
  const [loss, correct] = lossAndCorrect.dataSync<'float32'>();
  forEachWeight(trainableWeights, ({ name }, start, _end, index) => {
    const gradient = gradients.get(name);
    memory.hasGradient[index] = gradient ? 1 : 0;
    if (gradient) memory.gradients.set(gradient.dataSync<'float32'>(), start);
  });
  readWeights(nonTrainableWeights, memory.statistics);
  tf.dispose([lossAndCorrect, ...gradients.values()]);
  return { type: 'step', loss: loss!, correct: correct! };
}

async function evaluate(
  { net, memory }: ServedReplica,
  observed: () => ObservedNet,
  { type, size, imageShape, takesWeights }: Exclude<ReplicaTask, { type: 'step' }>,
): Promise<ReplicaAnswer> {
  if (takesWeights) writeWeights(weightsOfNet(net.trainer), memory.weights);
  const batch = { indices: new Int32Array(size), pixels: pixelsOf(memory, size, imageShape) };
  if (type === 'predict') return { type, result: await predictBatch(net.classifier, { imageShape }, batch) };
  return { type, result: await batchOutputs(observed(), { imageShape }, batch) };
}

function pixelsOf({ pixels }: ReplicaMemory, size: number, imageShape: readonly number[]): Float32Array {
  return pixels.subarray(0, size * sizeOf(imageShape));
}
