import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import type { Net } from '../../../src/jobs/nets/build-net';
import { replicaCount } from '../../../src/jobs/run/replicas/replica-count';
import { isPlainData, withSharedArrays } from '../../../src/jobs/run/replicas/shared-data';

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

test('a small view of a large memory is sent without the rest of that memory', () => {
  const part = new Uint16Array(new ArrayBuffer(70_000), 2, 3).fill(7);
  const sent = withSharedArrays({ part, view: new DataView(part.buffer, 2, 4) });
  expect(sent.part).toEqual(part);
  expect(sent.part.buffer.byteLength).toBe(6);
  expect(sent.view.buffer.byteLength).toBe(4);
});

class Pictures {
  constructor(readonly count: number) {}
  half() {
    return this.count / 2;
  }
}

const plain = {
  text: 'a',
  list: [1, null, [new Date(0)]],
  map: new Map([['a', new Set([1n])]]),
  bytes: new Uint8Array(2),
};

test.each([
  ['an instance of a class', new Pictures(2)],
  ['an array of its own kind', new (class extends Array {})()],
  ['a Buffer', Buffer.from('a')],
  ['a function', () => 1],
  ['an object with a symbol as a name', { [Symbol('a')]: 1 }],
])('data with %s is not sent to a thread, which would have something else', (_, part) => {
  expect(isPlainData(plain)).toBe(true);
  for (const data of [part, { ...plain, part }, [[part]], new Map([[1, part]]), new Set([part])]) {
    expect(isPlainData(data)).toBe(false);
  }
});
