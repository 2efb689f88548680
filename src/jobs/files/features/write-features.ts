import { rejectType, show } from '../../../checks';
import { writeFileAtomically } from '../atomic-file';
import { encodeTensorFile } from '../tensor-file';
import type { Features } from './read-features';

/**
 * Writes features with their labels to a file that {@link readFeatures} reads: safetensors, with the arrays `tap1`, `tap2`, …,
 * `labels`, and `split` where there is one.
 *
 * @param file its path; replaced if it exists
 * @param features of each tap, shallow to deep, `[samples, width]`; the class of each sample; and, where a split is known, 0 for a
 * sample to train on, 1 to validate, 2 to test
 * @throws TypeError where a tap does not have one row a label; FileError where the file cannot be written
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
  const samples = labels.length;
  const arrays = taps.map(({ width, values }, i) => {
    const name = `tap${i + 1}`;
    if (values.length !== samples * width) {
      rejectType(`taps[${i}].values`, `have ${samples} rows of ${width}`, show(values.length));
    }
    return { name, shape: [samples, width], data: values };
  });
  const ids = { name: 'labels', shape: [samples], data: labels };
  const parts = split ? [{ name: 'split', shape: [samples], data: split }] : [];
  await writeFileAtomically(file, encodeTensorFile({ metadata: {}, tensors: [...arrays, ids, ...parts] }));
}
