import { wholeNumberFrom } from '../../../checks';
import { type Resolved, resolveOptions } from '../../../options';
import { DataError } from '../../data/data-error';
import { shownName } from '../../data/text/quoted';
import { assertText } from './assert-text';
import { labelSamples, readLabels, readSplit } from './label-arrays';
import { withArrays } from './read-arrays';
import { type FeatureTap, readTap, tapShape } from './read-tap';
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
  // Labels of a file of their own come first: they are few, and say how many samples there must be.
  const given = resolved.labels === undefined ? undefined : await labelsOf(resolved.labels);
  const labelsFile = resolved.labels ?? file;
  const features = await about(file, () =>
    withArrays(file, (arrays) => readAll(file, arrays, given && { labels: given, file: labelsFile })),
  );
  return { ...features, classes: classesOf(features.labels, labelsFile, resolved) };
}

async function readAll(
  file: string,
  arrays: StoredArray[],
  elsewhere: { labels: Int32Array; file: string } | undefined,
) {
  const found = tapsOf(arrays);
  const named = (name: string) => arrays.find((array) => array.name === name);
  const [own, split] = [elsewhere ? undefined : named('labels'), named('split')];
  if (found.length === 0 || (!own && !elsewhere)) throw new Error(lacking(arrays, found.length > 0));
  assertSamples(file, found, own, split, elsewhere);
  const labels = own ? await readLabels(file, own) : elsewhere!.labels;
  const taps: FeatureTap[] = [];
  // One after the other, as each may take much memory.
  for (const array of found) taps.push(await readTap(file, array));
  // The one array of an npy file is used, under another name.
  const used = new Set([...(arrays.length === 1 ? arrays : found), own, split]);
  return {
    taps,
    labels,
    split: split && (await readSplit(file, split)),
    ignored: arrays.filter((array) => !used.has(array)).map(({ name }) => name),
  };
}

/** All arrays must be of the same samples. Their shapes say it, before any number is read. */
function assertSamples(
  file: string,
  taps: readonly StoredArray[],
  own: StoredArray | undefined,
  split: StoredArray | undefined,
  elsewhere: { labels: Int32Array; file: string } | undefined,
): void {
  const first = taps[0]!;
  const { samples } = tapShape(first);
  const others = taps.map((tap) => ({ name: tap.name, samples: tapShape(tap).samples }));
  if (split) others.push({ name: split.name, samples: labelSamples(split) });
  const other = others.find((each) => each.samples !== samples);
  if (other) {
    throw new Error(
      `${shownName(other.name)} has ${other.samples} samples and ${shownName(first.name)} ${samples}`,
    );
  }
  const labels = own ? labelSamples(own) : elsewhere!.labels.length;
  if (labels === samples) return;
  const labelsFile = elsewhere?.file ?? file;
  throw new DataError(
    labelsFile,
    `${labelsFile} has ${labels} labels, and ${file} features of ${samples} samples.`,
  );
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
  return `it has no ${hasTaps ? 'labels' : 'features'}; it holds ${namesOf(arrays)}. ${naming.slice(0, -1)}`;
}

function namesOf(arrays: readonly StoredArray[]): string {
  const names = arrays.slice(0, 10).map(({ name }) => shownName(name));
  const more = arrays.length > names.length ? ' and others' : '';
  return names.length > 0 ? `${names.join(', ')}${more}` : 'no array';
}

function labelsOf(file: string): Promise<Int32Array> {
  return about(file, () =>
    withArrays(file, async (arrays) => {
      const array = arrays.length === 1 ? arrays[0] : arrays.find(({ name }) => name === 'labels');
      if (!array) throw new Error(`it has no array labels; it holds ${namesOf(arrays)}`);
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
    // Node's own words of a size that it cannot have say nothing to who gave the file.
    const reason = error instanceof RangeError ? 'it does not fit into memory' : message;
    const text = name === 'FileError' ? message : `${file} cannot be used: ${reason}. ${formats}`;
    throw new DataError(file, text, { cause: error });
  }
}

const featureOptions = {
  labels: { check: assertText, default: undefined },
  classes: { check: wholeNumberFrom(1), default: undefined },
} as const;
