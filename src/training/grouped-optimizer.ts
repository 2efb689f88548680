import * as tf from '@tensorflow/tfjs-core';
import { clipToNorm, NormWatch } from './clip-norm';
import type { GroupedOptimizerConfig } from './optimizer-config';
import {
  keepState,
  matchStates,
  type NamedWeight,
  readState,
  type StateFormat,
  saveState,
  stateOf,
  type VariableState,
  type VariableStates,
} from './optimizer-state';
import { type Gradients, type Pair, pairWithVariables } from './pair-with-variables';
import { type GroupRates, type ParameterGroup, ParameterGroups } from './parameter-groups';

/** The options that every optimizer of this library has, with the defaults filled in. */
export interface GroupedOptimizerOptions {
  learningRate: number;
  weightDecay: number;
  groups: readonly ParameterGroup[];
  clipNorm: number | undefined;
}

/**
 * What {@link sgd} and {@link adamW} have in common: parameter groups, a learning rate that can be changed, clipping, and a state
 * that can be saved. An optimizer adds its update of one variable.
 *
 * @typeParam Factors what the update needs besides the variable, its gradient and its state
 */
export abstract class GroupedOptimizer<Factors = unknown> extends tf.Optimizer {
  /** It matches a state that it takes over with the variables by their names, not by their order: `loadMBIB` asks for this. */
  readonly matchesByName = true;
  /** How much of a variable counts as weight decay, where its group does not say otherwise. */
  readonly weightDecay: number;
  /** The greatest norm that the gradients of a step have together; undefined where they are left as they are. */
  readonly clipNorm: number | undefined;

  /**
   * What is kept of each variable.
   *
   * @internal
   */
  protected abstract readonly format: StateFormat;
  private readonly groups: ParameterGroups;
  private readonly norms = new NormWatch();
  private states: VariableStates = new Map();
  private restored = false;
  private saved: NamedWeight[] = [];

  protected constructor({ learningRate, weightDecay, groups, clipNorm }: GroupedOptimizerOptions) {
    super();
    this.groups = new ParameterGroups(groups, { learningRate, weightDecay });
    this.weightDecay = weightDecay;
    this.clipNorm = clipNorm;
  }

  /**
   * What the update of variables of a group needs in their step number `step`, counted from 1. Called inside a `tf.tidy`.
   *
   * @internal
   */
  protected abstract factorsOf(rates: GroupRates, step: number): Factors;

  /**
   * Finds out, before the first variable of a step moves, what a function of the user says of the variables.
   *
   * @internal
   */
  protected prepare(_pairs: Pair[]): void {}

  /**
   * The new value of a variable, and what is to be kept of it.
   *
   * @internal
   */
  protected abstract update(
    pair: Pair,
    state: VariableState | undefined,
    factors: Factors,
  ): { value: tf.Tensor; tensors: tf.Tensor[] };

  /**
   * Throws where a saved state is not one of an optimizer with these options.
   *
   * @internal
   */
  protected assertStateFits(_iterations: number, _variables: number): void {}

  /** The learning rate. Assign another one, or call {@link setLearningRate}, between two steps. */
  get learningRate(): number {
    return this.groups.learningRate;
  }

  set learningRate(learningRate: number) {
    this.setLearningRate(learningRate);
  }

  /**
   * Sets the learning rate of the steps that follow. The rates of all groups change in proportion: a group that was made with twice
   * the optimizer's rate keeps twice its rate.
   *
   * @throws RangeError where it, or with it the rate of a group, is not in 0..1e18, or where there is no proportion: the optimizer
   * was made with a rate of 0 and a group has one of its own; TypeError where it is not a number
   */
  setLearningRate(learningRate: number): void {
    this.groups.setLearningRate(learningRate);
  }

