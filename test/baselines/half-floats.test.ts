import * as tf from '@tensorflow/tfjs-core';
import { mbibHeads } from 'mbib';
import {
  cosineLogits,
  crossEntropyLoss,
  ladeRegulariser,
  type Mixture,
  maxNormProjected,
  maxNormRadius,
  mixup,
  remix,
  resltLoss,
  tauNormalised,
  weightBalancingLoss,
} from 'mbib/baselines';
import { sgd } from 'mbib/training';
import { describe, expect, it } from 'vitest';
import { onHalfFloats, tolerance } from '../support/backend';
import { expectClose } from '../support/close';
import { read } from '../support/read';

const half = onHalfFloats();
const closeness = half ? { rtol: 5e-3, atol: 5e-3 } : { rtol: tolerance(1e-5), atol: tolerance(1e-6) };

describe('on half floats as elsewhere', () => {
  const classes = 2060;
  const ids = [2049, 2051, 2058];

  it('class ids that half floats cannot hold are those of their samples', async () => {
    const logits = ids.map((_, b) => Array.from({ length: classes }, (_, k) => ((k * (b + 3)) % 16) / 8));
    const [losses, gradient] = await read(() => {
      const of = (l: tf.Tensor) =>
        crossEntropyLoss(tf.tensor1d(ids, 'int32'), l, { reduction: 'none' }) as tf.Tensor;
      const x = tf.tensor2d(logits);
      return [of(x), tf.grad((l: tf.Tensor) => tf.sum(of(l)))(x)];
    });
    const expected = logits.map(
      (row, b) => Math.log(row.reduce((sum, l) => sum + Math.exp(l), 0)) - row[ids[b]!]!,
    );
    expectClose(losses!, expected, closeness);
    const own = ids.map((id, b) => gradient![b * classes + id]!);
    expectClose(
      own,
      expected.map((loss) => Math.exp(-loss) - 1),
      closeness,
    );
    expect(gradient!.filter((g) => g < -0.5)).toHaveLength(ids.length);
  });

  it('so they are where images are mixed', async () => {
    let lambda = 0;
    const [labels] = await read(() => {
      const batch = mixup({ classes }).mix(tf.zeros([3, 1]), tf.tensor1d(ids, 'int32'));
      lambda = batch.lambda;
      return [batch.labels];
    });
    const shares = [...new Set([lambda, 1 - lambda, 1])];
    labels!.forEach((y, i) => {
      if (y === 0) return;
      expect(ids).toContain(i % classes);
      expect(Math.min(...shares.map((share) => Math.abs(share - y)))).toBeLessThan(1e-3);
    });
    expectClose(
      labels!.reduce((a, b) => a + b),
      3,
      closeness,
    );
  });

  it('Remix compares counts beyond 65504', async () => {
    const counts = [140_000, 70_000, 20_000, 1];
    const mixer = remix(counts, { seed: 1 });
    const own = [0, 1, 2, 3];
    for (let round = 0; round < 4; round++) {
      let mixture: Mixture = { lambda: 0, partners: new Int32Array() };
      const [labels] = await read(() => {
        const batch = mixer.mix(tf.zeros([4, 1]), tf.tensor1d(own, 'int32'));
        mixture = batch;
        return [batch.labels];
      });
      const { lambda, partners } = mixture;
      const expected = own.flatMap((a) => {
        const b = partners[a]!;
        const ratio = counts[a]! / counts[b]!;
        const raised = ratio <= 1 / 3 && 1 - lambda < 0.5 ? 1 : lambda;
        const share = ratio >= 3 && lambda < 0.5 ? 0 : raised;
        return own.map((k) => share * Number(k === a) + (1 - share) * Number(k === b));
      });
      expectClose(labels!, expected, closeness);
    }
  });

  it('cosines are those of vectors of any length, and of a vector of 0 they are 0', async () => {
    const features = [
      [300, -400],
      [0.003, 0.004],
      [30000, 40000],
      [0, 0],
    ];
    const [cosines, gradient] = await read(() => {
      const kernel = tf.tensor2d([
        [1, 0.02],
        [0, 0.02],
      ]);
      const x = tf.tensor2d(features);
      const sum = (a: tf.Tensor) => tf.sum(cosineLogits(tf.slice(a, 0, 1) as tf.Tensor, kernel));
      return [cosineLogits(x, kernel, 2), tf.grad(sum)(x)];
    });
    const diagonal = (a: number, b: number) => Math.SQRT2 * (a + b);
    expectClose(
      cosines!,
      [1.2, diagonal(0.6, -0.8), 1.2, diagonal(0.6, 0.8), 1.2, diagonal(0.6, 0.8), 0, 0],
      closeness,
    );
    expect(gradient!.filter((g) => !Number.isFinite(g))).toEqual([]);
  });

  it('the loss of weight balancing is the binary cross entropies of the softmax', async () => {
    const row = [1, 0, -2, 0.5, 8];
    const [value, gradient] = await read(() => {
      const of = (l: tf.Tensor) => weightBalancingLoss(tf.tensor1d([3], 'int32'), l);
      const { value, grad } = tf.valueAndGrad(of)(tf.tensor2d([row]));
      return [value, grad];
    });
    const sum = row.reduce((a, l) => a + Math.exp(l), 0);
    const terms = row.map((l, k) => (k === 3 ? Math.log(Math.exp(l) / sum) : Math.log1p(-Math.exp(l) / sum)));
    expectClose(value!, -terms.reduce((a, b) => a + b) / 5, closeness);
    expect(gradient!.every(Number.isFinite)).toBe(true);
  });

  it('lengths of columns are those of long ones and short ones', async () => {
    const kernel = () => tf.tensor2d([300, 0.003, 400, 0.004], [2, 2]);
    const [unit, radius, projected] = await read(() => [
      tauNormalised(kernel()),
      maxNormRadius(kernel(), 0.5),
      maxNormProjected(kernel(), 1),
    ]);
    expectClose(unit!, [0.6, 0.6, 0.8, 0.8], closeness);
    expectClose(radius!, 250.0025, closeness);
    expectClose(projected!, [0.6, 0.003, 0.8, 0.004], closeness);
  });

  it.each([
    [
      [1e-4, 1e-4],
      [-1e-4, -1e-4],
    ],
    [
      [0, 0],
      [0, 0],
    ],
    [
      [300, 400],
      [-0.6, -0.8],
    ],
  ])('a step with clipNorm is right for a gradient of %j', async (gradient, moved) => {
    const variable = tf.variable(tf.zeros([2]));
    const tensor = tf.tensor1d(gradient);
    const optimizer = sgd({ learningRate: 1, clipNorm: 1 });
    optimizer.applyGradients([{ name: variable.name, tensor }]);
    expectClose([...(await variable.data())], moved, half ? { rtol: 5e-3, atol: 1e-6 } : closeness);
    await optimizer.getWeights();
    for (const each of [variable, tensor, optimizer]) each.dispose();
  });

  it('cosine heads give the same logits for features of any length, and 0 for features of 0', async () => {
    const heads = mbibHeads({ widths: [4], classes: 3, neck: false, classifier: { cosine: 16 }, seed: 1 });
    const [plain, long, short, none] = await read(() =>
      [1, 100, 1e-3, 0].map((by) => heads.logits(tf.tensor2d([[3 * by, by, 0, by / 2]])).taps[0]!),
    );
    expectClose(long!, plain!, { rtol: 0.01, atol: 0.05 });
    expectClose(short!, plain!, { rtol: 0.01, atol: 0.05 });
    expectClose(none!, [0, 0, 0], { atol: 1e-6 });
    heads.dispose();
  });

  it('the regulariser of LADE is right for logits whose squares half floats do not hold', async () => {
    const rows = [
      [400, -300, 2],
      [390, -310, 1000],
    ];
    const counts = [60, 30, 10];
    const [value, gradient] = await read(() => {
      const of = (l: tf.Tensor) => ladeRegulariser(tf.tensor1d([0, 2], 'int32'), l, counts, { lambda: 0.2 });
      const { value, grad } = tf.valueAndGrad(of)(tf.tensor2d(rows));
      return [value, grad];
    });
    const means = [400, 0, 1000];
    // The largest logit of each class, which has all of the softmax over the batch.
    const z = [400, -300, 1000].map((largest, k) => largest - Math.log((counts[k]! / 100) * 3 * 2));
    const terms = z.map((each, k) => (counts[k]! / 100) * (means[k]! - each - 0.2 * each ** 2));
    expectClose(value!, -terms.reduce((a, b) => a + b), closeness);
    const slopes = z.map((each, k) => (counts[k]! / 100) * (0.4 * each + 1));
    const expected = [slopes[0]! - 0.6, slopes[1]!, 0, 0, 0, slopes[2]! - 0.1];
    expectClose(gradient!, expected, { ...closeness, atol: 0.02 });
  });

  it('ResLT is finite where a branch gives the class no probability', async () => {
    const values = await read(() => {
      const of = (l: tf.Tensor) => resltLoss(tf.tensor1d([1], 'int32'), [l, l], [[0, 1], [1]]);
      const { value, grad } = tf.valueAndGrad(of)(tf.tensor2d([[90, 0]]));
      return [value, grad];
    });
    expect(values.flat().filter((x) => !Number.isFinite(x))).toEqual([]);
  });
});
