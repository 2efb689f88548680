import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { bibLoss } from 'mbib';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../support/close';

const BETA = 2;
const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);

/** Softmax of n · exp(x), in double precision. */
function softmax(x: Float32Array, n: number[]): number[] {
  const e = Array.from(x, (logit, k) => n[k]! * Math.exp(logit));
  const total = sum(e);
  return e.map((each) => each / total);
}

/** Eq. 9 with m = 0 of one sample of class 0, with its gradients, in double precision. */
function reference(v: Float32Array, z: Float32Array, counts: number[], gamma: number) {
  const largest = counts.reduce((a, b) => Math.max(a, b));
  const inverses = counts.map((n) => (n / largest) ** gamma);
  const [balancedV, balancedZ] = [softmax(v, counts), softmax(z, counts)];
  const tempered = (x: Float32Array) =>
    softmax(
      x.map((logit, k) => logit * inverses[k]!),
      counts.map(() => 1),
    );
  const [t, s] = [tempered(v), tempered(z)];
  const divergence = sum(t.map((p, k) => p * Math.log(p / s[k]!)));
  return {
    value: -Math.log(balancedV[0]!) - Math.log(balancedZ[0]!) + BETA * divergence,
    ofV: balancedV.map((p, k) => p - Number(k === 0)),
    ofZ: balancedZ.map((p, k) => p - Number(k === 0) + BETA * inverses[k]! * (s[k]! - t[k]!)),
  };
}

// All logits but one are equal: where a sum grows by the same number each time, every rounding has the same sign.
describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  it.each([
    [0.6, 0.7, 0],
    [0.7, 0.9, 0.5],
    [0.9, 0.6, 0.5],
  ])(
    '200,000 classes with exponentials of %d and %d give what double precision gives: γ %d',
    async (c, d, gamma) => {
      await tf.setBackend(backend);
      const counts = Array.from({ length: 200_000 }, (_, k) => 1 + (k % 3));
      const logits = [c, d].map((e) => Float32Array.from(counts, (_, k) => (k === 0 ? 0 : Math.log(e))));
      const expected = reference(logits[0]!, logits[1]!, counts, gamma);
      const { value, grads } = tf.valueAndGrads((v, z) =>
        bibLoss(tf.tensor1d([0], 'int32'), v!, z!, counts, { beta: BETA, gamma, m: 0 }),
      )(logits.map((x) => tf.tensor2d(x, [1, counts.length])));
      expectClose(value, expected.value, { rtol: 1e-6 });
      const largest = Math.max(...[expected.ofV[1]!, expected.ofZ[1]!].map(Math.abs));
      expect(largest).toBeGreaterThan(1e-6);
      expectClose(grads[0]!, expected.ofV, { rtol: 1e-5 });
      expectClose(grads[1]!, expected.ofZ, { rtol: 1e-5, atol: 1e-5 * largest });
      tf.dispose([value, grads]);
    },
  );
});
