import { assertFunction, rejectType, show, wholeNumberFrom } from '../../checks';
import { resolveOptions } from '../../options';
import type { Recipe } from './train-epoch';

/**
 * Checks that a recipe has all its parts and no other, so that a misspelt one is found before anything is written.
 *
 * @throws TypeError where a part is unknown, missing or of another type; RangeError where its value does not fit
 */
export function assertRecipe(recipe: Recipe): void {
  resolveOptions(recipe, recipeParts, 'recipe');
}

const recipeParts = {
  net: { check: assertObject },
  optimizer: { check: assertObject },
  schedule: { check: (argument: string, value: unknown) => assertFunction(argument, value, 'of the epoch') },
  batchSize: { check: wholeNumberFrom(1) },
  microBatch: { check: wholeNumberFrom(2), default: undefined },
  replicas: { check: assertObject, default: undefined },
  epochs: { check: wholeNumberFrom(1), default: undefined },
  sampling: { check: assertObject, default: undefined },
  mixing: { check: assertObject, default: undefined },
  testBatchSize: { check: wholeNumberFrom(1) },
  train: { check: assertObject },
  test: { check: assertObject },
  validation: { check: assertObject, default: undefined },
  samplesPerClass: { check: assertObject },
  bounds: { check: assertObject, default: undefined },
  whole: { check: assertObject, default: undefined },
  preprocessing: { check: assertObject, default: undefined },
  split: { check: assertText, default: undefined },
} as const;

function assertText(argument: string, value: unknown): void {
  if (typeof value !== 'string') rejectType(argument, 'be a text', show(value));
}

function assertObject(argument: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) rejectType(argument, 'be an object', show(value));
}
