import { show } from '../../checks';
import { isObject } from '../log/log-fields';
import { didYouMean } from '../log/near-miss';
import { list } from '../log/words';
import { ExperimentError } from './experiment-error';

/** Reads the keys of one object of an experiment file, and complains of it by its place in the file. */
export class FileKeys {
  private constructor(
    /** Path of the file. */
    readonly file: string,
    /** Where the object stands: 'parameters.beta'; empty for the whole file. */
    readonly place: string,
    private readonly values: Readonly<Record<string, unknown>>,
  ) {}

  /**
   * @param known the keys that the object may have; undefined where they are names of the file's own
   * @throws ExperimentError where it is no object, or has another key or an empty one
   */
  static of(file: string, place: string, value: unknown, known?: readonly string[]): FileKeys {
    const what = known ? `keys ${list(known, 'or')}` : 'names as keys';
    if (!isObject(value)) {
      throw new ExperimentError(file, `${place || 'it'} must be an object with ${what}, got ${show(value)}`);
    }
    const keys = new FileKeys(file, place, value);
    const unknown = known && Object.keys(value).find((key) => !known.includes(key));
    if (unknown !== undefined) {
      const told = unlikeSweeps[unknown] ?? `is not known${didYouMean(unknown, known!)}`;
      keys.fail(
        unknown,
        `${told}${unlikeSweeps[unknown] || /\?$/.test(told) ? '' : `; known are ${list(known!)}`}`,
      );
    }
    // A key of the whole file may be left empty, as parameters whose lines are commented out; of one value nobody could say what is meant.
    const empty = place === '' ? undefined : Object.keys(value).find((key) => value[key] === null);
    if (empty !== undefined) keys.fail(empty, 'is empty: give it a value, or take it out');
    return keys;
  }

  /** The names of the keys that are given. */
  get names(): string[] {
    return Object.keys(this.values).filter(
      (key) => this.values[key] !== undefined && this.values[key] !== null,
    );
  }

  /** Whether a key is given. */
  has(key: string): boolean {
    return this.names.includes(key);
  }

  /** The value of a key; undefined where it is not given. */
  get(key: string): unknown {
    return this.has(key) ? this.values[key] : undefined;
  }

  /** The value of a key that passes a check; undefined where it is not given. */
  read<Value>(key: string, fits: (value: unknown) => value is Value, requirement: string): Value | undefined {
    const value = this.get(key);
    if (value === undefined || fits(value)) return value as Value | undefined;
    return this.fail(key, `must be ${requirement}, got ${show(value)}`);
  }

  /** Where a key stands in the file. */
  placeOf(key: string): string {
    return this.place === '' ? key : `${this.place}.${key}`;
  }

  /** @throws ExperimentError that names the file and the key */
  fail(key: string, problem: string): never {
    throw new ExperimentError(this.file, `${this.placeOf(key)} ${problem}`);
  }
}

/** Keys of W&B's sweeps that mean something which mbib does otherwise, or has not. */
const unlikeSweeps: Readonly<Record<string, string>> = {
  program: "is not needed: 'job' names what is trained",
  command: "is not needed: 'job' names what is trained",
  entity: 'is not needed: results lie in the folder out',
  project: 'is not needed: results lie in the folder out',
  run_cap: "is called 'runs' here: the number of settings that a random search draws",
  early_terminate: 'is not to be had: every run is trained to its end',
};
