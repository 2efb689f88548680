import * as tf from '@tensorflow/tfjs-core';

/** A tensor of a saved state with its name, as every optimizer of TensorFlow.js saves them. */
export type NamedWeight = Awaited<ReturnType<tf.Optimizer['getWeights']>>[number];

/** What an optimizer keeps of each variable. */
export interface StateFormat {
  /** The names of the tensors that it keeps, each of the variable's shape; saved as `<variable>/<name>`. */
  tensors: readonly string[];
  /** Whether the number of the variable's steps is saved too, as `<variable>/step`. */
  steps: boolean;
}

/** What is kept of one variable. */
export interface VariableState {
  /**
   * The number that tfjs gave to the variable. A variable made again under the same name has another one. It is undefined from a
   * restore to the next step, where the state meets its variable.
   */
  id: number | undefined;
  /** The steps that the variable has taken, those without a gradient not counted. */
  steps: number;
  /** In the order of {@link StateFormat.tensors}. */
  tensors: tf.Variable[];
}

/** The state of each variable, by the variable's name. */
export type VariableStates = Map<string, VariableState>;

const ITERATIONS = 'iter';
const STEP = 'step';

/** The state of a variable; undefined where it has none, or where it is that of another variable of this name, which is gone. */
export function stateOf(states: VariableStates, variable: tf.Variable): VariableState | undefined {
  const state = states.get(variable.name);
  return state?.id === variable.id ? state : undefined;
}

/** Keeps the tensors of a variable after a step. The caller frees `tensors`. */
export function keepState(states: VariableStates, variable: tf.Variable, tensors: tf.Tensor[]): void {
  const state = stateOf(states, variable);
  if (state) {
    state.tensors.forEach((kept, i) => {
      kept.assign(tensors[i]!);
    });
    state.steps++;
  } else if (tensors.length > 0) {
    tf.dispose(states.get(variable.name)?.tensors ?? []);
    const kept = tensors.map((tensor) => tf.variable(tensor, false));
    states.set(variable.name, { id: variable.id, steps: 1, tensors: kept });
  }
}

/**
 * The state as new tensors, which the caller frees: the number of steps, then what is kept of the variables, in their order. What
 * is left of variables that have been disposed is not saved.
 */
export function saveState(iterations: number, states: VariableStates, format: StateFormat): NamedWeight[] {
  const saved: NamedWeight[] = [{ name: ITERATIONS, tensor: tf.scalar(iterations, 'int32') }];
  for (const [variable, { id, steps, tensors }] of states) {
    if (id !== undefined && tf.engine().registeredVariables[variable]?.id !== id) continue;
    format.tensors.forEach((name, i) => {
      saved.push({ name: `${variable}/${name}`, tensor: tf.clone(tensors[i]!) });
    });
    if (format.steps) saved.push({ name: `${variable}/${STEP}`, tensor: tf.scalar(steps, 'int32') });
  }
  return saved;
}

/**
 * Reads a state that {@link saveState} made.
 *
 * @param assertFits throws where an optimizer cannot go on from so many steps, with the state of so many variables
 * @throws RangeError where the state does not fit the format or the variables of this program
 */
export async function readState(
  saved: NamedWeight[],
  format: StateFormat,
  assertFits: (iterations: number, variables: number) => void,
): Promise<{ iterations: number; states: VariableStates }> {
  const [first, ...rest] = saved;
  if (first?.name !== ITERATIONS) {
    throw new RangeError(
      `the first weight must be '${ITERATIONS}', the number of steps, got '${first?.name}'`,
    );
  }
  const iterations = await wholeNumber(first);
  const variables = byVariable(rest, format);
  const steps = new Map<string, number>();
  for (const [variable, parts] of variables) {
    if (format.steps) steps.set(variable, await wholeNumber(parts.get(STEP)!));
  }
  assertFits(iterations, variables.size);
  const states: VariableStates = new Map();
  for (const [variable, parts] of variables) {
    const tensors = format.tensors.map((name) => tf.variable(parts.get(name)!.tensor, false));
    states.set(variable, { id: undefined, steps: steps.get(variable) ?? 0, tensors });
  }
  return { iterations, states };
}

