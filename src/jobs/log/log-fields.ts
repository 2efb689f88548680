import { GROUPS } from './groups';
import type { EpochResult, GroupAccuracy, RecordedOptions, TeacherOfLog } from './run-log';

/** Throws an error that names the line. */
export type Fail = (problem: string) => never;

type Guard<T> = (value: unknown) => value is T;

/** The fields of one line of a log, or of another object that was read from a file, each read with a check of its type. */
export class Fields {
  private constructor(
    private readonly fields: Record<string, unknown>,
    private readonly fail: Fail,
  ) {}

  /** The fields of a line; fails where it is not one JSON object. */
  static parse(line: string, fail: Fail): Fields {
    if (line.trim() === '') return fail('is empty; every line is one JSON object');
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      return fail(`is not JSON (${excerpt(line)}); a line cut short by a crash can be deleted`);
    }
    return isObject(value) ? Fields.of(value, fail) : fail(`is not a JSON object (${excerpt(line)})`);
  }

  /** The fields of an object. */
  static of(fields: Record<string, unknown>, fail: Fail): Fields {
    return new Fields(fields, fail);
  }

  /** What kind of line it is. */
  get type(): unknown {
    return this.fields.type;
  }

  /**
   * The value of a field.
   *
   * @param otherwise what stands for a field that is missing; without it, a missing field fails
   */
  read<T>(key: string, is: Guard<T>, expected: string, otherwise?: T): T {
    const value = Object.hasOwn(this.fields, key) ? this.fields[key] : undefined;
    if (value === undefined && otherwise !== undefined) return otherwise;
    if (is(value)) return value;
    return this.fail(`${key} is ${excerpt(JSON.stringify(value) ?? 'missing')}; expected ${expected}`);
  }

  /** An object with the field, or without it where the line lacks it. */
  readOptional<Key extends string, T>(key: Key, is: Guard<T>, expected: string): { [Name in Key]?: T } {
    if (!Object.hasOwn(this.fields, key)) return {};
    return { [key]: this.read(key, is, expected) } as { [Name in Key]?: T };
  }
}

function excerpt(line: string): string {
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}

/** Whether a value is text. */
export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** Whether a value is a whole number of at least 0. */
export function isWhole(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0;
}

/** Whether a value is a whole number of at least 1. */
export function isCount(value: unknown): value is number {
  return isWhole(value) && value > 0;
}

/** Whether a value is a number, or null for one that was not finite. */
export function isNumberOrNull(value: unknown): value is number | null {
  return value === null || typeof value === 'number';
}

/** Whether a value is an object with fields, no list. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Checks for a list of a given length whose items pass a check. */
export function isList<T>(is: Guard<T>, length: number): Guard<T[]> {
  return (value): value is T[] => Array.isArray(value) && value.length === length && value.every(is);
}

/** Whether a value is an object of the options that a run records. */
export function isOptions(value: unknown): value is RecordedOptions {
  const types = ['string', 'number', 'boolean'];
  return isObject(value) && Object.values(value).every((option) => types.includes(typeof option));
}

/** Whether a value is a teacher as logs and checkpoints name it. */
export function isTeacherOfLog(value: unknown): value is TeacherOfLog {
  return (
    isObject(value) &&
    isText(value.run) &&
    isText(value.weights) &&
    (value.method === undefined || isText(value.method)) &&
    (value.options === undefined || isOptions(value.options)) &&
    (value.accuracy === undefined || isNumberOrNull(value.accuracy))
  );
}

/** Whether a value has an accuracy for each group of classes, null for a group without any; `unseen` may be missing. */
export function isGroupAccuracy(value: unknown): value is GroupAccuracy {
  return (
    isObject(value) &&
    GROUPS.every(
      (group) => isNumberOrNull(value[group]) || (group === 'unseen' && value[group] === undefined),
    )
  );
}

/** Whether a value is an epoch with its accuracy. */
export function isEpochResult(value: unknown): value is EpochResult {
  return isObject(value) && isCount(value.epoch) && isGroupAccuracy(value.accuracy);
}
