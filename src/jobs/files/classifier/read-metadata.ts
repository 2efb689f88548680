import type { io } from '@tensorflow/tfjs-core';
import {
  CLASSIFIER_FORMAT,
  type ClassifierMetadata,
  type GraphBackboneMetadata,
} from '../../classifier/description';
import { type Fail, Fields, isCount, isList, isObject, isText } from '../../log/log-fields';
import { ClassifierError } from './classifier-error';

/**
 * What the `model.json` of a classifier of pictures says of it, all of whose values are checked.
 *
 * @throws ClassifierError where it says nothing, is of a later version, damaged, or of a classifier that takes features
 *
 * @example
 * ```ts
 * const { shorterSide } = readMetadata('runs/a/classifier', await loadFromFolder('runs/a/classifier').load!());
 * ```
 */
export function readMetadata(folder: string, { userDefinedMetadata }: io.ModelArtifacts): ClassifierMetadata {
  const mbib: unknown = userDefinedMetadata?.mbib;
  if (!isObject(mbib)) {
    const reason = 'does not say what it takes: its model.json was not written by mbib 0.2 or later';
    throw new ClassifierError(folder, `The classifier in ${folder} ${reason}.`);
  }
  const fail: Fail = (problem) => {
    throw new ClassifierError(folder, `The model.json in ${folder} is damaged: its ${problem}.`);
  };
  const fields = Fields.of(mbib, fail);
  const format = fields.read('format', isCount, 'a whole number of at least 1');
  if (format > CLASSIFIER_FORMAT) {
    const reason = `is of format ${format}, this version of mbib reads formats up to ${CLASSIFIER_FORMAT}`;
    throw new ClassifierError(folder, `The classifier in ${folder} ${reason}: update mbib to read it.`);
  }
  const takes = fields.read('takes', isTaken, '"pixels" or "features"');
  const { backbone } = fields.readOptional('backbone', isObject, 'an object');
  if (takes === 'features' && !backbone) {
    throw new ClassifierError(folder, `The classifier in ${folder} takes features, not pictures.`);
  }
  return {
    format,
    takes,
    ...fields.readOptional('shorterSide', isCount, 'a whole number of at least 1'),
    ...(backbone && { backbone: graphBackbone(backbone, (problem) => fail(`backbone.${problem}`)) }),
  };
}

function graphBackbone(backbone: Record<string, unknown>, fail: Fail): GraphBackboneMetadata {
  const fields = Fields.of(backbone, fail);
  const mean = fields.read('mean', isNumbers, 'a list of finite numbers');
  const above = 'a list of as many numbers above 0 as there are means';
  return {
    node: fields.read('node', isText, 'a text'),
    size: fields.read('size', isList(isCount, 2), 'two whole numbers of at least 1') as [number, number],
    mean,
    std: fields.read('std', isList(isAboveZero, mean.length), above),
    ...fields.readOptional('shorterSide', isCount, 'a whole number of at least 1'),
  };
}

function isTaken(value: unknown): value is ClassifierMetadata['takes'] {
  return value === 'pixels' || value === 'features';
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.length > 0 && value.every(Number.isFinite);
}

function isAboveZero(value: unknown): value is number {
  return Number.isFinite(value) && (value as number) > 0;
}