  /**
   * Takes one step: updates variables by their gradients. Where it throws, no variable has moved.
   *
   * @param gradients an object with the names of the variables as keys, or a list of `{ name, tensor }`; the caller frees them
   * @throws RangeError where there is no variable of a name or it is not of dtype float32; where a gradient has been disposed or has
   * another shape than its variable; where a group matches no variable; with `clipNorm`, where the norm of an earlier step was
   * NaN or infinite
   */
  override applyGradients(gradients: Gradients): void {
    this.norms.throwFailure();
    const pairs = pairWithVariables(gradients);
    this.groups.assertAreUsed();
    // A step without any gradient is none: a state that has counted it could not be told from one that lost what it kept.
    if (pairs.length === 0) return;
    if (this.restored) {
      const trained = pairs.map(({ variable }) => variable);
      this.states = matchStates(this.states, trained);
      this.restored = false;
    }
    this.prepare(pairs);
    if (this.clipNorm === undefined) {
      tf.tidy(() => this.move(pairs));
    } else {
      this.norms.watch(this.moveClipped(pairs, this.clipNorm), this.iterations + 1);
    }
    this.incrementIterations();
  }

  /** Moves variables by shortened gradients, and returns the norm that these had before, which the caller frees. */
  private moveClipped(pairs: Pair[], clipNorm: number): tf.Scalar {
    return tf.tidy(() => {
      const clipped = clipToNorm(pairs, clipNorm);
      const finite = tf.isFinite(clipped.norm);
      this.move(clipped.pairs, (moved, old) => tf.where(finite, moved, old ?? tf.zerosLike(moved)));
      return tf.keep(clipped.norm); // The caller may be in a tf.tidy, too, which ends before the norm is read.
    });
  }

  /** `settle` decides between the number that an update has computed and what stood there before. */
  private move(
    pairs: Pair[],
    settle: (moved: tf.Tensor, old: tf.Tensor | undefined) => tf.Tensor = (moved) => moved,
  ): void {
    const shared = new Map<string, Factors>();
    for (const pair of pairs) {
      const { variable } = pair;
      const state = stateOf(this.states, variable);
      const group = this.groups.indexOf(variable.name);
      const step = (state?.steps ?? 0) + 1;
      const key = `${group} ${step}`;
      const factors = shared.get(key) ?? this.factorsOf(this.groups.ratesOf(group), step);
      shared.set(key, factors);
      const { value, tensors } = this.update(pair, state, factors);
      const settled = tensors.map((tensor, i) => settle(tensor, state?.tensors[i]));
      variable.assign(settle(value, variable));
      keepState(this.states, variable, settled);
    }
  }

  /**
   * A copy of the optimizer's state, to be saved: the number of steps, `iter`, and what is kept of each variable trained so far,
   * `<variable name>/<what>`. The tensors are freed by the next call and by `dispose()`; clone them to keep them longer.
   *
   * @throws RangeError with `clipNorm`, where the norm of an earlier step was NaN or infinite
   */
  override async getWeights(): Promise<NamedWeight[]> {
    this.releaseSaved();
    const saved = saveState(this.iterations, this.states, this.format);
    this.saved = saved;
    await this.norms.settled();
    this.norms.throwFailure();
    return [...saved];
  }

  /**
   * Continues from a state that {@link getWeights} returned. Each part belongs to the variable of its name. Where a model was built
   * a second time in one process, tfjs has put other numbers into the names; then the state and the variables are matched in order,
   * provided that names without numbers, shapes and their number agree.
   *
   * @param state the saved state; the caller frees its tensors
   * @throws RangeError where names, shapes or the options do not fit; some of this can only be found at the next step
   */
  override async setWeights(state: NamedWeight[]): Promise<void> {
    const { iterations, states } = await readState(state, this.format, (...read) =>
      this.assertStateFits(...read),
    );
    this.releaseStates();
    this.states = states;
    this.restored = states.size > 0;
    this.iterations_ = iterations;
  }

  /** The options as they are now, as `model.save` records them. */
  override getConfig(): GroupedOptimizerConfig {
    const { learningRate, weightDecay, clipNorm } = this;
    const config = { learningRate, weightDecay, ...this.groups.config() };
    return clipNorm === undefined ? config : { ...config, clipNorm };
  }

  /** Frees what is kept of the variables. A step after that starts as the first one does. */
  override dispose(): void {
    this.releaseStates();
    this.releaseSaved();
  }

  private releaseStates(): void {
    tf.dispose([...this.states.values()].map(({ tensors }) => tensors));
    this.states = new Map();
    this.restored = false;
  }

  private releaseSaved(): void {
    tf.dispose(this.saved.map(({ tensor }) => tensor));
    this.saved = [];
  }
}
