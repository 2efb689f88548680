import { expect, test } from 'vitest';
import {
  countPerClass,
  type ImageSet,
  indicesOfClasses,
  selectImages,
} from '../../../src/jobs/data/image-set';

const set: ImageSet = {
  images: Uint8Array.from([10, 11, 20, 21, 30, 31]),
  labels: Int32Array.from([2, 0, 2]),
  height: 1,
  width: 2,
  channels: 1,
  classes: 3,
  classNames: ['ant', 'bee', 'cat'],
};

test('selectImages copies images and labels in the given order, repeats included', () => {
  const chosen = selectImages(set, [2, 0, 2]);
  expect([...chosen.images]).toEqual([30, 31, 10, 11, 30, 31]);
  expect([...chosen.labels]).toEqual([2, 2, 2]);
  expect(chosen).toMatchObject({ height: 1, width: 2, channels: 1, classes: 3, classNames: set.classNames });
  chosen.images[0] = 99;
  expect(set.images[4]).toBe(30);
});

test('classes are counted and located, those without images too', () => {
  expect(countPerClass(set)).toEqual([1, 0, 2]);
  expect(indicesOfClasses(set)).toEqual([[1], [], [0, 2]]);
});
