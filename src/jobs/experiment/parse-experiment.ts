import { show } from '../../checks';
import { largestUint32 } from '../data/uint32';
import { didYouMean } from '../log/near-miss';
import { list } from '../log/words';
import { type Experiment, METRIC_NAMES } from './experiment';
import { FileKeys } from './file-keys';
import { optionsOf } from './option-name';
import type { OptionValue } from './option-value';
import { optionValue, type Parameter, parseParameter } from './parameter';
import { parsePaper } from './parse-paper';
import { parsePictures } from './parse-pictures';
import { parseSettings } from './parse-settings';

/** The keys of an experiment file. Those that W&B's sweeps have mean what they mean there. */
export const FILE_KEYS = [
  'name',
  'description',
  'job',
  'method',
  'metric',
  'seeds',
  'runs',
  'seed',
  'options',
  'settings',
  'parameters',
  'baseline',
  'paper',
  'pictures',
  'out',
] as const;

const MOST_SEEDS = 1000;
const MOST_DRAWS = 10_000;

/**
 * Reads what an experiment file holds, as YAML or JSON gave it.
 *
 * @param value the file's content
 * @param file its path, which errors name; nothing is read from it
 * @param name what the experiment is called where the file does not say it
 * @throws ExperimentError naming file and key, where a key is unknown or has a value that it cannot have
 *
 * @example
 * ```ts
 * const file = { job: 'digits', seeds: 2, parameters: { method: { values: ['ce', 'mbib'] } } };
 * parseExperiment(file, 'digits.yaml', 'digits').seeds; // [0, 1]
 * ```
 */
export function parseExperiment(value: unknown, file: string, name: string): Experiment {
  const keys = FileKeys.of(file, '', value, FILE_KEYS);
  const method = keys.read('method', isOneOf('grid', 'random'), "'grid' or 'random'") ?? 'grid';
  const named = parseSettings(keys);
  const parameters = parsed(keys);
  const experiment: Experiment = {
    name: keys.read('name', isName, 'a text of letters, digits, dots, hyphens and underscores') ?? name,
    description: keys.read('description', isText, 'a text'),
    job:
      keys.read('job', isText, 'the name of a job') ?? keys.fail('job', 'must be given: the name of a job'),
    method,
    metric: metric(keys),
    seeds: seeds(keys),
    runs: runs(keys, method),
    seed: keys.read('seed', isSeed, 'a whole number in 0..2³²−1, the seed of the random search') ?? 0,
    options: optionsAt(keys, 'options'),
    settings: named.map(({ paper: _, ...setting }) => setting),
    parameters,
    baseline: baseline(keys),
    paper: {
      ...parsePaper(keys),
      ...Object.fromEntries(named.flatMap(({ name: of, paper }) => (paper ? [[of, paper]] : []))),
    },
    pictures: parsePictures(keys),
    out: keys.read('out', isText, 'the path of a folder'),
  };
  assertOnce(keys, experiment);
  return experiment;
}

function parsed(keys: FileKeys): Record<string, Parameter> {
  if (!keys.has('parameters')) return {};
  const own = FileKeys.of(keys.file, 'parameters', keys.get('parameters'));
  return optionsOf(own, own.names, (name) => parseParameter(keys.file, own.placeOf(name), own.get(name)));
}

function optionsAt(keys: FileKeys, key: string): Record<string, OptionValue> {
  if (!keys.has(key)) return {};
  const own = FileKeys.of(keys.file, key, keys.get(key));
  return optionsOf(own, own.names, (name) => optionValue(own, name, own.get(name)));
}

function metric(keys: FileKeys): Experiment['metric'] {
  if (!keys.has('metric')) return { goal: 'maximize' };
  const own = FileKeys.of(keys.file, 'metric', keys.get('metric'), ['name', 'goal']);
  const name = own.get('name');
  if (name !== undefined && !METRIC_NAMES.includes(name as never)) {
    const near = typeof name === 'string' ? didYouMean(name, METRIC_NAMES) : '';
    own.fail('name', `must be one of ${METRIC_NAMES.join(', ')}, got ${show(name)}${near}`);
  }
  const goals = isOneOf('maximize', 'minimize');
  return {
    name: name as Experiment['metric']['name'],
    goal: own.read('goal', goals, "'maximize' or 'minimize'") ?? 'maximize',
  };
}

function seeds(keys: FileKeys): number[] {
  const value = keys.get('seeds') ?? 1;
  const requirement = 'must be a number of seeds from 1, or a list of different whole numbers in 0..2³²−1';
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MOST_SEEDS) {
    return Array.from({ length: value }, (_, seed) => seed);
  }
  const isList =
    Array.isArray(value) && value.length > 0 && value.length <= MOST_SEEDS && value.every(isSeed);
  if (isList && new Set(value).size === value.length) return value;
  return keys.fail('seeds', `${requirement}, got ${show(value)}`);
}

function runs(keys: FileKeys, method: Experiment['method']): number | undefined {
  const isCount = (value: unknown): value is number =>
    Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MOST_DRAWS;
  const count = keys.read('runs', isCount, `a whole number in 1..${MOST_DRAWS}`);
  if (method === 'grid' && count !== undefined)
    keys.fail('runs', "is for method 'random'; a grid has every combination");
  if (method === 'random' && count === undefined)
    keys.fail('runs', "must be given for method 'random': the number of settings that are drawn");
  return count;
}

function baseline(keys: FileKeys): Experiment['baseline'] {
  const value = keys.get('baseline');
  if (value === undefined || isText(value)) return value;
  return optionsAt(keys, 'baseline');
}

/** Of an option that stands in two places, nobody could say which counts. */
function assertOnce(
  keys: FileKeys,
  { method, options, settings: named, parameters, seeds: given }: Experiment,
): void {
  const trained = named.filter(({ from }) => from === undefined);
  for (const { name, options: own } of [{ name: undefined, options }, ...trained]) {
    const twice = Object.keys(own).find((option) => Object.hasOwn(parameters, option));
    if (twice)
      keys.fail(
        `parameters.${twice}`,
        `stands in ${name === undefined ? 'options' : `the setting ${show(name)}`}, too: keep one of them`,
      );
  }
  const all = [options, ...named.map((each) => each.options), parameters];
  if (all.some((each) => Object.hasOwn(each, 'seed')))
    keys.fail('seeds', `gives the seed of every run, ${show(given)}: take the option seed out`);
  const ranges = Object.entries(parameters).filter(([, parameter]) => !('values' in parameter));
  if (method === 'grid' && ranges.length > 0) {
    const names = list(ranges.map(([option]) => option));
    keys.fail(
      'method',
      `must be 'random' where a parameter has a range (${names}); a grid needs a list of values`,
    );
  }
  if (method === 'random' && Object.keys(parameters).length === 0)
    keys.fail('parameters', "must be given for method 'random'");
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

const isName = (value: unknown): value is string => isText(value) && /^\w[\w.-]*$/.test(value);

const isSeed = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= largestUint32;

function isOneOf<Choice extends string>(...choices: Choice[]) {
  return (value: unknown): value is Choice => choices.includes(value as Choice);
}
