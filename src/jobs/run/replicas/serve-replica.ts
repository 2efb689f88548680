import { parentPort } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../../backend/start-backend';
import { messageOf } from '../../log/message-of';
import { predictBatch } from '../../loop/predict-labels';
import { gradientsInParts } from '../../loop/train-step';
import type { Net } from '../../nets/build-net';
import type { Job } from '../job';
import { forEachWeight, readWeights, weightsOfNet } from './replica-memory';
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
  if (!job) throw new Error(`the program ${request.program} has no job '${name}'`);
  const tell = () => {};
  const data = request.data ?? (await job.load?.(options, { tell }));
  await startBackend(backend);
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
  { shape, whole, progress }: Extract<ReplicaTask, { type: 'step' }>,
): ReplicaAnswer {
  const { trainableWeights, nonTrainableWeights } = net.trainer;
  writeWeights(weightsOfNet(net.trainer), memory.weights);
  const [size, ...imageShape] = shape as [number, ...number[]];
  const batch = {
    pixels: memory.pixels.subarray(0, product(shape)),
    imageShape,
    labels: memory.classes.slice(0, size),
    progress,
  };
  const { lossAndCorrect, gradients } = gradientsInParts(net, variables, batch, { whole, microBatch });
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
  { shape, takesWeights }: Extract<ReplicaTask, { type: 'predict' }>,
): Promise<ReplicaAnswer> {
  if (takesWeights) writeWeights(weightsOfNet(net.trainer), memory.weights);
  const [size, ...imageShape] = shape as [number, ...number[]];
  const indices = new Int32Array(size);
  const pixels = memory.pixels.subarray(0, product(shape));
  memory.classes.set(await predictBatch(net.classifier, { imageShape }, { indices, pixels }));
  return { type: 'predict' };
}

function product(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}
