import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect } from 'vitest';

let variables: tf.Variable[] = [];

/** A variable that is freed after the test. */
export function variable(values: readonly number[], name: string, trainable = true): tf.Variable {
  const made = tf.tidy(() => tf.variable(tf.tensor1d([...values]), trainable, name));
  variables.push(made);
  return made;
}

/** Frees the variables of each test of the file, and holds the test to leaving no other tensor behind. */
export function expectNoTensorLeft(): void {
  let tensorsBefore = 0;
  beforeEach(() => {
    tensorsBefore = tf.memory().numTensors;
  });
  afterEach(() => {
    tf.dispose(variables);
    variables = [];
    expect(tf.memory().numTensors).toBe(tensorsBefore);
  });
}
