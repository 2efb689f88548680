import { describe, expect, test } from 'vitest';
import { type AdamWOptions, adamW, type SgdOptions, sgd } from '../../src/training';
import golden from '../golden/optimizers-golden.json';
import { tolerance } from '../support/backend';
import { expectClose } from '../support/close';
import { step } from './step';
import { expectNoTensorLeft, variable } from './variables';

type Values = Record<string, number[]>;

/** A case of test/golden/optimizers.py. */
interface TorchCase {
  name: string;
  optimizer: 'sgd' | 'adamW';
  options: SgdOptions & AdamWOptions;
  start: Values;
  steps: { gradients: Record<string, number[] | null>; learningRate?: number }[];
  expected: Values[];
}

const cases = golden.cases as unknown as TorchCase[];

expectNoTensorLeft();

describe('after every step, the variables have the values that PyTorch computes in float64', () => {
  test('the cases have groups, a schedule, clipping and variables without a gradient, for both optimizers', () => {
    for (const kind of ['sgd', 'adamW']) {
      const names = cases.filter(({ optimizer }) => optimizer === kind).map(({ name }) => name);
      for (const word of ['groups', 'clip', 'None']) {
        expect(names.some((name) => name.includes(word))).toBe(true);
      }
    }
    expect(cases.some(({ steps }) => steps.some(({ learningRate }) => learningRate !== undefined))).toBe(
      true,
    );
  });

  test.each(cases)('$name', async ({ optimizer: kind, options, start, steps, expected }) => {
    const variables = Object.entries(start).map(([name, values]) => variable(values, name));
    const optimizer = kind === 'sgd' ? sgd(options) : adamW(options);
    for (const [i, { gradients, learningRate }] of steps.entries()) {
      if (learningRate !== undefined) optimizer.learningRate = learningRate;
      step(optimizer, gradients);
      for (const { name, data } of variables.map((v) => ({ name: v.name, data: v.data() }))) {
        // Sums of numbers of about 1 in float32: some multiples of 2⁻²⁴ a step.
        expectClose(await data, expected[i]![name]!, { rtol: 1e-6, atol: tolerance(1e-6, 1e-4) });
      }
    }
    await optimizer.getWeights(); // Waits for the norms of clipped gradients, which are freed then.
    optimizer.dispose();
  });
});
