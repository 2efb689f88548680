import {
  assertFunction,
  assertImageCounts,
  assertText,
  rejectType,
  show,
  wholeNumberFrom,
} from '../../checks';
import { resolveOptions, type Specification } from '../../options';
import { readBounds } from '../data/read-bounds';
import { testedOnOption } from '../data/tested-on-option';
import { mixingOptions, samplingOptions } from './batch-options';

/**
 * Checks that a recipe has all its parts and no other, so that a misspelt one is found before anything is written.
 *
 * @throws TypeError where a part is unknown, missing or of another type; RangeError where its value does not fit
 */
export function assertRecipe(recipe: object): void {
  resolveOptions(recipe, { ...stepParts, ...otherParts }, 'recipe');
}

/**
 * Checks the parts of a recipe that the steps of a training need. It may have those of a whole recipe besides.
 *
 * @throws TypeError where a part is unknown, missing or of another type; RangeError where its value does not fit
 */
export function assertStepRecipe(recipe: object): void {
  const unread = Object.keys(otherParts).map((name) => [name, { check: () => {}, default: undefined }]);
  resolveOptions(recipe, { ...stepParts, ...Object.fromEntries(unread) }, 'recipe');
}

const object = { check: assertObject } as const;
const objectOrNone = { ...object, default: undefined } as const;

/** Those of a `StepRecipe`. */
const stepParts = {
  net: object,
  optimizer: object,
  schedule: { check: (argument: string, value: unknown) => assertFunction(argument, value, 'of the epoch') },
  batchSize: { check: wholeNumberFrom(1) },
  microBatch: { check: wholeNumberFrom(2), default: undefined },
  replicas: objectOrNone,
  epochs: { check: wholeNumberFrom(1), default: undefined },
  sampling: readBy(samplingOptions),
  mixing: readBy(mixingOptions),
  train: object,
  onLoss: {
    check: (argument: string, value: unknown) => assertFunction(argument, value, 'of the loss'),
    default: undefined,
  },
} as const;

/** Those that a `Recipe` has besides. */
const otherParts = {
  testBatchSize: { check: wholeNumberFrom(1) },
  test: object,
  testedOn: testedOnOption,
  validation: objectOrNone,
  samplesPerClass: {
    check: (argument: string, counts: readonly number[]) => assertImageCounts(argument, counts),
  },
  bounds: { check: readBounds, default: undefined },
  whole: objectOrNone,
  preprocessing: objectOrNone,
  split: { check: assertText, default: undefined },
} as const;

/** A part with options of its own. */
function readBy(options: Specification) {
  return {
    check: (argument: string, value: object) => void resolveOptions(value, options, argument),
    default: undefined,
  };
}

function assertObject(argument: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) rejectType(argument, 'be an object', show(value));
}
