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

it('computes the same where the module cannot be in the memory of the backend', async () => {
  await tf.setBackend('wasm');
  const { labels, logits } = makeInputs();
  const inItsMemory = await evaluate(labels, logits);
  vi.resetModules();
  const { wasm } = tf.backend() as unknown as { wasm: { asm: object } };
  const { asm } = wasm;
  // A build of another kind, which does not show its memory.
  wasm.asm = Object.fromEntries(
    Object.entries(asm).filter(([, value]) => !(value instanceof WebAssembly.Memory)),
  );
  try {
    const copied = await evaluate(labels, logits);
    copied.forEach((values, i) => {
      expectClose(values, inItsMemory[i]!, { rtol: 1e-5, atol: 1e-6 });
    });
  } finally {
    wasm.asm = asm;
  }
  tf.dispose([labels, logits]);
});

it('follows the memory when it grows between the loss and its gradient', async () => {
  const { bibLoss } = await import('../../../src/losses/bib-loss');
  await tf.setBackend('wasm');
  const v = tf.randomNormal([3, 5], 0, 2, 'float32', 1);
  const labels = tf.tensor1d([4, 0, 2], 'int32');
  const gradientOf = (between: () => void) =>
    tf.tidy(() =>
      Array.from(
        tf
          .grad((x: tf.Tensor) => {
            const loss = bibLoss(labels, x, x, counts);
            between();
            return loss;
          })(v)
          .dataSync(),
      ),
    );
  const { HEAPU8 } = (tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm;
  const expected = gradientOf(() => {});
  const grown = gradientOf(() => {
    tf.zeros([HEAPU8.length / 4 + 1]);
  });
  expect(HEAPU8.length).toBe(0);
  expect(grown).toEqual(expected);
  tf.dispose([v, labels]);
});

it.each([
  ['a gradient', 0, /no room for a tensor of shape \[3,5\]/],
  ['what it works with', 4, /no room for \d+ bytes of the loss/],
])('says that the memory is exhausted, and leaves nothing: no room for %s', async (_, fit, message) => {
  await tf.setBackend('wasm');
  const { labels, logits } = makeInputs();
  await evaluate(labels, logits);
  await Promise.resolve();
  const { wasm } = tf.backend() as unknown as { wasm: { _malloc(bytes: number): number } };
  const malloc = wasm._malloc;
  let calls = 0;
  const [tensors, ids] = [tf.memory().numTensors, tf.backend().numDataIds()];
  vi.spyOn(wasm, '_malloc').mockImplementation((bytes) => (calls++ < fit ? malloc(bytes) : 0));
  await expect(evaluate(labels, logits)).rejects.toThrow(message);
  vi.restoreAllMocks();
  await Promise.resolve();
  expect([tf.memory().numTensors, tf.backend().numDataIds()]).toEqual([tensors, ids]);
  tf.dispose([labels, logits]);
});

it('keeps gradients no longer than their tape, in steps without a pause and behind the last', async () => {
  await tf.setBackend('wasm');
  const { bibLoss } = await import('../../../src/losses/bib-loss');
  const v = tf.randomNormal([3, 5], 0, 2, 'float32', 1);
  const labels = tf.tensor1d([4, 0, 2], 'int32');
  const { numDataBuffers } = tf.memory();
  const ids = tf.backend().numDataIds();
  const loss = (x: tf.Tensor) => bibLoss(labels, x, x, counts);
  for (let step = 0; step < 5; step++) {
    tf.dispose(tf.valueAndGrad(loss)(v));
    // Those of this step alone.
    expect(tf.backend().numDataIds() - ids).toBeLessThanOrEqual(2);
  }
  expect(() => tf.grad((x: tf.Tensor) => tf.zeros([loss(x).rank + 1]))(v)).toThrow(/Cannot compute gradient/);
  await Promise.resolve();
  expect(tf.backend().numDataIds()).toBe(ids);
  expect(tf.memory().numDataBuffers).toBe(numDataBuffers);
  tf.dispose([v, labels]);
});

it('computes the value alone where no gradient is asked for', async () => {
  await tf.setBackend('wasm');
  const { bibLoss } = await import('../../../src/losses/bib-loss');
  const { labels, logits } = makeInputs();
  const allocated = vi.spyOn(tf.backend() as unknown as { makeOutput(): object }, 'makeOutput');
  const loss = (v: tf.Tensor, z: tf.Tensor) => bibLoss(labels, v, z, counts);
  const alone = loss(logits[0]!, logits[1]!);
  expect(allocated).not.toHaveBeenCalled();
  const { value, grads } = tf.valueAndGrads(loss)(logits.slice(0, 2));
  expect(allocated.mock.calls.length).toBeGreaterThanOrEqual(2);
  expect(alone.dataSync()).toEqual(value.dataSync());
  tf.dispose([labels, logits, alone, value, grads]);
});

it('has a module in the memory of each wasm backend, and forgets one that is removed', async () => {
  await tf.setBackend('wasm');
  const { labels, logits } = makeInputs();
  const first = await evaluate(labels, logits);
  tf.registerBackend('another', tf.findBackendFactory('wasm')!);
  tf.copyRegisteredKernels('wasm', 'another');
  await tf.setBackend('another');
  const other = makeInputs();
  const second = await evaluate(other.labels, other.logits);
  const outside = tf.tensor1d([0, 5, 0], 'int32');
  await expect(evaluate(outside, other.logits)).rejects.toThrow(/labels\[1\] must .* below 5, got 5/);
  tf.dispose(outside);
  tf.dispose([other.labels, other.logits]);
  // Before the pause in which gradients are freed.
  tf.removeBackend('another');
  await tf.setBackend('wasm');
  expect(second).toEqual(first);
  expect(await evaluate(labels, logits)).toEqual(first);
  tf.dispose([labels, logits]);
});
