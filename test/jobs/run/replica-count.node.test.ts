import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import type { Net } from '../../../src/jobs/nets/build-net';
import { replicaCount } from '../../../src/jobs/run/replicas/replica-count';
import { withSharedArrays } from '../../../src/jobs/run/replicas/shared-data';

const net = { method: 'mbib', wholeBatch: () => ({ samples: 1, weight: 1 }) } as Partial<Net> as Net;
const setting = { backend: 'wasm', recipe: { net, batchSize: 128 }, program: 'file:///job.js' } as const;
const whole = { ...net, wholeBatch: undefined };

test('auto is one replica a core, fewer where each would have less than eight images, and one where there can be no other', () => {
  const cores = availableParallelism();
  const withBatch = (batchSize: number) => ({ ...setting, recipe: { net, batchSize } });
  expect(replicaCount('auto', withBatch(8 * cores))).toBe(cores);
  expect(replicaCount('auto', withBatch(15))).toBe(1);
  expect(replicaCount('auto', { ...setting, backend: 'webgpu' })).toBe(1);
  expect(replicaCount('auto', { ...setting, program: undefined })).toBe(1);
  expect(replicaCount('auto', { ...setting, recipe: { net: whole, batchSize: 128 } })).toBe(1);
  expect(replicaCount(undefined, setting)).toBe(1);
});

test.each([
  [{ backend: 'tensorflow' as const }, 'replicas must be left out on tensorflow'],
  [{ recipe: { net: whole, batchSize: 128 } }, 'replicas must be left out for mbib'],
  [{ recipe: { net, batchSize: 7 } }, 'replicas must leave two images of a batch of 7 to each, got 4'],
  [{ program: undefined }, 'replicas must come with program'],
])('more replicas than one are refused by name where they cannot be had: %o', (other, message) => {
  expect(() => replicaCount(4, { ...setting, ...other })).toThrow(message);
  expect(replicaCount(1, { ...setting, ...other })).toBe(1);
  expect(replicaCount(3, setting)).toBe(3);
});

test('data for threads has its large arrays once, in memory that threads share, and all else as it was', () => {
  const large = Uint8Array.from({ length: 70_000 }, (_, i) => i).subarray(1);
  const data = { train: { images: large, classes: 3 }, test: { images: large }, names: ['a', 'b'], self: {} };
  data.self = data;
  const shared = withSharedArrays(data);
  expect(shared.train.images.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(shared.test.images).toBe(shared.train.images);
  expect(shared.self).toBe(shared);
  expect({ ...shared.train, names: shared.names }).toEqual({ images: large, classes: 3, names: ['a', 'b'] });
});
