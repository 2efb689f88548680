import { join } from 'node:path';
import type { ClassBounds, ClassifierLabels } from '../../classifier/description';
import { type Fail, Fields, isList, isObject, isText, isWhole } from '../../log/log-fields';
import { FileError } from '../atomic-file';
import { readWhole } from '../reading/read-whole';
import { ClassifierError } from './classifier-error';

/**
 * Reads the `labels.json` of a classifier, all of whose values are checked.
 *
 * @throws ClassifierError where there is none or it is damaged; FileError where it cannot be read
 *
 * @example
 * ```ts
 * const { labels } = await readLabels('runs/a/classifier');
 * ```
 */
export async function readLabels(folder: string): Promise<ClassifierLabels> {
  const file = join(folder, 'labels.json');
  const fail: Fail = (problem) => {
    throw new ClassifierError(folder, `${file} is damaged: ${problem}.`);
  };
  const fields = Fields.of(parsed(await textOf(folder, file)) ?? fail('it is not a JSON object'), fail);
  const labels = fields.read('labels', isTexts, 'a list of texts');
  const { length } = labels;
  return {
    weights: fields.read('weights', isText, 'a text'),
    labels,
    samplesPerClass: fields.read(
      'samplesPerClass',
      isList(isWhole, length),
      `a list of ${length} whole numbers of at least 0`,
    ),
    bounds: fields.read('bounds', isBounds, 'an object with the finite numbers many and few'),
  };
}

async function textOf(folder: string, file: string): Promise<string> {
  try {
    return (await readWhole(file)).toString();
  } catch (error) {
    if (!(error instanceof FileError && error.isMissing)) throw error;
    throw new ClassifierError(
      folder,
      `Cannot read ${file}: it does not exist. A classifier that mbib 0.1.0 has saved has none: train it again.`,
      { cause: error },
    );
  }
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every(isText);
}

function isBounds(value: unknown): value is ClassBounds {
  return isObject(value) && Number.isFinite(value.many) && Number.isFinite(value.few);
}
