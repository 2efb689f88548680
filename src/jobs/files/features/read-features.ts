import { wholeNumberFrom } from '../../../checks';
import { type Resolved, resolveOptions } from '../../../options';
import { DataError } from '../../data/data-error';
import { assertText } from './assert-text';
import { readLabels, readSplit } from './label-arrays';
import { withArrays } from './read-arrays';
import { type FeatureTap, readTap } from './read-tap';
import type { StoredArray } from './stored-array';

/** Features of a backbone that was run before, with their labels. */
export interface Features {
  /** The features of each tap, shallow to deep. */
  taps: FeatureTap[];
  /** Class of each sample, `[samples]`, 0..classes−1. */
  labels: Int32Array;
  /** Number of classes. */
  classes: number;
  /** Split of each sample, `[samples]`: 0 to train on, 1 to validate, 2 to test; undefined where the file has none. */
  split: Int32Array | undefined;
  /** Names of arrays that are none of these and were left alone. */
  ignored: string[];
}

/** Options of {@link readFeatures}. */
export interface FeatureOptions {
  /** A file with the labels alone, for features that come without: a npy file, or one with an array `labels`. */
  labels?: string | undefined;
  /** Number of classes. Default: the largest label plus 1. */
  classes?: number | undefined;
}

const formats = 'A file of features is npy, npz or safetensors.';
const naming =
  'It must hold an array features, or tap1, tap2, … (or v1, v2, …) from shallow to deep, each [samples, width], and labels [samples].';

/**
 * Reads features from a file in the format npy, npz or safetensors, which its content decides.
 *
 * The arrays are found by their names: `tap1`, `tap2`, …, or `v1`, `v2`, …, in the order of their numbers, or one `features`, each
 * `[samples, width]`; `labels`, `[samples]`; and, where there is one, `split`, `[samples]`, with 0 to train on, 1 to validate and 2
 * to test. An npy file has one array and no names: it is the features, and the labels are in another file. Numbers may be of any type
 * and byte order; they become float32.
 *
 * @param file its path
 * @returns the features with their labels
 * @throws DataError where the file cannot be read, is damaged, lacks an array, or has one of a wrong shape or with values that cannot
 * be used; the message names file, array and place. TypeError or RangeError where an option does not fit
 *
 * @example
 * ```ts
 * import { readFeatures } from 'mbib/jobs';
 *
 * declare const file: string; // numpy.savez(file, tap1=…, tap2=…, tap3=…, labels=…)
 * const { taps, labels, classes } = await readFeatures(file);
 * console.log(taps.map(({ width }) => width), labels.length, classes);
 * ```
 */
export async function readFeatures(file: string, options?: FeatureOptions): Promise<Features> {
  const resolved = resolveOptions(options, featureOptions);
  const features = await about(file, () =>
    withArrays(file, (arrays) => readAll(file, arrays, resolved.labels !== undefined)),
  );
  const labels = resolved.labels === undefined ? features.labels! : await labelsOf(resolved.labels);
  const samples = features.taps[0]!.values.length / features.taps[0]!.width;
  const labelsFile = resolved.labels ?? file;
  if (labels.length !== samples) {
    throw new DataError(
      labelsFile,
      `${labelsFile} has ${labels.length} labels, and ${file} features of ${samples} samples.`,
    );
  }
  return { ...features, labels, classes: classesOf(labels, labelsFile, resolved) };
}

async function readAll(file: string, arrays: StoredArray[], labelsElsewhere: boolean) {
  const found = tapsOf(arrays);
  const named = (name: string) => arrays.find((array) => array.name === name);
  const [labels, split] = [named('labels'), named('split')];
  if (found.length === 0 || (!labels && !labelsElsewhere)) throw new Error(lacking(arrays, found.length > 0));
  const taps: FeatureTap[] = [];
  // One after the other, as each may take much memory.
  for (const array of found) taps.push(await readTap(file, array));
  const samples = found[0]!.shape[0]!;
  for (const { name, shape } of [...found, ...(split ? [split] : [])]) {
    if (shape[0] !== samples)
      throw new Error(`${name} has ${shape[0]} samples and ${found[0]!.name} ${samples}`);
  }
  const used = new Set([...found, labelsElsewhere ? undefined : labels, split]);
  return {
    taps,
    labels: labels && !labelsElsewhere ? await readLabels(file, labels) : undefined,
    split: split && (await readSplit(file, split)),
    ignored: arrays.filter((array) => !used.has(array)).map(({ name }) => name),
  };
}

/** The arrays that are taps, shallow to deep. */
function tapsOf(arrays: readonly StoredArray[]): StoredArray[] {
  const [first] = arrays;
  if (arrays.length === 1 && first!.name === '') return [{ ...first!, name: 'the array' }];
  for (const pattern of [/^tap_?(\d+)$/, /^v_?(\d+)$/]) {
    const numbered = arrays.flatMap((array) => {
      const number = pattern.exec(array.name)?.[1];
      return number === undefined ? [] : [{ array, number: Number(number) }];
    });
    if (numbered.length > 0) return numbered.sort((a, b) => a.number - b.number).map(({ array }) => array);
  }
  return arrays.filter(({ name }) => name === 'features');
}

function lacking(arrays: readonly StoredArray[], hasTaps: boolean): string {
  if (arrays.length === 1 && arrays[0]!.name === '') {
    return 'it holds one array and no labels: give the file of the labels, too';
  }
  const names = arrays.map(({ name }) => name).slice(0, 10);
  const holds = names.length > 0 ? names.join(', ') : 'no array';
  return `it has no ${hasTaps ? 'labels' : 'features'}; it holds ${holds}. ${naming.slice(0, -1)}`;
}

function labelsOf(file: string): Promise<Int32Array> {
  return about(file, () =>
    withArrays(file, async (arrays) => {
      const array = arrays.length === 1 ? arrays[0] : arrays.find(({ name }) => name === 'labels');
      if (!array)
        throw new Error(`it has no array labels; it holds ${arrays.map(({ name }) => name).join(', ')}`);
      return readLabels(file, { ...array, name: array.name || 'the array' });
    }),
  );
}

function classesOf(
  labels: Int32Array,
  file: string,
  { classes: given }: Resolved<typeof featureOptions>,
): number {
  const least = labels.reduce((most, label) => Math.max(most, label), -1) + 1;
  if (given === undefined) return least;
  const index = labels.findIndex((label) => label >= given);
  if (index < 0) return given;
  throw new DataError(
    file,
    `${file}, labels[${index}] is ${labels[index]}, and there are ${given} classes: 0 to ${given - 1}.`,
  );
}

/** Errors that are a clause become sentences with the file. */
async function about<T>(file: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DataError) throw error;
    const { name, message } = error as Error;
    const text = name === 'FileError' ? message : `${file} cannot be used: ${message}. ${formats}`;
    throw new DataError(file, text, { cause: error });
  }
}

const featureOptions = {
  labels: { check: assertText, default: undefined },
  classes: { check: wholeNumberFrom(1), default: undefined },
} as const;
