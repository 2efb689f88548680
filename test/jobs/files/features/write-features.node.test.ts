import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readFeatures } from '../../../../src/jobs/files/features/read-features';
import { writeFeatures } from '../../../../src/jobs/files/features/write-features';
import { temporaryFolder } from '../../support/temporary-folder';

const labels = Int32Array.of(0, 1);
const taps = [{ width: 2, values: Float32Array.of(1, 2, 3, 4) }];
const features = { taps, labels, split: Int32Array.of(0, 2) };

test('what was written is what is read', async () => {
  const file = join(await temporaryFolder(), 'features.safetensors');
  await writeFeatures(file, features);
  const read = await readFeatures(file);
  expect(read).toMatchObject({ labels, split: features.split, classes: 2, ignored: [] });
  expect(read.taps).toEqual([{ ...taps[0], name: 'tap1' }]);
});

describe('what readFeatures would refuse is not written, and the file stays as it was:', () => {
  test.each<[string, object, string]>([
    [
      'a split that is too short',
      { split: Int32Array.of(0) },
      'split must have 2 numbers, one row a label, got 1',
    ],
    [
      'a split that is none',
      { split: Int32Array.of(0, 3) },
      'split[1] must be a whole number of at least 0 and below 3',
    ],
    [
      'a label below 0',
      { labels: Int32Array.of(0, -1) },
      'labels[1] must be a whole number of at least 0 and below',
    ],
    ['labels in a list', { labels: [0, 1] }, 'labels must be of the type Int32Array, got [0,1]'],
    ['no labels', { labels: undefined }, 'labels must be of the type Int32Array, got undefined'],
    ['no taps', { taps: [] }, 'taps must have at least one tap and one sample, got none'],
    [
      'doubles',
      { taps: [{ width: 2, values: new Float64Array(4) }] },
      'taps[0].values must be of the type Float32Array',
    ],
    [
      'a feature of NaN',
      { taps: [{ width: 1, values: Float32Array.of(1, Number.NaN) }] },
      'taps[0].values[1] must be a finite',
    ],
    ['too few rows', { taps: [{ width: 3, values: taps[0]!.values }] }, 'taps[0].values must have 6 numbers'],
  ])('%s', async (_, part, message) => {
    const file = join(await temporaryFolder(), 'features.safetensors');
    await writeFile(file, 'before');
    await expect(writeFeatures(file, { ...features, ...part })).rejects.toThrow(message);
    expect(await readFile(file, 'utf8')).toBe('before');
  });
});
