import { assertClassIds, assertFinite, assertWholeNumber, reject, rejectType, show } from '../../../checks';
import { writeFileAtomically } from '../atomic-file';
import { encodeTensorFile } from '../tensor-file';
import { MOST_CLASSES } from './label-arrays';
import type { Features } from './read-features';

/**
 * Writes features with their labels to a file that {@link readFeatures} reads: safetensors, with the arrays `tap1`, `tap2`, …,
 * `labels`, and `split` where there is one.
 *
 * @param file its path; replaced if it exists
 * @param features of each tap, shallow to deep, `[samples, width]`; the class of each sample; and, where a split is known, 0 for a
 * sample to train on, 1 to validate, 2 to test
 * @throws RangeError or TypeError where {@link readFeatures} would refuse the file: a tap or the split has not one row a label, a feature is
 *   not finite, a label or a split is none. Nothing is written then. FileError where the file cannot be written
 *
 * @example
 * ```ts
 * import { writeFeatures } from 'mbib/jobs';
 *
 * declare const file: string; // 'features.safetensors'
 * const taps = [{ width: 2, values: Float32Array.from([0.1, 0.2, 0.3, 0.4]) }];
 * await writeFeatures(file, { taps, labels: Int32Array.from([0, 1]) });
 * ```
 */
export async function writeFeatures(
  file: string,
  {
    taps,
    labels,
    split,
  }: { taps: readonly Omit<Features['taps'][number], 'name'>[] } & Pick<Features, 'labels'> &
    Partial<Pick<Features, 'split'>>,
): Promise<void> {
  const samples = labels?.length;
  assertArray('labels', labels, 'Int32Array', samples);
  assertClassIds('labels', labels, MOST_CLASSES);
  if (!Array.isArray(taps)) rejectType('taps', 'be an array of at least one tap', show(taps));
  if (taps.length === 0 || samples === 0) reject('taps', 'have at least one tap and one sample', 'none');
  if (split !== undefined) {
    assertArray('split', split, 'Int32Array', samples);
    assertClassIds('split', split, 3);
  }
  const arrays = taps.map(({ width, values }, i) => {
    const name = `tap${i + 1}`;
    assertWholeNumber(`taps[${i}].width`, width, 1);
    assertArray(`taps[${i}].values`, values, 'Float32Array', samples * width);
    const wrong = values.findIndex((value: number) => !Number.isFinite(value));
    if (wrong >= 0) assertFinite(`taps[${i}].values[${wrong}]`, values[wrong]!);
    return { name, shape: [samples, width], data: values };
  });
  const ids = { name: 'labels', shape: [samples], data: labels };
  const parts = split ? [{ name: 'split', shape: [samples], data: split }] : [];
  await writeFileAtomically(file, encodeTensorFile({ metadata: {}, tensors: [...arrays, ids, ...parts] }));
}

/** Throws unless this is a typed array of a kind, of any realm, and has so many numbers. */
function assertArray(
  argument: string,
  values: Float32Array | Int32Array,
  kind: string,
  length: number,
): void {
  if (values?.[Symbol.toStringTag] !== kind) rejectType(argument, `be of the type ${kind}`, show(values));
  if (values.length !== length)
    reject(argument, `have ${length} numbers, one row a label`, show(values.length));
}
