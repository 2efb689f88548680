import { expect } from 'vitest';
import { expectClose } from '../support/close';
import { lastLine } from './consumer';

/** One step of gradient descent from zero logits, where the loss is 2·ln 3 and the gradient 1/3 − y. */
export function expectOneStep(printed: string, version: string): void {
  const { tfjs, loss, logits } = JSON.parse(lastLine(printed));
  expect(tfjs).toBe(version);
  expectClose(loss, 2 * Math.log(3));
  expectClose(logits, [2 / 3, -1 / 3, -1 / 3, -1 / 3, -1 / 3, 2 / 3], { rtol: 1e-5 });
}
