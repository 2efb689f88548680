import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeTensorFile, encodeTensorFile, type TensorFile } from '../../../src/jobs/files/tensor-file';

const tensor = fc
  .tuple(
    fc.string(),
    fc.oneof(
      fc.array(fc.float()).map((values) => new Float32Array(values)),
      fc.array(fc.integer()).map((values) => new Int32Array(values)),
    ),
  )
  .map(([name, data]) => ({ name: `tensor ${name}`, shape: [data.length], data }));

const tensorFile: fc.Arbitrary<TensorFile> = fc.record({
  metadata: fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true }),
  tensors: fc.uniqueArray(tensor, { selector: ({ name }) => name }),
});

test('decoding gives back what was encoded, NaN and −0 included', () => {
  fc.assert(
    fc.property(tensorFile, (file) => {
      expect(decodeTensorFile(encodeTensorFile(file))).toEqual(file);
    }),
  );
});

test('a file cut short anywhere is refused', () => {
  const bytes = encodeTensorFile({
    metadata: { state: '{}' },
    tensors: [
      { name: 'kernel', shape: [2, 1], data: new Float32Array([1, 2]) },
      { name: 'bias', shape: [1], data: new Float32Array([3]) },
    ],
  });
  for (let length = 0; length < bytes.length; length++) {
    expect(() => decodeTensorFile(bytes.slice(0, length)), `${length} bytes`).toThrow(
      /truncated|not a tensor file/,
    );
  }
});

test('the layout is that of safetensors', () => {
  const bytes = encodeTensorFile({
    metadata: { epoch: '3' },
    tensors: [{ name: 'w', shape: [1, 2], data: new Float32Array([1, -2]) }],
  });
  const view = new DataView(bytes.buffer);
  const headerBytes = Number(view.getBigUint64(0, true));
  expect(headerBytes % 8).toBe(0);
  expect(JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerBytes)))).toEqual({
    __metadata__: { epoch: '3' },
    w: { dtype: 'F32', shape: [1, 2], data_offsets: [0, 8] },
  });
  expect([view.getFloat32(8 + headerBytes, true), view.getFloat32(12 + headerBytes, true)]).toEqual([1, -2]);
});

test('two tensors of one name are refused', () => {
  const twice = { name: 'w', shape: [1], data: new Float32Array([1]) };
  expect(() => encodeTensorFile({ metadata: {}, tensors: [twice, twice] })).toThrow('named w');
});

test.each(['constructor', '__proto__', 'toString'])('a tensor may be named %s', (name) => {
  const file = { metadata: {}, tensors: [{ name, shape: [1], data: new Float32Array([1]) }] };
  expect(decodeTensorFile(encodeTensorFile(file))).toEqual(file);
});

describe('what the header says is refused where it cannot be', () => {
  /** A file of a header and eight bytes of data. */
  function fileOf(header: unknown): Uint8Array {
    const json = new TextEncoder().encode(JSON.stringify(header));
    const bytes = new Uint8Array(8 + json.length + 8);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
    bytes.set(json, 8);
    return bytes;
  }
  const w = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };

  test.each<[unknown, string]>([
    [{ w: { ...w, dtype: 'constructor' } }, "tensor w is of type 'constructor', neither F32 nor I32"],
    [{ w: { ...w, dtype: undefined } }, 'tensor w is of type undefined, neither F32 nor I32'],
    [{ w: { ...w, shape: [5] } }, 'tensor w has the shape [5], which is 20 bytes, and 8 bytes of data'],
    [{ w: { ...w, shape: [-2] } }, 'tensor w has the shape [-2], not a list of sizes'],
    [{ w: { ...w, shape: undefined } }, 'tensor w has the shape undefined, not a list of sizes'],
    [
      { w: { ...w, data_offsets: undefined } },
      'tensor w has the data_offsets undefined, not where its numbers',
    ],
    [
      { w: { ...w, data_offsets: [8, 0] } },
      'tensor w has the shape [2], which is 8 bytes, and -8 bytes of data',
    ],
    [{ w: { ...w, data_offsets: [-8, 0] } }, 'tensor w has the data_offsets [-8,0], not where its numbers'],
    [{ w: { ...w, data_offsets: [4, 12] } }, 'the file is truncated: it ends before tensor w does'],
    [
      { w, v: { ...w, shape: [1], data_offsets: [4, 8] } },
      'tensors w and v lie in the same bytes of the file',
    ],
    [{ w: null }, 'tensor w is described by null, not by an object'],
    [{ __metadata__: { format: 1 } }, 'its metadata is not an object of texts'],
    [[], 'the file is not a tensor file'],
    [null, 'the file is not a tensor file'],
  ])('%j', (header, reason) => {
    expect(() => decodeTensorFile(fileOf(header))).toThrow(reason);
  });

  test('tensors without numbers may lie where others do', () => {
    const empty = { ...w, shape: [0], data_offsets: [0, 0] };
    expect(decodeTensorFile(fileOf({ w, empty })).tensors).toHaveLength(2);
  });
});