/** The weights of a saved state, by the name of the variable and what they are of it. */
function byVariable(weights: NamedWeight[], format: StateFormat): Map<string, Map<string, NamedWeight>> {
  const names = format.steps ? [...format.tensors, STEP] : format.tensors;
  const variables = new Map<string, Map<string, NamedWeight>>();
  for (const weight of weights) {
    const slash = weight.name.lastIndexOf('/');
    const variable = weight.name.slice(0, Math.max(slash, 0));
    const part = weight.name.slice(slash + 1);
    const parts = variables.get(variable) ?? new Map<string, NamedWeight>();
    if (variable === '' || !names.includes(part) || parts.has(part)) {
      const form = names.map((name) => `'<variable>/${name}'`).join(' or ');
      throw new RangeError(`'${weight.name}' is twice in the state, or not named ${form}`);
    }
    if (part !== STEP) assertBelongs(variable, weight);
    variables.set(variable, parts.set(part, weight));
  }
  for (const [variable, parts] of variables) {
    const missing = names.find((name) => !parts.has(name));
    if (missing) throw new RangeError(`the state has no '${variable}/${missing}'`);
  }
  return variables;
}

async function wholeNumber({ name, tensor }: NamedWeight): Promise<number> {
  const value = (await tensor.data())[0]!;
  if (!(Number.isInteger(value) && value >= 0)) {
    throw new RangeError(`'${name}' must be the number of steps, got ${value}`);
  }
  return value;
}

function assertBelongs(variable: string, { name, tensor }: NamedWeight): void {
  const registered = tf.engine().registeredVariables;
  const namesake = registered[variable];
  if (namesake && !sameShape(namesake, tensor)) {
    throw new RangeError(
      `the state's '${name}' must have the variable's shape [${namesake.shape}], got [${tensor.shape}]`,
    );
  }
  const similar = () => Object.keys(registered).some((other) => unnumbered(other) === unnumbered(variable));
  if (!namesake && !similar()) {
    throw new RangeError(
      `the state has '${name}', but there is no variable '${variable}': build the saved model first`,
    );
  }
}

/**
 * Finds the variable of each restored state at the first step after a restore. It is the variable of its name. Where a model
 * was built again in one process, tfjs has given its layers other numbers (`dense_1/kernel` for `dense/kernel`); then the
 * first state belongs to the first variable, and so on.
 *
 * @param restored the states, by the names that they were saved under
 * @param trained the variables of the step, in order
 * @returns the states, by the names of the variables
 * @throws RangeError where the state is that of other variables
 */
export function matchStates(restored: VariableStates, trained: tf.Variable[]): VariableStates {
  const names = new Set(trained.map(({ name }) => name));
  const registered = tf.engine().registeredVariables;
  const entries = [...restored];
  const fits = ([name, { tensors }]: [string, VariableState]) =>
    registered[name] !== undefined && sameShape(tensors[0]!, registered[name]);
  if (entries.some(([name]) => names.has(name)) && entries.every(fits)) {
    return new Map(entries.map(([name, state]) => [name, { ...state, id: registered[name]!.id }]));
  }

  const sameModel =
    entries.length === trained.length &&
    trained.every((variable, i) => {
      const [name, { tensors }] = entries[i]!;
      return unnumbered(name) === unnumbered(variable.name) && sameShape(tensors[0]!, variable);
    });
  if (sameModel) {
    return new Map(trained.map(({ name, id }, i) => [name, { ...entries[i]![1], id }]));
  }
  throw new RangeError(
    `the restored state is of other variables: it has ${list([...restored.keys()])}, this step trains ${list([...names])}`,
  );
}

/** A name without the numbers that TensorFlow.js appends to tell apart layers and variables of the same kind. */
function unnumbered(name: string): string {
  return name.replace(/_?\d+/g, '');
}

function sameShape(a: tf.Tensor, b: tf.Tensor): boolean {
  return tf.util.arraysEqual(a.shape, b.shape);
}

function list(names: string[]): string {
  const shown = names.slice(0, 3).map((name) => `'${name}'`);
  return shown.join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : '');
}
