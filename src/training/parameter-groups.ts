import * as tf from '@tensorflow/tfjs-core';
import { assertRate, reject, rejectType, show } from '../checks';
import { resolveOptions } from '../options';

/** Variables that get a learning rate or a weight decay of their own, as a parameter group of PyTorch does. */
export interface ParameterGroup {
  /**
   * Which variables, by their names: those whose name begins with this text, or in which this regular expression finds a match.
   * A weight of a layer is named `<layer>/<weight>`: 'head/' matches head/kernel and head/bias, 'head' also head2/kernel, and
   * `/\/bias$/` every bias. Of several groups that match a variable, the first one counts.
   */
  match: string | RegExp;
  /** The learning rate of these variables, in 0..1e18. Default: the optimizer's. */
  learningRate?: number;
  /** The weight decay of these variables, in 0..1e18. Default: the optimizer's. */
  weightDecay?: number;
}

/** A group as `getConfig` gives it, which can be written as JSON. */
export type SavedParameterGroup = Omit<ParameterGroup, 'match'> & {
  /**
   * The text, or the source and the flags of the regular expression. Both texts are called `name`, since only under that key
   * `loadLayersModel` leaves a text as it was: of every other text in the configuration of an optimizer it removes underscores.
   */
  match: {
    /** The beginning of a name, or the source of a regular expression. */
    name: string;
    /** The flags of a regular expression; undefined where it is a text. */
    flags?: string;
  };
};

const groupOptions = {
  match: { check: assertMatch },
  learningRate: { check: assertRate, default: undefined },
  weightDecay: { check: assertRate, default: undefined },
} as const;

function assertMatch(argument: string, value: string | RegExp): void {
  if (typeof value !== 'string' && !(value instanceof RegExp)) {
    rejectType(argument, 'be the beginning of a name, or a regular expression', show(value));
  }
  if (value === '') reject(argument, 'have at least one character', show(value));
}

/** Throws unless `value` is a list of groups. */
export function assertGroups(argument: string, value: readonly ParameterGroup[]): void {
  if (!Array.isArray(value)) rejectType(argument, 'be an array of { match, … }', show(value));
  // Array.from, because `forEach` would pass over the holes of a sparse array.
  Array.from(value).forEach((group, i) => {
    resolveOptions(group ?? null, groupOptions, `${argument}[${i}]`);
  });
}

/** The learning rate and the weight decay of a variable in a step. */
export interface GroupRates {
  learningRate: number;
  weightDecay: number;
}

/** The groups of an optimizer, with the rates of each. */
export class ParameterGroups {
  /** The learning rate of variables that are in no group with one of its own. */
  learningRate: number;
  private readonly initialRate: number;
  private readonly weightDecay: number;
  private readonly groups: readonly ParameterGroup[];
  private areUsed = false;

  constructor(groups: readonly ParameterGroup[], { learningRate, weightDecay }: GroupRates) {
    this.learningRate = learningRate;
    this.initialRate = learningRate;
    this.weightDecay = weightDecay;
    // Copies, so that later changes to the options, or another use of a regular expression, change nothing here.
    this.groups = groups.map(({ match, ...rest }) => ({
      ...rest,
      match: typeof match === 'string' ? match : new RegExp(match.source, match.flags),
    }));
  }

  /** Sets the learning rate; those of groups change in proportion. */
  setLearningRate(learningRate: number): void {
    assertRate('learningRate', learningRate);
    const ownRates = this.groups.some((group) => group.learningRate !== undefined);
    if (this.initialRate === 0 && learningRate > 0 && ownRates) {
      const requirement =
        'stay 0 where the optimizer was made with 0 and groups have learning rates of their own';
      reject('learningRate', requirement, show(learningRate));
    }
    this.groups.forEach((_, i) => {
      const rates = this.ratesOf(i, learningRate);
      assertRate(`the learning rate of options.groups[${i}]`, rates.learningRate);
    });
    this.learningRate = learningRate;
  }

  /** The number of the first group that a variable of this name belongs to; -1 where there is none. */
  indexOf(name: string): number {
    return this.groups.findIndex(({ match }) => matches(match, name));
  }

  /** The rates of the group of a number, or of variables in no group; of the optimizer's rate, or of another one. */
  ratesOf(index: number, learningRate = this.learningRate): GroupRates {
    const group = this.groups[index];
    const weightDecay = group?.weightDecay ?? this.weightDecay;
    if (group?.learningRate === undefined) return { learningRate, weightDecay };
    if (learningRate === this.initialRate) return { learningRate: group.learningRate, weightDecay };
    return { learningRate: (group.learningRate * learningRate) / this.initialRate, weightDecay };
  }

  /**
   * Throws, at the first step, where a group matches no variable of the program. Variables without a gradient count as well: a
   * group may be of a part of the model that is not trained yet.
   */
  assertAreUsed(): void {
    if (this.areUsed) return;
    const names = Object.keys(tf.engine().registeredVariables);
    this.groups.forEach(({ match }, i) => {
      if (names.some((name) => matches(match, name))) return;
      const requirement = typeof match === 'string' ? 'be the beginning of' : 'match';
      const some = names.slice(0, 3).map(show).join(', ');
      const got = typeof match === 'string' ? show(match) : String(match);
      reject(`options.groups[${i}].match`, `${requirement} a variable's name, such as ${some}`, got);
    });
    this.areUsed = true;
  }

  /** The groups as `getConfig` gives them, with the learning rate that theirs are in proportion to; nothing where there are none. */
  config(): { initialLearningRate?: number; groups?: SavedParameterGroup[] } {
    if (this.groups.length === 0) return {};
    const groups = this.groups.map(({ match, ...rest }) => ({
      match: typeof match === 'string' ? { name: match } : { name: match.source, flags: match.flags },
      ...rest,
    }));
    return { initialLearningRate: this.initialRate, groups };
  }
}

/** Reads the groups that {@link ParameterGroups.config} gave. */
export function readGroups(saved: readonly SavedParameterGroup[]): ParameterGroup[] {
  return saved.map(({ match: { name, flags }, ...rest }) => ({
    match: flags === undefined ? name : new RegExp(name, flags),
    ...rest,
  }));
}

function matches(match: string | RegExp, name: string): boolean {
  if (typeof match === 'string') return name.startsWith(match);
  // With the flag g or y, an expression would go on from where its last match ended.
  match.lastIndex = 0;
  return match.test(name);
}
