import { lossOptionsOf, methods, methodTitle, optionTitle } from 'mbib/jobs';
import type { RunGroup } from '../state/run-group';

/** What the settings besides the options of losses are called behind a method's title, with their values. */
const words: Readonly<Record<string, (value: unknown) => string>> = {
  epochs: (value) => `${value} epochs`,
  passes: (value) => `${value} passes`,
  imbalanceFactor: (value) => `imbalance ${value}`,
  backend: (value) => `on ${value}`,
  from: (value) => (value === 'features' ? 'on features' : 'from scratch'),
};

/**
 * What a group of runs is called: the name that the user gave it, or else its method with the settings in which it differs from other
 * groups of the method, as 'MBIB, β 5'.
 *
 * @param all the groups that it is to be told from, itself included
 */
export function groupLabel(group: RunGroup, all: readonly RunGroup[]): string {
  const given = group.runs.find(({ name }) => name !== undefined)?.name;
  if (given !== undefined) return given;
  const { method } = group.settings;
  const rivals = all.filter(({ settings }) => settings.method === method);
  const names = [...lossOptionsOf[method], ...Object.keys(words)] as (keyof typeof group.settings)[];
  const differing = names.filter((name) =>
    rivals.some(({ settings }) => settings[name] !== group.settings[name]),
  );
  const said = differing.map((name) => {
    const value = group.settings[name];
    return words[name]?.(value) ?? `${optionTitle(name, methods)} ${value}`;
  });
  return [methodTitle(method, methods), ...said].join(', ');
}
