import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readFeatures } from '../../../../src/jobs/files/features/read-features';
import { encodeTensorFile, type StoredTensor } from '../../../../src/jobs/files/tensor-file';
import { temporaryFolder } from '../../support/temporary-folder';

const fixtures = fileURLToPath(new URL('fixtures/', import.meta.url));
const ofLabels = (await readdir(fixtures)).filter((name) => name.startsWith('labels-'));
const fixture = (name: string) => join(fixtures, name);

/** The values of the files that make-fixtures.py wrote. */
const value = (i: number) => (((i * 37) % 101) - 50) / 8;
const values = (rows: number, columns: number) =>
  Float32Array.from({ length: rows * columns }, (_, i) => value(i));
const labels = Int32Array.of(2, 0, 1, 0);

async function file(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, bytes);
  return path;
}

const safetensors = (tensors: StoredTensor[]) =>
  file('features.safetensors', encodeTensorFile({ metadata: {}, tensors }));
const tensor = (name: string, shape: number[], data: number[]): StoredTensor => ({
  name,
  shape,
  data: Float32Array.from(data),
});

describe('what numpy and safetensors write is read', () => {
  test('npz: taps by their numbers, of any type, byte order and order of indices', async () => {
    expect(await readFeatures(fixture('stored.npz'))).toEqual({
      taps: [
        { name: 'tap1', width: 3, values: values(4, 3) },
        { name: 'tap2', width: 5, values: values(4, 5) },
        { name: 'tap10', width: 2, values: values(4, 2) },
      ],
      labels,
      classes: 3,
      split: Int32Array.of(0, 0, 1, 2),
      ignored: ['names'],
    });
  });

  test('npz, deflated', async () => {
    const { taps, labels: found, split } = await readFeatures(fixture('deflated.npz'));
    expect(taps).toEqual([{ name: 'features', width: 3, values: values(4, 3) }]);
    expect(found).toEqual(labels);
    expect(split).toBeUndefined();
  });

  test.each([1, 2, 3])('npy of version %i, with the labels in another file', async (version) => {
    const { taps, classes } = await readFeatures(fixture(`version${version}.npy`), {
      labels: fixture('labels-u1.npy'),
    });
    expect(taps[0]).toMatchObject({ width: 3, values: values(4, 3) });
    expect(classes).toBe(3);
  });

  test.each(ofLabels)('%s', async (name) => {
    expect((await readFeatures(fixture('version1.npy'), { labels: fixture(name) })).labels).toEqual(labels);
  });

  test('14 types of labels', () => {
    expect(ofLabels).toHaveLength(14);
  });

  test('bool.npy', async () => {
    const { labels } = await readFeatures(fixture('version1.npy'), { labels: fixture('bool.npy') });
    expect([...labels]).toEqual([1, 0, 1, 0]);
  });

  test('safetensors of numpy', async () => {
    const { taps, labels: found } = await readFeatures(fixture('numpy.safetensors'));
    expect(taps).toEqual([
      { name: 'v1', width: 3, values: values(4, 3) },
      { name: 'v2', width: 5, values: values(4, 5) },
    ]);
    expect(found).toEqual(labels);
  });

  test('bfloat16', async () => {
    expect((await readFeatures(fixture('bfloat16.safetensors'))).taps[0]!.values).toEqual(values(4, 3));
  });
});

test('what a checkpoint is written with is read, whatever the numbers', async () => {
  const finite = fc.float({ noNaN: true, noDefaultInfinity: true });
  await fc.assert(
    fc.asyncProperty(fc.array(finite, { minLength: 2, maxLength: 2 }), async (data) => {
      const path = await safetensors([tensor('features', [2, 1], data), tensor('labels', [2], [0, 1])]);
      expect((await readFeatures(path)).taps[0]!.values).toEqual(Float32Array.from(data));
    }),
    { numRuns: 20 },
  );
});

test('classes may be more than the labels have, and not fewer', async () => {
  expect((await readFeatures(fixture('stored.npz'), { classes: 10 })).classes).toBe(10);
  await expect(readFeatures(fixture('stored.npz'), { classes: 2 })).rejects.toThrow(
    'stored.npz, labels[0] is 2, and there are 2 classes: 0 to 1.',
  );
});

