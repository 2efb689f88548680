import { type LossOptions, lossOptions, type MethodName, methods, methodTitle } from 'mbib/jobs';
import { isOwnData } from '../../state/is-own-data';
import type { RunGroup } from '../../state/run-group';
import { settingsOf } from '../../state/settings-of';
import type { NextTraining } from '../next-runs';
import { optionsRead } from './options-read';

/** A setting of the next training that is not that of the runs on the stage. */
export interface Change {
  /** What people call it: 'β'. */
  title: string;
  next: string;
  /** What the runs on the stage have; several where they differ. */
  now: string;
}

const TITLES = {
  from: 'Network',
  epochs: 'Epochs',
  passes: 'Passes',
  imbalanceFactor: 'Imbalance',
  backend: 'Backend',
} as const;
const WORDS: Readonly<Record<string, string>> = { features: 'pretrained', scratch: 'from scratch' };

/**
 * What of the next training is not as in the runs on the stage, setting by setting: none where it would train just those.
 *
 * @param titleOf what people call data, by its id
 */
export function changes(
  groups: readonly RunGroup[],
  next: NextTraining,
  titleOf: (dataId: string) => string,
): Change[] {
  if (groups.length === 0) return [];
  const asked = next.methods.filter((method) => method !== undefined);
  const title = (method: MethodName) => methodTitle(method, methods);
  const shared = groups.filter(({ settings: { method } }) => asked.includes(method));
  const seeds = Array.from({ length: next.seeds }, (_, i) => next.settings.seed + i);
  return [
    ...dataChange(groups, next.dataId, titleOf),
    ...difference(
      'Method',
      inOrder(asked.map(title)),
      inOrder(groups.map(({ settings }) => title(settings.method))),
    ),
    ...optionChanges(shared, next),
    ...lengthChanges(groups, next),
    ...difference(
      'Seed',
      [rangeText(seeds)],
      groups.map(({ runs }) => rangeText(runs.map(({ settings }) => settings.seed))),
    ),
  ];
}

function dataChange(
  groups: readonly RunGroup[],
  next: string,
  titleOf: (dataId: string) => string,
): Change[] {
  // Digits of another imbalance are told by the imbalance.
  const others = groups.filter(({ dataId }) => dataId !== next && (isOwnData(dataId) || isOwnData(next)));
  const [title, titles] = [titleOf(next), others.map(({ dataId }) => titleOf(dataId))];
  if (titles.includes(title))
    return [{ title: 'Data', next: `${title} as they are now`, now: 'as they were' }];
  return difference('Data', [title], titles);
}

function optionChanges(groups: readonly RunGroup[], { settings }: NextTraining): Change[] {
  return optionsRead(groups.map(({ settings: { method } }) => method)).flatMap((name) => {
    const read = groups.filter(({ settings: { method } }) => optionsRead([method]).includes(name));
    const values = read.map(({ settings: { method } }) => String(settingsOf(method, 0, settings)[name]));
    return difference(
      lossOptions[name as keyof LossOptions].title,
      values,
      read.map(({ settings: now }) => String(now[name])),
    );
  });
}

function lengthChanges(groups: readonly RunGroup[], { settings, dataId }: NextTraining): Change[] {
  return (Object.keys(TITLES) as (keyof typeof TITLES)[]).flatMap((name) => {
    const onDigits = ({ dataId: id }: { dataId: string }) => name !== 'imbalanceFactor' || !isOwnData(id);
    if (!onDigits({ dataId })) return [];
    const text = (value: string | number) => WORDS[value] ?? String(value);
    const now = groups.filter(onDigits).map((group) => text(group.settings[name]));
    return difference(TITLES[name], [text(settings[name])], now);
  });
}

/** What is said of values that are not the same next as now: nothing where all are. */
function difference(title: string, next: readonly string[], now: readonly string[]): Change[] {
  const [after, before] = [[...new Set(next)], [...new Set(now)]];
  const same = before.length === after.length && before.every((value, i) => value === after[i]);
  if (same || before.length === 0) return [];
  return [{ title, next: after.join(' and '), now: before.join(' and ') }];
}

const inOrder = (texts: readonly string[]) => [...new Set(texts)].sort();

/** Seeds in words: '3', '0 to 2', '0, 4'. */
function rangeText(seeds: readonly number[]): string {
  const [first, last] = [seeds[0]!, seeds.at(-1)!];
  if (seeds.length === 1) return String(first);
  return last - first === seeds.length - 1 ? `${first} to ${last}` : seeds.join(', ');
}
