import * as tf from '@tensorflow/tfjs-core';
import { read } from '../../support/read';
import type { LossAndGradients } from './contestants';

const LARGEST_DIFFERENCE = 1e-3;

/** Throws unless both compute the same loss and gradients; each tensor's difference is relative to its largest value. */
export async function assertAgreement(actual: LossAndGradients, expected: LossAndGradients): Promise<void> {
  const [ours, theirs] = [await read(actual), await read(expected)];
  for (const [i, values] of theirs.entries()) {
    const scale = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    const difference = values.reduce(
      (largest, value, j) => Math.max(largest, Math.abs(value - ours[i]![j]!)),
      0,
    );
    // Not "above": a NaN is no agreement either.
    if (!(difference <= LARGEST_DIFFERENCE * scale)) {
      const name = i === 0 ? 'loss' : `gradient ${i}`;
      throw new Error(
        `The ${name} differs by ${difference / scale} on ${tf.getBackend()}: nothing is compared.`,
      );
    }
  }
}
