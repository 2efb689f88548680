import * as tf from '@tensorflow/tfjs-core';
import { reject, rejectType, show } from '../../checks';
import { sgdFactors, sgdUpdate } from '../../training/sgd-update';
import { assertStage, type SecondStage } from './second-stage';

/** The variables of a stage and what the optimizer keeps of them. */
export interface StageState {
  /** The values of each variable. */
  variables: Record<string, Float32Array>;
  /** The velocity of each variable; none before the first step. */
  velocities: Record<string, Float32Array>;
}

/** SGD with momentum on the variables of a stage. */
export class StageOptimizer {
  private readonly stage: SecondStage;
  private readonly momentum: number;
  private readonly weightDecay: number;
  private readonly variables: [name: string, variable: tf.Variable][];
  private readonly velocities = new Map<string, tf.Tensor>();

  constructor(stage: SecondStage, { momentum, weightDecay }: { momentum: number; weightDecay: number }) {
    this.stage = stage;
    this.momentum = momentum;
    this.weightDecay = weightDecay;
    this.variables = Object.entries(stage.variables);
  }

  /** One step; returns the loss before it. Called inside a tidy. */
  step(loss: () => tf.Scalar, rate: number): tf.Scalar {
    const { momentum, weightDecay } = this;
    const { value, grads } = tf.variableGrads(
      loss,
      this.variables.map(([, variable]) => variable),
    );
    const factors = sgdFactors({ learningRate: rate, weightDecay, momentum });
    const always = { decays: true, hasMomentum: momentum > 0, nesterov: false };
    for (const [name, variable] of this.variables) {
      const gradient = grads[variable.name]!;
      const before = { value: variable, gradient, velocity: this.velocities.get(name) };
      const update = sgdUpdate({ ...before, ...always }, factors);
      variable.assign(update.value);
      if (update.velocity) this.keep(name, update.velocity);
    }
    this.stage.afterStep?.();
    return value;
  }

  /** The values of the variables and velocities. */
  async state(): Promise<StageState> {
    assertStage(this.stage);
    // Copied before they are read, so that a step in the meantime does not change or free them.
    const [variables, velocities] = [this.variables, [...this.velocities]].map((entries) =>
      entries.map(([name, tensor]) => [name, tensor.clone()] as const),
    ) as [Entry[], Entry[]];
    const values = async (entries: Entry[]) =>
      Object.fromEntries(
        await Promise.all(
          entries.map(async ([name, copy]) => [name, Float32Array.from(await copy.data())] as const),
        ),
      );
    const state = { variables: await values(variables), velocities: await values(velocities) };
    tf.dispose([...variables, ...velocities].map(([, copy]) => copy));
    for (const [name, numbers] of Object.entries(state.variables)) {
      if (!numbers.every(Number.isFinite)) {
        reject(`stage.variables.${name}`, 'hold finite numbers: a smaller learning rate helps', 'others');
      }
    }
    return state;
  }

  /** Throws unless a state is of these variables, and they are in use. After a step with momentum each has a velocity. */
  assertState(state: StageState, hasStepped: boolean): void {
    assertStage(this.stage);
    for (const [name, { size }] of this.variables) {
      assertValues(`state.variables.${name}`, state.variables?.[name], size);
      const velocity = state.velocities?.[name];
      const needed = hasStepped && this.momentum > 0;
      if (velocity !== undefined || needed) assertValues(`state.velocities.${name}`, velocity, size);
    }
  }

  /** Goes on from a state, which has been checked. */
  restore(state: StageState): void {
    this.dispose();
    for (const [name, variable] of this.variables) {
      tf.tidy(() => variable.assign(tf.tensor(state.variables[name]!, variable.shape)));
      const velocity = state.velocities?.[name];
      if (velocity) this.keep(name, tf.tensor(velocity, variable.shape));
    }
  }

  /** Frees the velocities. */
  dispose(): void {
    tf.dispose([...this.velocities.values()]);
    this.velocities.clear();
  }

  private keep(name: string, velocity: tf.Tensor): void {
    this.velocities.get(name)?.dispose();
    this.velocities.set(name, tf.keep(velocity));
  }
}

type Entry = readonly [name: string, copy: tf.Tensor];

function assertValues(argument: string, values: Float32Array | undefined, size: number): void {
  if (!(values instanceof Float32Array)) {
    rejectType(argument, `be a Float32Array of ${size} numbers`, show(values));
  }
  if (values.length !== size) reject(argument, `hold ${size} numbers`, `${values.length}`);
}
