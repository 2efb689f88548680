import { proportionInterval } from 'mbib';
import { classOrder, groupOf, intervalOverRuns, meanSd, percent, plural } from 'mbib/jobs';
import type { ShownGroup } from '../shown-group';
import { testImages } from '../test-images';

/** What the bars show: the share of test images that are right, or the mean probability of the right class. */
export type Measure = 'accuracy' | 'posterior';

/** The bar of one group at one class. */
export interface ClassValue {
  /** Mean over the runs, 0..1; null where there is none yet, or the class has no test images. */
  value: number | null;
  /** Ends of its interval of 95 %, of an accuracy whose test images are known. */
  low?: number;
  high?: number;
}

/** One class with a bar for every group. */
export interface ClassRow {
  name: string;
  /** Training images. */
  samples: number;
  /** Test images of one run; undefined where the data are not kept any more. */
  images: number | undefined;
  /** Its group. */
  group: ReturnType<typeof groupOf>;
  values: ClassValue[];
}

/** The classes from the most to the least frequent, each with its value in every group. None where no run has begun. */
export function classRows(groups: readonly ShownGroup[], measure: Measure): ClassRow[] {
  const start = groups.flatMap(({ runs }) => runs.flatMap(({ log }) => log ?? []))[0]?.start;
  const samplesPerClass = groups[0]?.data?.samplesPerClass ?? start?.samplesPerClass;
  const names = groups[0]?.data?.train.classNames ?? start?.classNames;
  if (!samplesPerClass || !names) return [];
  const images = groups.map(testImages);
  return classOrder(samplesPerClass).map((k) => ({
    name: names[k]!,
    samples: samplesPerClass[k]!,
    images: images[0]?.[k],
    group: groupOf(samplesPerClass[k]!),
    values: groups.map((group, i) => {
      if (measure === 'posterior') return { value: posteriorOf(group, k) };
      const values = accuraciesOf(group, k);
      const value = meanSd(values)?.mean ?? null;
      const tested = images[i]?.[k];
      if (value === null || !tested) return { value };
      // Rounding must not bring the count of hits above that of the images.
      const ofImages = proportionInterval(Math.min(tested, value * tested), tested);
      const { low, high } = intervalOverRuns(ofImages, values as number[]);
      return { value, low, high };
    }),
  }));
}

/** Of every run that has an epoch, after its last. */
function accuraciesOf({ runs }: ShownGroup, k: number): (number | null)[] {
  return runs.flatMap(({ log }) => (log?.epochs.length ? [log.epochs.at(-1)!.perClass[k] ?? null] : []));
}

function posteriorOf({ runs }: ShownGroup, k: number): number | null {
  const tested = runs.flatMap(({ outputs }) => outputs ?? []);
  return meanSd(tested.map(({ posterior }) => posterior[k] ?? null))?.mean ?? null;
}

/** A value and its interval for people: '83.3 % (60.8 to 94.2)'. */
export function valueText({ value, low, high }: ClassValue): string {
  if (value === null) return 'no figure';
  const interval = low === undefined || high === undefined ? '' : ` (${percent(low)} to ${percent(high)})`;
  return `${percent(value)} %${interval}`;
}

/** What is said of a class: its name, its counts, the value of every group. */
export function rowText({ name, samples, images, values }: ClassRow, groups: readonly ShownGroup[]): string {
  const tested = images === undefined ? '' : `, ${images} to test`;
  const told = values.map((value, i) => `${groups[i]!.title} ${valueText(value)}`);
  return `${name}: ${plural(samples, 'training picture')}${tested}; ${told.join('; ')}`;
}
