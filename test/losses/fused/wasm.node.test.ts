import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { expectClose } from '../../support/close';

const counts = [90, 30, 9, 3, 1];

beforeEach(() => vi.resetModules());
afterEach(() => void vi.restoreAllMocks());

/** The loss and gradients of logits that are made on the active backend, as tensors. */
async function evaluate(labels: tf.Tensor, logits: tf.Tensor[]): Promise<number[][]> {
  const { mbibLoss } = await import('../../../src/losses/mbib-loss');
  const { value, grads } = tf.valueAndGrads((...[v1, v2, v3, z]: tf.Tensor[]) =>
    mbibLoss(labels, [v1!, v2!, v3!], z!, counts, { gamma: 0.5 }),
  )(logits);
  const values = [value, ...grads].map((tensor) => Array.from(tensor.dataSync()));
  tf.dispose([value, ...grads]);
  return values;
}

function makeInputs() {
  return {
    labels: tf.tensor1d([4, 0, 2], 'int32'),
    logits: [1, 2, 3, 4].map((seed) => tf.randomNormal([3, 5], 0, 2, 'float32', seed)),
  };
}

it('takes tensors over from another backend', async () => {
  await tf.setBackend('cpu');
  const { labels, logits } = makeInputs();
  const onCpu = await evaluate(labels, logits);
  await tf.setBackend('wasm');
  const onWasm = await evaluate(labels, logits);
  onWasm.forEach((values, i) => {
    expectClose(values, onCpu[i]!, { rtol: 1e-5, atol: 1e-6 });
  });
  tf.dispose([labels, logits]);
});

it('computes the same in double precision where WebAssembly has no SIMD', async () => {
  await tf.setBackend('wasm');
  const { labels, logits } = makeInputs();
  const withSimd = await evaluate(labels, logits);
  vi.resetModules();
  const refused = vi.spyOn(WebAssembly, 'Module').mockImplementation(function refuse() {
    throw new WebAssembly.CompileError('no SIMD here');
  });
  const without = await evaluate(labels, logits);
  expect(refused).toHaveBeenCalled();
  withSimd.forEach((values, i) => {
    expectClose(values, without[i]!, { rtol: 1e-5, atol: 1e-6 });
  });
  tf.dispose([labels, logits]);
});

it('takes over tensors for which the memory has to grow', async () => {
  const { balancedSoftmaxLoss } = await import('../../../src/losses/balanced-softmax-loss');
  const classes = 20_000;
  const counts = Array.from({ length: classes }, (_, k) => 1 + (k % 100));
  await tf.setBackend('cpu');
  const labels = tf.tensor1d(
    Array.from({ length: 512 }, (_, i) => 39 * i),
    'int32',
  );
  const logits = tf.fill<tf.Rank.R2>([512, classes], 0.5);
  await tf.setBackend('wasm');
  const loss = balancedSoftmaxLoss(labels, logits, counts, { m: 0 });
  const total = Math.log(counts.reduce((a, b) => a + b, 0));
  const expected =
    Array.from(labels.dataSync()).reduce((sum, id) => sum + total - Math.log(counts[id]!), 0) / 512;
  expectClose(loss.dataSync(), expected, { rtol: 1e-5 });
  tf.dispose([labels, logits, loss]);
});

it.each(['cpu', 'wasm'])(
  'a gradient asked for on %s after the loss on another backend keeps its numbers',
  async (second) => {
    const first = second === 'cpu' ? 'wasm' : 'cpu';
    const { bibLoss } = await import('../../../src/losses/bib-loss');
    const gradientOf = (v: tf.Tensor, switched: boolean) =>
      tf.grad((x: tf.Tensor) => {
        const loss = bibLoss(tf.tensor1d([4, 0, 2], 'int32'), x, x, counts);
        if (switched) tf.setBackend(second);
        return loss;
      })(v);
    await tf.setBackend(first);
    const v = tf.randomNormal([3, 5], 0, 2, 'float32', 1);
    const expected = gradientOf(v, false).dataSync();
    const gradient = gradientOf(v, true);
    // Losses of the same size, which would use its memory again.
    await tf.setBackend(first);
    gradientOf(tf.ones([3, 5]), false).dispose();
    await tf.setBackend('wasm');
    gradientOf(tf.ones([3, 5]), false).dispose();
    expectClose(gradient.dataSync(), expected, { rtol: 1e-6 });
  },
);
