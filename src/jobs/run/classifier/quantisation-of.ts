import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Quantisation } from '../../classifier/quantise/quantise';
import { isObject } from '../../log/log-fields';

/** Of a classifier in bytes, the smallest weights are float16. */
const coarsestFirst: readonly Quantisation[] = ['uint8', 'float16'];

/**
 * In what form the classifier in a run's folder has its weights, as its files say it: no log has it.
 *
 * @param path the folder `classifier`
 * @returns 'none' for float32; undefined where the files are missing or cannot be read
 */
export async function quantisationOf(path: string): Promise<Quantisation | 'none' | undefined> {
  // Behind a GraphModel, the head alone is quantised.
  for (const file of [join(path, 'model.json'), join(path, 'head', 'model.json')]) {
    try {
      const { weightsManifest } = JSON.parse(await readFile(file, 'utf8'));
      const forms = weightsManifest.flatMap(({ weights }: { weights: unknown[] }) => weights.map(formOf));
      return coarsestFirst.find((form) => forms.includes(form)) ?? 'none';
    } catch {
      // Another file may have it.
    }
  }
  return undefined;
}

function formOf(weight: unknown): unknown {
  return isObject(weight) && isObject(weight.quantization) ? weight.quantization.dtype : undefined;
}
