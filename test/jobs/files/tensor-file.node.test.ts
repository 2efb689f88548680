import fc from 'fast-check';
import { expect, test } from 'vitest';
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
