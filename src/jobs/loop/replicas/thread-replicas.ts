import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Batch, ImageBatches } from '../../data/batch-source';
import type { Net } from '../../nets/build-net';
import { batchOutputs, observedNet } from '../batch-outputs';
import { partsOfBatch } from '../parts-of-batch';
import { predictBatch } from '../predict-labels';
import type { StepBatch } from '../step-batch';
import { assertDecomposes, gradientsInParts, wholeStep } from '../train-step';
import { forEachWeight, readWeights, weightsOfNet } from './replica-memory';
import type { ReplicaAnswer } from './replica-messages';
import type { ReplicaThread } from './replica-thread';
import type { BatchGradients, Observer, Predictor, Replicas } from './replicas';
import { writeWeights } from './write-weights';

type StepAnswer = Extract<ReplicaAnswer, { type: 'step' }>;

/** What threads answer to tasks of an evaluation. */
type Answers = {
  [Type in 'predict' | 'observe']: Extract<ReplicaAnswer, { type: Type }>['result'];
};

/** The replicas of a net: the net itself, on the main thread, and one in each of some worker threads. */
export class ThreadReplicas implements Replicas {
  private readonly variables: tf.Variable[];
  private readonly statistics: LayersModel['weights'];

  /**
   * @param net of the main thread
   * @param threads at least one
   * @param microBatch the most images that a replica computes at once
   * @throws RangeError where the loss of the net's method is not made up of the losses of parts
   */
  constructor(
    private readonly net: Net,
    readonly threads: readonly ReplicaThread[],
    private readonly microBatch: number,
  ) {
    assertDecomposes(net, 'replicas');
    const { trainableWeights, nonTrainableWeights } = net.trainer;
    this.variables = trainableWeights.map((weight) => weight.read() as tf.Variable);
    this.statistics = nonTrainableWeights;
  }

  async gradients(batch: StepBatch): Promise<BatchGradients> {
    for (const thread of this.threads) thread.assertAlive();
    const whole = wholeStep(this.net, batch, 'replicas');
    const [first, ...others] = partsOfBatch(batch, 1 + this.threads.length);
    const threads = this.threads.slice(0, others.length);
    this.publishWeights();
    const answers = Promise.all(
      threads.map(async (thread, i) => {
        const { pixels, ...part } = others[i]!;
        thread.memory.pixels.set(pixels);
        return (await thread.ask({ type: 'step', part, whole })) as StepAnswer;
      }),
    );
    // A thread may end while this one computes.
    answers.catch(() => {});
    const own = gradientsInParts(this.net, this.variables, first!, whole, this.microBatch);
    try {
      const lossAndCorrect = sumOfResults(own.lossAndCorrect, await answers);
      this.addGradients(own.gradients, threads);
      this.averageStatistics(threads);
      return { lossAndCorrect, gradients: own.gradients };
    } catch (error) {
      tf.dispose([...own.gradients.values()]);
      throw error;
    } finally {
      own.lossAndCorrect.dispose();
    }
  }

  predictor(): Predictor {
    const { classifier } = this.net;
    return this.shared('predict', (source, batch) => predictBatch(classifier, source, batch));
  }

  observer(): Observer {
    const observed = observedNet(this.net);
    return this.shared('observe', (source, batch) => batchOutputs(observed, source, batch));
  }

  /** Ends the threads. */
  async end(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.end()));
  }

  /**
   * Computes batches in the threads, and in this one where all of them are busy, with the weights that the net has now.
   *
   * @param type of the tasks
   * @param here what this thread does of a batch
   */
  private shared<Result extends Answers[keyof Answers]>(
    type: keyof Answers,
    here: (source: ImageBatches, batch: Batch) => Promise<Result>,
  ): (source: ImageBatches, batch: Batch) => Promise<Result> {
    this.publishWeights();
    const upToDate = new Set<ReplicaThread>();
    return async (source, batch) => {
      for (const thread of this.threads) thread.assertAlive();
      const thread = this.threads.find(
        ({ isIdle, memory }) => isIdle && batch.pixels.length <= memory.pixels.length,
      );
      if (!thread) return here(source, batch);
      const takesWeights = !upToDate.has(thread);
      upToDate.add(thread);
      thread.memory.pixels.set(batch.pixels);
      const size = batch.indices.length;
      const answer = await thread.ask({ type, size, imageShape: source.imageShape, takesWeights });
      return (answer as Extract<ReplicaAnswer, { type: keyof Answers }>).result as Result;
    };
  }

  private publishWeights(): void {
    readWeights(weightsOfNet(this.net.trainer), this.threads[0]!.memory.weights);
  }

  /** Adds the threads' gradients to those of the main thread, in the order of the replicas: the same bits every time. */
  private addGradients(sums: Map<string, tf.Tensor>, threads: readonly ReplicaThread[]): void {
    forEachWeight(this.net.trainer.trainableWeights, ({ name, shape }, start, end, index) => {
      for (const { memory } of threads) {
        if (memory.hasGradient[index] === 0) continue;
        const gradient = tf.tensor(memory.gradients.slice(start, end), shape as number[]);
        const before = sums.get(name);
        sums.set(name, before ? tf.add(before, gradient) : gradient);
        if (before) tf.dispose([before, gradient]);
      }
    });
  }

  /** Running statistics become the mean of those of the replicas that took part. */
  private averageStatistics(threads: readonly ReplicaThread[]): void {
    if (this.statistics.length === 0 || threads.length === 0) return;
    const { statistics } = threads[0]!.memory;
    const mean = new Float32Array(statistics.length);
    readWeights(this.statistics, mean);
    for (let i = 0; i < mean.length; i++) {
      let sum = mean[i]!;
      for (const { memory } of threads) sum += memory.statistics[i]!;
      mean[i] = sum / (threads.length + 1);
    }
    writeWeights(this.statistics, mean);
  }
}

/** `[loss, number of correct predictions]` of all parts together. */
function sumOfResults(own: tf.Tensor1D, answers: readonly StepAnswer[]): tf.Tensor1D {
  const [loss, correct] = own.dataSync<'float32'>();
  return tf.tensor1d([
    answers.reduce((sum, answer) => sum + answer.loss, loss!),
    answers.reduce((sum, answer) => sum + answer.correct, correct!),
  ]);
}
