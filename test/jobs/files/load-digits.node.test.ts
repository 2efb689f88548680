import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { longTailedDigits } from '../../../src/jobs/data/digits/long-tailed-digits';
import { parseDigits } from '../../../src/jobs/data/digits/parse-digits';
import { countPerClass, type ImageSet } from '../../../src/jobs/data/image-set';
import { digitsNormalisation } from '../../../src/jobs/data/preprocessing/normalisations';
import { loadDigits } from '../../../src/jobs/files/load-digits';

const digits = loadDigits();
/** One text per image, label included, to compare sets of images with. */
const texts = (set: ImageSet) =>
  Array.from(set.labels, (label, i) => `${label}:${set.images.subarray(i * 64, (i + 1) * 64).join()}`);

describe('loadDigits', () => {
  test('has the 1,797 digits of the UCI test set', () => {
    expect(digits).toMatchObject({ height: 8, width: 8, channels: 1, classes: 10 });
    expect(digits.labels.length).toBe(1797);
    // Class sizes as the data set's own description (optdigits.names) lists them for its test set.
    expect(countPerClass(digits)).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
  });

  test('stretches pixels from 0..16 to 0..255 and loses none of their 17 values', () => {
    const file = new URL('../../../src/jobs/files/digits.csv.gz', import.meta.url);
    const rows = gunzipSync(readFileSync(file)).toString().trim().split('\n');
    const back = texts({ ...digits, images: digits.images.map((pixel) => Math.round((pixel * 16) / 255)) });
    expect(back).toEqual(
      rows.map((row) => `${row.slice(row.lastIndexOf(',') + 1)}:${row.slice(0, row.lastIndexOf(','))}`),
    );
  });

  test('is normalised by its own mean and standard deviation', () => {
    const pixels = Array.from(digits.images, (pixel) => pixel / 255);
    const mean = pixels.reduce((sum, pixel) => sum + pixel) / pixels.length;
    const variance = pixels.reduce((sum, pixel) => sum + (pixel - mean) ** 2, 0) / pixels.length;
    expect(mean).toBeCloseTo(digitsNormalisation.mean[0]!, 3);
    expect(Math.sqrt(variance)).toBeCloseTo(digitsNormalisation.std[0]!, 3);
  });
});

test('a row that is no digit is refused by its number', () => {
  const row = (label: string, pixel = '16') => [...new Array(64).fill(pixel), label].join(',');
  expect(parseDigits(`${row('3')}\n${row('9', '0')}\n`).images.length).toBe(128);
  const wrong = [
    '1,2,3',
    row('10'),
    row('x'),
    row(''),
    row('1', ''),
    row('1', ' '),
    row('1', '17'),
    row('1', '0.5'),
    row('1', '0x5'),
    '',
  ];
  for (const bad of wrong) {
    expect(() => parseDigits(`${row('3')}\n${bad}\n${row('1')}`)).toThrow(/^Row 2 of the digits must be/);
  }
});

test('a row that is refused is quoted and cut, and lines may end as on any system', () => {
  const row = `${'0,'.repeat(64)}3`;
  for (const end of ['\n', '\r\n', '\r']) expect(parseDigits([row, row].join(end)).labels.length).toBe(2);
  const evil = () => parseDigits(`\u001b[2J${'x'.repeat(1e6)}`);
  expect(evil).toThrow('got "\\u001b[2J');
  expect(evil).toThrow(/^.{1,300}$/);
});

describe('longTailedDigits', () => {
  test('trains on 100 images of digit 0 down to 2 of digit 9 and tests on all others', () => {
    const { train, test: held } = longTailedDigits(digits, 0);
    expect(countPerClass(train)).toEqual([100, 64, 41, 27, 17, 11, 7, 4, 3, 2]);
    expect([...texts(train), ...texts(held)].sort()).toEqual(texts(digits).sort());
  });

  test('is chosen by the seed', () => {
    const hash = (seed: number) =>
      createHash('sha256').update(longTailedDigits(digits, seed).train.images).digest('hex');
    expect(hash(1)).toBe(hash(1));
    expect(hash(1)).not.toBe(hash(2));
  });
});
