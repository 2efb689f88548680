import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../../src/accelerate', import.meta.url));

/** What mbib/accelerate replaces in tfjs. */
const replaced = () => [
  ...tf.getKernelsForBackend('wasm'),
  ...['BatchNormTraining', 'ClipByValue', 'ClipGradient', 'FusedBatchNorm'].map(tf.getGradient),
  ...['Mean', 'Relu', 'Relu6', 'ReluGradient', 'Sum'].map(tf.getGradient),
  Object.getPrototypeOf(tfl.layers.batchNormalization({ name: 'any' })).call,
];

it('an import of any module but the index changes nothing in tfjs, so that the order of imports cannot matter', async () => {
  const stock = replaced();
  const isStock = () => replaced().every((part, i) => part === stock[i]);
  const files = (await readdir(folder, { recursive: true })).filter(
    (file) => file.endsWith('.ts') && !file.includes('assembly') && file !== 'index.ts',
  );
  expect(files).toContain('table.ts');
  for (const file of files) {
    await import(join(folder, file));
    expect([file, isStock()]).toEqual([file, true]);
  }

  await import('mbib/accelerate');
  expect(isStock()).toBe(false);
});