describe('an error names the file, the array and what to do', () => {
  test.each<[string, StoredTensor[], string]>([
    [
      'NaN',
      [tensor('tap1', [2, 3], [1, 2, 3, 4, NaN, 6]), tensor('labels', [2], [0, 1])],
      'tap1[1, 1] is NaN, not finite. Leave such samples out, or compute their features again.',
    ],
    [
      'infinity',
      [tensor('v1', [1, 1], [-Infinity]), tensor('labels', [1], [0])],
      'v1[0, 0] is -Infinity, not finite.',
    ],
    [
      'no labels',
      [tensor('tap1', [1, 1], [0])],
      'it has no labels; it holds tap1. It must hold an array features, or tap1, tap2',
    ],
    [
      'no features',
      [tensor('x', [1, 1], [0]), tensor('labels', [1], [0])],
      'it has no features; it holds x, labels. It must',
    ],
    ['other samples', [tensor('features', [2, 1], [0, 0]), tensor('labels', [1], [0])], 'has 1 labels, and'],
    [
      'other samples of a tap',
      [tensor('tap1', [2, 1], [0, 0]), tensor('tap2', [1, 1], [0]), tensor('labels', [2], [0, 1])],
      'tap2 has 1 samples and tap1 2.',
    ],
    [
      'a shape',
      [tensor('features', [2], [0, 0]), tensor('labels', [2], [0, 0])],
      'features has the shape [2] and must be [samples, width], neither of them 0.',
    ],
    [
      'a shape of labels',
      [tensor('features', [2, 1], [0, 0]), tensor('labels', [2, 2], [0, 0, 0, 0])],
      'labels has the shape [2,2] and must be [samples].',
    ],
    [
      'half a label',
      [tensor('features', [1, 1], [0]), tensor('labels', [1], [0.5])],
      'labels[0] is 0.5 and must be a whole number from 0 to 999999.',
    ],
    [
      'label −1',
      [tensor('features', [1, 1], [0]), tensor('labels', [1], [-1])],
      'labels[0] is -1 and must be a whole number',
    ],
    [
      'split 3',
      [tensor('features', [1, 1], [0]), tensor('labels', [1], [0]), tensor('split', [1], [3])],
      'split[0] is 3 and must be 0 to train on, 1 to validate or 2 to test.',
    ],
  ])('%s', async (_, tensors, message) => {
    const path = await safetensors(tensors);
    await expect(readFeatures(path)).rejects.toThrow(message);
    await expect(readFeatures(path)).rejects.toThrow(path);
    await expect(readFeatures(path)).rejects.toMatchObject({ name: 'DataError' });
  });

  test('one array without labels', async () => {
    await expect(readFeatures(fixture('version1.npy'))).rejects.toThrow(
      'it holds one array and no labels: give the file of the labels, too.',
    );
  });

  test('texts', async () => {
    const bytes = await readFile(fixture('version1.npy'));
    const text = bytes.toString('latin1').replace("'<f4'", "'<U1'");
    await expect(
      readFeatures(await file('a.npy', Buffer.from(text, 'latin1')), { labels: fixture('labels-u1.npy') }),
    ).rejects.toThrow('the array is of type <U1, which is no number that is read.');
  });

  test('a number beyond float32', async () => {
    const bytes = await readFile(fixture('labels-big-f8.npy'));
    bytes.writeDoubleBE(1e39, bytes.length - 8);
    const text = bytes.toString('latin1').replace('(4,), } ', '(2,2), }');
    const path = await file('a.npy', Buffer.from(text, 'latin1'));
    const four = (await readFile(fixture('labels-u1.npy'))).toString('latin1');
    const two = await file('two.npy', Buffer.from(four.slice(0, -2).replace('(4,)', '(2,)'), 'latin1'));
    await expect(readFeatures(path, { labels: two })).rejects.toThrow(
      'the array[1, 1] is 1e+39, too large for float32.',
    );
  });

  test.each(['stored.npz', 'deflated.npz', 'version1.npy', 'numpy.safetensors', 'bfloat16.safetensors'])(
    '%s that is cut short, at every length',
    async (name) => {
      const bytes = await readFile(fixture(name));
      const options = name.endsWith('.npy') ? { labels: fixture('labels-u1.npy') } : {};
      const path = await file(name, bytes);
      for (let length = 0; length < bytes.length; length += 7) {
        await writeFile(path, bytes.subarray(0, length));
        await expect(readFeatures(path, options)).rejects.toThrow(
          /^.+ cannot be used: it .+\. A file of features is/,
        );
      }
    },
  );

  test.each([
    // In the numbers of its first array; in what the first array is packed to.
    ['stored.npz', 200],
    ['deflated.npz', 120],
  ])('%s in which a byte of an array is another one', async (name, place) => {
    const bytes = await readFile(fixture(name));
    bytes[place]! ^= 255;
    await expect(readFeatures(await file(name, bytes))).rejects.toThrow(/\.npy in it is damaged\./);
  });

  test('a text, a folder, nothing', async () => {
    const text = await file('a.csv', Buffer.from('label,x\n1,2\n'.repeat(10)));
    await expect(readFeatures(text)).rejects.toThrow('it is no safetensors file, or cut short.');
    await expect(readFeatures(fixtures)).rejects.toThrow('it is a folder');
    await expect(readFeatures(fixture('missing.npz'))).rejects.toThrow('it or its folder does not exist.');
  });

  test('options', async () => {
    // @ts-expect-error: a number is no path
    await expect(readFeatures('a', { labels: 1 })).rejects.toThrow(
      'options.labels must be the path of a file, got 1',
    );
    await expect(readFeatures('a', { classes: 0 })).rejects.toThrow(RangeError);
  });
});
