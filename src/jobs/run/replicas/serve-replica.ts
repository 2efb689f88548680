import { parentPort } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../../backend/start-backend';
import { messageOf } from '../../log/message-of';
import { predictBatch } from '../../loop/predict-labels';
import { sizeOf } from '../../loop/step-batch';
import { gradientsInParts } from '../../loop/train-step';
import { trainingEnvironment } from '../../loop/training-environment';
import type { Net } from '../../nets/build-net';
import type { Job } from '../job';
import { forEachWeight, type ReplicaMemory, readWeights, weightsOfNet } from './replica-memory';
import type { ReplicaAnswer, ReplicaTask } from './replica-messages';
import type { ReplicaRequest } from './replica-request';
import { writeWeights } from './write-weights';

/**
 * Makes this thread a replica of a run: builds the net of the job, and computes what the main thread asks for. Ends with that.
 *
 * @param jobs to choose from, by the name in the request
 */
export async function serveReplica(
  request: ReplicaRequest,
  // biome-ignore lint/suspicious/noExplicitAny: any job, each with its own options.
  jobs: readonly Job<any, any, any>[],
): Promise<never> {
  try {
    const net = await netOf(request, jobs);
    const variables = net.trainer.trainableWeights.map((weight) => weight.read() as tf.Variable);
    let last: Promise<void> = Promise.resolve();
    parentPort!.on('message', (task: ReplicaTask) => {
      last = last.then(async () => {
        try {
          answer(
            task.type === 'step' ? step(net, variables, request, task) : await predict(net, request, task),
          );
        } catch (error) {
          answer({ type: 'failure', message: messageOf(error) });
        }
      });
    });
    answer({ type: 'ready' });
  } catch (error) {
    answer({ type: 'failure', message: messageOf(error) });
  }
  // The main thread ends this one.
  return new Promise(() => {});
}

function answer(message: ReplicaAnswer): void {
  parentPort!.postMessage(message);
}

/** Builds the net as the main thread does, but for its weights, which come with the first task. */
async function netOf(request: ReplicaRequest, jobs: readonly Job[]): Promise<Net> {
  const { job: name, options, backend, memory } = request;
  const job = jobs.find((each) => each.name === name);
  if (!job) {
    const names = jobs.map((each) => `'${each.name}'`).join(', ');
    throw new Error(`its program trains ${names} where it is to be a replica of '${name}'`);
  }
  const tell = () => {};
  const data = request.data ?? (await job.load?.(options, { tell }));
  await startBackend(backend);
  const { arithmetic } = trainingEnvironment();
  if (arithmetic !== request.arithmetic) {
    throw new Error(`it computes in ${arithmetic} where the main thread computes in ${request.arithmetic}`);
  }
  const { net } = await job.recipe(options, { tell, data, resumed: true });
  const { trainableWeights, nonTrainableWeights } = net.trainer;
  const sizes = [trainableWeights, nonTrainableWeights].map((weights) =>
    weights.reduce((sum, weight) => sum + (weight.read() as tf.Variable).size, 0),
  );
  if (sizes[0] !== memory.gradients.length || sizes[1] !== memory.statistics.length) {
    throw new Error(
      'its net has other weights than that of the main thread: does the recipe depend on more than its options?',
    );
  }
  return net;
}

function step(
  net: Net,
  variables: tf.Variable[],
  { memory, microBatch }: ReplicaRequest,
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

async function predict(
  net: Net,
  { memory }: ReplicaRequest,
  { size, imageShape, takesWeights }: Extract<ReplicaTask, { type: 'predict' }>,
): Promise<ReplicaAnswer> {
  if (takesWeights) writeWeights(weightsOfNet(net.trainer), memory.weights);
  const batch = { indices: new Int32Array(size), pixels: pixelsOf(memory, size, imageShape) };
  return { type: 'predict', classes: await predictBatch(net.classifier, { imageShape }, batch) };
}

function pixelsOf({ pixels }: ReplicaMemory, size: number, imageShape: readonly number[]): Float32Array {
  return pixels.subarray(0, size * sizeOf(imageShape));
}
