import {
  defaultLossOptions,
  digitsDefaults,
  digitsImbalanceFactor,
  digitsPasses,
  type LossOptions,
  lossOptionNames,
  lossOptions,
  type Method,
  type MethodName,
  messageOf,
  methodNames,
  methods,
} from 'mbib/jobs';
import { backendNames } from '../../state/backend-names';
import { optionsRead } from '../../state/options-read';
import type { LearnsFrom } from '../../state/run-settings';
import { trainingBounds } from '../../state/training-bounds';
import type { LinkedSettings } from './linked-settings';

/** The numbers of a training besides the options of the losses, with the bounds that the page's fields have. */
const numbers = {
  epochs: { ...trainingBounds.epochs, whole: true },
  seed: { ...trainingBounds.seed, whole: true },
  passes: { ...trainingBounds.passes, whole: true },
  imbalanceFactor: { least: 1, most: 100, whole: false },
} as const;

type NumberName = keyof typeof numbers;
const numberNames = Object.keys(numbers) as NumberName[];

/** A link that was read: its settings, or else the first thing that is wrong with it. */
export type ReadLink = { linked: LinkedSettings } | { problem: string };

/**
 * The part of an address behind the `#` that sets a training: its settings by their names, to be read by people as well. Options of the losses
 * that the methods do not read are left out.
 *
 * @returns such as `#methods=ce,mbib&data=digits&seeds=3&seed=0&epochs=7&…`
 */
export function hashOf({ data, methods, seeds, settings }: LinkedSettings): string {
  const fields: [string, string | number][] = [
    ['methods', methods.filter((method) => method !== undefined).join(',')],
    ['data', data],
    ['seeds', seeds],
    ...numberNames.map((name): [string, number] => [name, settings[name]]),
    ['backend', settings.backend],
    ['from', settings.from],
    ...optionsRead(methods).map((name): [string, number] => [name, settings[name]]),
  ];
  return `#${fields.map(([name, value]) => `${name}=${value}`).join('&')}`;
}

/**
 * Reads such a part of an address. Every value is checked as the page's fields check it; what is left out has its default.
 *
 * @returns undefined where it sets no training, as a link to a place on the page
 */
export function readHash(hash: string): ReadLink | undefined {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  if (!fields.has('methods')) return undefined;
  try {
    return { linked: linkedSettings(fields) };
  } catch (error) {
    return { problem: `The link to this page cannot be followed: ${messageOf(error)}.` };
  }
}

function linkedSettings(fields: URLSearchParams): LinkedSettings {
  const methods = methodsIn(fields.get('methods')!);
  const read = optionsRead(methods);
  for (const name of fields.keys()) {
    const known = ['methods', 'data', 'seeds', 'backend', 'from', ...numberNames, ...lossOptionNames];
    if (!known.includes(name)) throw new RangeError(`it has a setting ${quoted(name)}, which there is not`);
    if (fields.getAll(name).length > 1) throw new RangeError(`it sets ${name} twice`);
  }
  const number = (name: NumberName, otherwise: number) =>
    fields.has(name) ? numberIn(name, fields.get(name)!, numbers[name]) : otherwise;
  const options = { ...defaultLossOptions('mbib'), beta: digitsDefaults.beta };
  for (const name of read) {
    if (fields.has(name)) options[name] = optionIn(name, fields.get(name)!);
  }
  const data = oneOf('data', fields.get('data') ?? 'digits', ['digits', 'own']);
  return {
    data,
    methods,
    seeds: fields.has('seeds')
      ? numberIn('seeds', fields.get('seeds')!, { ...trainingBounds.seeds, whole: true })
      : 1,
    settings: {
      ...options,
      epochs: number('epochs', digitsDefaults.epochs),
      seed: number('seed', digitsDefaults.seed),
      passes: number('passes', digitsPasses),
      imbalanceFactor: number('imbalanceFactor', digitsImbalanceFactor),
      backend: oneOf('backend', fields.get('backend') ?? 'wasm', backendNames),
      from: fromIn(fields.get('from'), data),
    },
  };
}

/** What is learnt from: the digits from scratch only, pictures of one's own from features where the link says nothing else. */
function fromIn(text: string | null, data: LinkedSettings['data']): LearnsFrom {
  const names: readonly LearnsFrom[] = data === 'own' ? ['scratch', 'features'] : ['scratch'];
  return oneOf('from', text ?? names.at(-1)!, names);
}

/** The methods that the page trains: those that need no teacher. */
const offered = methodNames.filter((name) => !(methods[name] as Method).needsTeacher);

function methodsIn(text: string): readonly [MethodName, MethodName | undefined] {
  const names = text.split(',').map((name) => oneOf('methods', name, offered));
  const [first, second] = names;
  if (names.length > 2 || first === second) {
    throw new RangeError(`methods must be one method or two different ones, got ${quoted(text)}`);
  }
  return [first!, second];
}

function oneOf<Name extends string>(setting: string, text: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === text);
  if (found) return found;
  throw new RangeError(`${setting} must be one of ${names.join(', ')}, got ${quoted(text)}`);
}

function numberIn(
  name: string,
  text: string,
  { least, most, whole }: { least: number; most: number; whole: boolean },
): number {
  const value = finite(text);
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  const kind = whole ? 'a whole number' : 'a number';
  throw new RangeError(`${name} must be ${kind} from ${least} to ${most}, got ${quoted(text)}`);
}

function optionIn(name: keyof LossOptions, text: string): number {
  const value = finite(text);
  lossOptions[name].check(lossOptions[name].title, value);
  return value;
}

/** The number that a text is; NaN, which no check lets pass, for another text. */
function finite(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

/** What stands in a link, shortened: it can be anything. */
function quoted(text: string): string {
  return `'${text.length > 40 ? `${text.slice(0, 40)}…` : text}'`;
}
