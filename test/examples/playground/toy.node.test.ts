import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { ToyNet } from '../../../examples/playground/src/why/toy-net';
import { newPoints, toyCounts, trainingPoints } from '../../../examples/playground/src/why/toy-points';
import { gradientsOfLoss, toyMethods, trainToy } from '../../../examples/playground/src/why/train-toy';
import { bibLoss } from '../../../src/losses/bib-loss';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

test("the small net's gradients are those of mbib's loss by finite differences", () => {
  const counts = [6, 3, 2];
  const { places, labels } = trainingPoints(counts);
  const net = new ToyNet(3, 0);
  const classes = tf.tensor1d(labels, 'int32');
  const loss = () => {
    const { v, z } = net.pass(places);
    const [ofV, ofZ] = [v, z].map((each) => tf.tensor2d(each, [labels.length, 3]));
    // The teacher v of the distillation is held: without it nothing of the loss is held.
    return bibLoss(classes, ofV!, ofZ!, counts, { beta: 0 }).dataSync()[0]!;
  };
  const pass = net.pass(places);
  const gradients = tf
    .grads((v, z) => bibLoss(classes, v!, z!, counts, { beta: 0 }))([
      tf.tensor2d(pass.v, [labels.length, 3]),
      tf.tensor2d(pass.z, [labels.length, 3]),
    ])
    .map((each) => each.dataSync() as Float32Array);
  const ofWeights = net.gradients(places, pass, { v: gradients[0]!, z: gradients[1]! });
  net.weights.forEach((weights, layer) => {
    for (const i of [0, 4, weights.length - 1]) {
      const [value, step] = [weights[i]!, 1e-2];
      const [above, below] = [value + step, value - step].map((moved) => {
        weights[i] = moved;
        return loss();
      });
      weights[i] = value;
      expect(ofWeights[layer]![i]).toBeCloseTo((above! - below!) / (2 * step), 3);
    }
  });
});

test('the loss of the first plane is plain cross entropy, whose gradient is softmax less one-hot', () => {
  const { v } = gradientsOfLoss(
    'ce',
    tf.tensor1d([0], 'int32'),
    [100, 10, 1],
  )(new Float32Array(3), new Float32Array(3));
  [-2 / 3, 1 / 3, 1 / 3].forEach((expected, k) => {
    expect(v[k]).toBeCloseTo(expected, 5);
  });
});

test('with log n added and with BIB far more of a rare class are found, and as many over all', () => {
  const judged = newPoints();
  const found = (imbalance: number) => {
    const counts = toyCounts(imbalance);
    return toyMethods.map((method) => {
      const right = [0, 0, 0];
      trainToy(
        method,
        trainingPoints(counts),
        counts,
      )(judged.places).forEach((k, i) => {
        if (k === judged.labels[i]) right[k]!++;
      });
      return { rare: right[2]!, all: right.reduce((sum, each) => sum + each, 0) };
    });
  };
  const [ce, balanced, bib] = found(20);
  expect(ce!.rare).toBeLessThan(40);
  expect(balanced!.rare).toBeGreaterThan(60);
  expect(bib!.rare).toBeGreaterThan(60);
  expect(Math.min(balanced!.all, bib!.all)).toBeGreaterThan(ce!.all);
  const [plain, same] = found(1);
  expect(plain).toEqual(same);
});
