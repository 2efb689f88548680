import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { LossWithGradient } from '../../../src/losses/connected-heads';
import type { Connection } from '../../../src/losses/connections';
import { arrayLoss } from '../../../src/losses/fused/array-loss';
import type { FusedLoss } from '../../../src/losses/fused/fused-loss';
import { batchLoss } from '../../../src/losses/fused/wasm/batch-loss';
import { lossModule } from '../../../src/losses/fused/wasm/loss-module';
import type { WasmBackend } from '../../../src/losses/fused/wasm/wasm-backend';
import { expectClose } from '../../support/close';

beforeAll(() => tf.setBackend('wasm'));
afterEach(() => void vi.restoreAllMocks());

const backend = () => tf.backend() as WasmBackend;
interface Task {
  classes: number;
  batch: number;
  sideBySide: boolean;
  seed: number;
  loss: Pick<FusedLoss, 'headWeights' | 'connections' | 'gamma' | 'mean' | 'wholeWeight' | 'wholeSamples'>;
}

/** Rows that end at every place of a vector, and that are several blocks. */
const tasks: fc.Arbitrary<Task> = fc.record({
  classes: fc.constantFrom(1, 2, 3, 4, 5, 7, 8, 9, 63, 511, 512, 513, 1030),
  batch: fc.integer({ min: 1, max: 3 }),
  sideBySide: fc.boolean(),
  seed: fc.integer({ min: 1, max: 1000 }),
  loss: fc.record({
    headWeights: fc.array(fc.constantFrom(0, 0.3, 1), { minLength: 3, maxLength: 3 }),
    connections: fc.constantFrom<readonly Connection[]>(
      [],
      [[0, 2, 0.7]],
      [
        [0, 2, 5],
        [1, 2, 0.3],
      ],
      [
        [0, 1, 1],
        [1, 0, 0],
        [2, 0, 2],
      ],
    ),
    gamma: fc.constantFrom(0, 0.5, -0.1),
    mean: fc.boolean(),
    wholeWeight: fc.constantFrom(undefined, 7.5),
    wholeSamples: fc.constantFrom(undefined, 11),
  }),
});

/** The loss and the gradients, or the loss alone. */
function results(
  { classes, batch, sideBySide, seed, loss }: Task,
  compute: (inputs: tf.Tensor2D[], loss: FusedLoss) => LossWithGradient,
  upstream = 1,
): number[][] {
  return tf.tidy(() => {
    const rows = [0, 1, 2].map((i) =>
      tf.randomNormal<tf.Rank.R2>([batch, classes], i, 3, 'float32', seed + i),
    );
    const labels = tf.tensor1d([0, classes - 1, classes >> 1].slice(0, batch), 'int32');
    const samplesPerClass = Array.from({ length: classes }, (_, k) => 900 * 90 ** (-k / classes));
    const { value, gradient } = compute(sideBySide ? [tf.concat(rows, 1)] : rows, {
      ...loss,
      labels,
      samplesPerClass,
      m: 0.1,
    });
    return [value, ...gradient(tf.scalar(upstream), [])].map((tensor) => Array.from(tensor.dataSync()));
  });
}

const inDoublePrecision = (inputs: tf.Tensor2D[], loss: FusedLoss) =>
  arrayLoss(inputs, loss, true, (tensors) => tensors.map((tensor) => tensor.dataSync()));

const batchLossOf = (inputs: tf.Tensor2D[], loss: FusedLoss, differentiated: boolean) =>
  batchLoss(backend(), lossModule(backend())!, inputs, loss, differentiated);

describe('the batch in one call', () => {
  it('equals the loss in double precision, with gradients and without', () => {
    fc.assert(
      fc.property(tasks, fc.constantFrom(1, -2.5), (task, upstream) => {
        const [value, ...gradients] = results(task, (...given) => batchLossOf(...given, true), upstream);
        const [exact, ...exactGradients] = results(task, inDoublePrecision, upstream);
        expectClose(value!, exact!, { rtol: 1e-6, atol: 1e-5 });
        exactGradients.forEach((expected, i) => {
          expectClose(gradients[i]!, expected, { rtol: 1e-5, atol: 2e-6 });
        });
        const alone = results(task, (...given) => batchLossOf(...given, false));
        expect(alone).toEqual([value]);
      }),
      { numRuns: 100 },
    );
  });

  const oneRow = (logits: number[]) =>
    tf.tidy(() => {
      const inputs = [tf.tensor2d(logits, [1, logits.length])];
      const { value, gradient } = batchLossOf(
        inputs,
        {
          samplesPerClass: logits.map(() => 1),
          labels: tf.tensor1d([0], 'int32'),
          headWeights: [1],
          m: 0,
          mean: false,
          connections: [],
          gamma: 0,
        },
        true,
      );
      return [value, ...gradient(tf.scalar(1), [])].map((tensor) => Array.from(tensor.dataSync()));
    });

  it('has probabilities to 1e-7, from the largest down', () => {
    const logits = Array.from({ length: 1001 }, (_, i) => Math.fround(-i / 50));
    const sum = logits.reduce((total, x) => total + Math.exp(x), 0);
    const [value, gradient] = oneRow(logits);
    expectClose(value!, Math.log(sum), { rtol: 1e-7 });
    expectClose(
      gradient!.map((x, i) => x + Number(i === 0)),
      logits.map((x) => Math.exp(x) / sum),
      { rtol: 0, atol: 1e-7 },
    );
  });

  it('lets no NaN pass for a number, and none of one call reach the next', () => {
    for (const length of [1, 5, 8, 11]) {
      for (let bad = 0; bad < length; bad++) {
        expect(oneRow(Array.from({ length }, (_, i) => (i === bad ? Number.NaN : i)))[0]).toEqual([
          Number.NaN,
        ]);
      }
    }
    expectClose(oneRow([0, 0, 0])[0]!, Math.log(3), { rtol: 1e-7 });
  });
});

it('there is no module where WebAssembly is not allowed, or a backend does not show its memory', () => {
  const { asm } = backend().wasm;
  const another = (asm: WasmBackend['wasm']['asm']) => ({ wasm: { asm } }) as WasmBackend;
  expect(lossModule(another(asm))).toBeDefined();
  expect(lossModule(another({}))).toBeUndefined();
  vi.spyOn(WebAssembly, 'Instance').mockImplementation(function refuse() {
    throw new WebAssembly.CompileError('blocked by the content security policy');
  });
  expect(lossModule(another(asm))).toBeUndefined();
});
