import { lossOptionsOf, methods, methodTitle, optionTitle } from 'mbib/jobs';
import { isOwnData } from './is-own-data';
import type { RunGroup } from './run-group';

/** What the settings besides the options of losses are called behind a method's title, with their values. */
const words: Readonly<Record<string, (value: unknown) => string>> = {
  epochs: (value) => `${value} epochs`,
  passes: (value) => `${value} passes`,
  imbalanceFactor: (value) => `imbalance ${value}`,
  backend: (value) => `on ${value}`,
  from: (value) => (value === 'features' ? 'pretrained' : 'from scratch'),
};

/**
 * What a group of runs is called everywhere on the page: the name that the user gave it, or else its method with the settings in which it
 * differs from other groups of the method, as 'MBIB, β 5', and with its data where nothing else tells them apart.
 *
 * @param all the groups that it is to be told from, itself included
 * @param titleOfData what people call data, by its id
 */
export function groupTitle(
  group: RunGroup,
  all: readonly RunGroup[],
  titleOfData: (id: string) => string | undefined,
): string {
  const given = givenName(group);
  if (given !== undefined) return given;
  const { settings, dataId } = group;
  const rivals = all.filter((each) => each.settings.method === settings.method);
  const names = [...lossOptionsOf[settings.method], ...Object.keys(words)] as (keyof typeof settings)[];
  const differing = names.filter((name) =>
    rivals.some((rival) => differs(group, rival, name) && rival.settings[name] !== settings[name]),
  );
  const said = differing.map(
    (name) => words[name]?.(settings[name]) ?? `${optionTitle(name, methods)} ${settings[name]}`,
  );
  const alike = rivals.some(
    (rival) => rival.dataId !== dataId && differing.every((name) => rival.settings[name] === settings[name]),
  );
  const data = alike ? [titleOfData(dataId) ?? 'data that is not kept'] : [];
  return [methodTitle(settings.method, methods), ...said, ...data].join(', ');
}

/** The name that the user gave a group; undefined where there is none. */
export function givenName({ runs, repeated }: RunGroup): string | undefined {
  return [...runs, ...repeated].find(({ name }) => name !== undefined)?.name;
}

/** Whether a setting can tell two groups apart: the imbalance is that of the digits. */
function differs(group: RunGroup, rival: RunGroup, name: string): boolean {
  return name !== 'imbalanceFactor' || !(isOwnData(group.dataId) || isOwnData(rival.dataId));
}
