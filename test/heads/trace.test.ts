import '../../src/accelerate';
import * as tf from '@tensorflow/tfjs-core';
import { mbibLoss } from 'mbib';
import { sgd } from 'mbib/training';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../support/close';
import { read } from '../support/read';
import {
  lr,
  momentum,
  reference,
  referenceImages,
  referenceNetwork,
  weightDecay,
} from '../support/trace-network';

const { hyper, steps } = reference;
const lossOptions = { beta: hyper.beta, gamma: hyper.gamma, m: hyper.m, tapWeights: [hyper.a, hyper.b, 1] };

describe('withMBIB and sgd follow the float64 training run of PyTorch', () => {
  it('starts from its logits', async () => {
    const { net, backbone } = referenceNetwork();
    const logits = await read(() => {
      const { taps, z } = net.logits(referenceImages(steps[0]!.images), { training: true });
      return [...taps, z];
    });
    Object.values(reference.step0.train_logits).forEach((expected, i) => {
      expectClose(logits[i]!, expected, { rtol: 1e-4, atol: 1e-4 });
    });
    net.dispose();
    backbone.dispose();
  });

  it('has its loss at each of 20 steps of a minimize loop, and its outputs after', async () => {
    const { net, backbone } = referenceNetwork();
    const optimizer = sgd({ learningRate: lr, momentum, weightDecay });
    const losses = await read(() =>
      steps.map(({ images, labels }) => {
        const x = referenceImages(images);
        const y = tf.tensor1d(labels, 'int32');
        return optimizer.minimize(() => {
          const { taps, z } = net.logits(x, { training: true });
          return mbibLoss(y, taps, z, hyper.counts, lossOptions);
        }, true)!;
      }),
    );
    expectClose(
      losses,
      steps.map(({ loss }) => loss),
      { rtol: 1e-4 },
    );
    const [output] = await read(() => {
      const { taps, z } = net.logits(referenceImages(reference.eval.images));
      return [tf.div(tf.add(taps.at(-1)!, z), 2)];
    });
    // tfjs keeps the biased variance of a batch in its running statistic.
    expectClose(output!, reference.eval.output_mean_f_g_biased_running_var, { rtol: 1e-3, atol: 1e-3 });
    optimizer.dispose();
    net.dispose();
    backbone.dispose();
  });

  it('has the same losses through model.fit', async () => {
    const { net, backbone } = referenceNetwork();
    const optimizer = sgd({ learningRate: lr, momentum, weightDecay });
    net.trainer.compile({
      optimizer,
      loss: net.loss({ samplesPerClass: hyper.counts, ...lossOptions }),
      metrics: [net.accuracy],
    });
    const losses: number[] = [];
    for (const { images, labels } of steps.slice(0, 5)) {
      const x = referenceImages(images);
      const y = tf.tensor1d(labels);
      const history = await net.trainer.fit(x, y, { batchSize: images.length, shuffle: false });
      losses.push(history.history.loss![0] as number);
      expect(history.history.accuracy![0]).toBeGreaterThanOrEqual(0);
      tf.dispose([x, y]);
    }
    expectClose(
      losses,
      steps.slice(0, 5).map(({ loss }) => loss),
      { rtol: 1e-4 },
    );
    optimizer.dispose();
    net.dispose();
    backbone.dispose();
  });
});
