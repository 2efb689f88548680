import { show } from '../../checks';
import type { MersenneTwister } from '../data/mersenne-twister';
import { didYouMean } from '../log/near-miss';
import { FileKeys } from './file-keys';
import type { OptionValue } from './option-value';

/** How a parameter without a list of values is drawn. The names are those of W&B's sweeps. */
export const DISTRIBUTIONS = [
  'uniform',
  'int_uniform',
  'q_uniform',
  'log_uniform_values',
  'q_log_uniform_values',
  'normal',
] as const;

/** A range from which a random search draws. */
export interface Range {
  distribution: (typeof DISTRIBUTIONS)[number];
  /** Least value; mean of a normal distribution. */
  low: number;
  /** Greatest value; standard deviation of a normal distribution. */
  high: number;
  /** Step to whose multiples values are rounded. */
  q: number;
}

/** A parameter: values to choose from, or a range. */
export type Parameter = { values: readonly OptionValue[] } | Range;

const KEYS = ['value', 'values', 'min', 'max', 'mu', 'sigma', 'q', 'distribution'] as const;

/**
 * Reads a parameter, in the form of W&B's sweeps.
 *
 * @param value what the file has for it
 * @throws ExperimentError where it is none
 */
export function parseParameter(file: string, place: string, value: unknown): Parameter {
  const keys = FileKeys.of(file, place, value, KEYS);
  const given = keys.names.filter((key) => key !== 'distribution');
  const only = (...names: string[]) => {
    const other = given.find((key) => !names.includes(key));
    if (other)
      keys.fail(other, `cannot stand beside ${names.find((name) => keys.has(name)) ?? 'distribution'}`);
  };
  const distribution = keys.get('distribution');
  if (keys.has('value')) {
    only('value');
    if (distribution !== undefined && distribution !== 'constant')
      keys.fail('distribution', `must be 'constant' for one value, got ${show(distribution)}`);
    return { values: [optionValue(keys, 'value', keys.get('value'))] };
  }
  if (keys.has('values')) {
    only('values');
    if (distribution !== undefined && distribution !== 'categorical')
      keys.fail('distribution', `must be 'categorical' for a list of values, got ${show(distribution)}`);
    return { values: valueList(keys, keys.get('values')) };
  }
  return range(keys, only);
}

function valueList(keys: FileKeys, values: unknown): OptionValue[] {
  if (!Array.isArray(values) || values.length === 0) {
    return keys.fail('values', `must be a list that is not empty, got ${show(values)}`);
  }
  const read = values.map((value, i) => optionValue(keys, `values[${i}]`, value));
  const twice = read.find((value, i) => read.indexOf(value) !== i);
  if (twice !== undefined) keys.fail('values', `must hold each value once, got ${show(twice)} twice`);
  return read;
}

/** An option's value as a file may have it. */
export function optionValue(keys: FileKeys, key: string, value: unknown): OptionValue {
  const fits = typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
  if (!fits) keys.fail(key, `must be a text, a number, true or false, got ${show(value)}`);
  return value as OptionValue;
}

function range(keys: FileKeys, only: (...names: string[]) => void): Range {
  const number = (key: string) => {
    const value = keys.get(key);
    if (value === undefined)
      return keys.fail(key, 'must be given: a parameter has value, values, or min and max');
    if (!Number.isFinite(value)) return keys.fail(key, `must be a finite number, got ${show(value)}`);
    return value as number;
  };
  const named = keys.get('distribution');
  if (named !== undefined && !DISTRIBUTIONS.includes(named as never)) {
    const near = typeof named === 'string' ? didYouMean(named, DISTRIBUTIONS) : '';
    keys.fail('distribution', `must be one of ${DISTRIBUTIONS.join(', ')}, got ${show(named)}${near}`);
  }
  if (named === 'normal') {
    only('mu', 'sigma', 'distribution');
    const [low, high] = [number('mu'), number('sigma')];
    if (high <= 0) keys.fail('sigma', `must be above 0, got ${high}`);
    return { distribution: 'normal', low, high, q: 0 };
  }
  const [low, high] = [number('min'), number('max')];
  if (low >= high) keys.fail('max', `must be above min, ${low}, got ${high}`);
  // As W&B: whole bounds make whole numbers.
  const whole = Number.isInteger(low) && Number.isInteger(high);
  const distribution = (named as Range['distribution']) ?? (whole ? 'int_uniform' : 'uniform');
  const stepped = distribution.startsWith('q_');
  only('min', 'max', ...(stepped ? ['q'] : []));
  const q = stepped ? (keys.has('q') ? number('q') : 1) : 0;
  if (stepped && q <= 0) keys.fail('q', `must be above 0, got ${q}`);
  if (distribution === 'int_uniform' && !whole)
    keys.fail('min', `and max must be whole numbers for int_uniform, got ${low} and ${high}`);
  if (distribution.includes('log') && low <= 0)
    keys.fail('min', `must be above 0 for ${distribution}, got ${low}`);
  return { distribution, low, high, q };
}

/** Draws a value of a parameter. Numbers that are not whole have six digits, so that a label can hold them. */
export function draw(parameter: Parameter, random: MersenneTwister): OptionValue {
  if ('values' in parameter) return parameter.values[random.interval(parameter.values.length - 1)]!;
  const { distribution, low, high, q } = parameter;
  const between = (a: number, b: number) => a + (b - a) * random.random();
  switch (distribution) {
    case 'int_uniform':
      return low + random.interval(high - low);
    case 'uniform':
      return rounded(between(low, high));
    case 'q_uniform':
      return stepped(between(low, high), q);
    case 'log_uniform_values':
      return rounded(Math.exp(between(Math.log(low), Math.log(high))));
    case 'q_log_uniform_values':
      return stepped(Math.exp(between(Math.log(low), Math.log(high))), q);
    case 'normal':
      return rounded(low + high * random.normal());
  }
}

const rounded = (value: number): number => Number(value.toPrecision(6));

const stepped = (value: number, q: number): number => rounded(Math.round(value / q) * q);
