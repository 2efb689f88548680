import * as tf from '@tensorflow/tfjs-core';
import { afterEach } from 'vitest';

/** WebGPU only prints its validation errors and computes garbage; here they fail the test that caused them. */
export function failOnWebgpuErrors(): void {
  const { device } = tf.backend() as unknown as { device: GPUDevice };
  const errors: string[] = [];
  device.onuncapturederror = ({ error }) => {
    errors.push(error.message);
  };
  afterEach(async () => {
    await device.queue.onSubmittedWorkDone();
    const found = errors.splice(0);
    if (found.length > 0) throw new Error(`WebGPU: ${found.join('\n')}`);
  });
}
