import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { digitsPerClass } from 'mbib/jobs';
import { beforeAll, expect, test } from 'vitest';
import { figures } from './figures/figures';
import type { Measured } from './figures/measured';

const folder = fileURLToPath(new URL('../../docs/images/learn/', import.meta.url));
const measured: Measured = JSON.parse(readFileSync(`${folder}measured.json`, 'utf8'));

beforeAll(() => tf.setBackend('cpu'));

// After a change of the library that changes them: npm run figures.
test('the figures of docs/learn are what is drawn of the measured values and of the functions', () => {
  const drawn = figures(measured);
  const files = readdirSync(folder).filter((name) => name.endsWith('.svg'));
  expect(files.sort()).toEqual(Object.keys(drawn).sort());
  for (const name of files) expect(readFileSync(folder + name, 'utf8'), name).toBe(drawn[name]);
});

test('they show a training on the digits, with one value for each class', () => {
  expect(measured.samplesPerClass).toEqual([...digitsPerClass]);
  for (const { perClass } of measured.methods) {
    expect(perClass.length).toBe(digitsPerClass.length);
    for (const value of perClass) expect(value).toSatisfy((share: number) => share >= 0 && share <= 1);
  }
});
