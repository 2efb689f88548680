import { beforeEach, expect, test } from 'vitest';
import { chooseData } from '../../../examples/playground/src/data/choose-data';
import { dataKind, set, settings } from '../../../examples/playground/src/state/store';

beforeEach(() => {
  chooseData('digits');
});

test('pictures of one’s own keep what they are learnt from while the digits, learnt from scratch, are chosen', () => {
  chooseData('own');
  expect([dataKind.value, settings.value.from]).toEqual(['own', 'features']);
  set({ from: 'scratch' });
  chooseData('digits');
  expect(settings.value.from).toBe('scratch');
  chooseData('own');
  expect(settings.value.from).toBe('scratch');
  set({ from: 'features' });
  chooseData('digits');
  expect(settings.value.from).toBe('scratch');
  chooseData('own');
  expect(settings.value.from).toBe('features');
});
