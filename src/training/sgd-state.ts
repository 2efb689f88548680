import * as tf from '@tensorflow/tfjs-core';

/** A tensor of a saved state with its name, as every optimizer of TensorFlow.js saves them. */
export type NamedWeight = Awaited<ReturnType<tf.Optimizer['getWeights']>>[number];

/** The velocity of each variable, by the variable's name. */
export type Velocities = Map<string, tf.Variable>;

const ITERATIONS = 'iter';
const VELOCITY = '/momentum';

/** The state as new tensors, which the caller frees: the number of steps, then the velocities in the order of their variables. */
export function saveState(iterations: number, velocities: Velocities): NamedWeight[] {
  const state: NamedWeight[] = [{ name: ITERATIONS, tensor: tf.scalar(iterations, 'int32') }];
  for (const [name, velocity] of velocities)
    state.push({ name: name + VELOCITY, tensor: tf.clone(velocity) });
  return state;
}

/**
 * Reads a state that {@link saveState} made.
 *
 * @param momentum of the optimizer that is to continue
 * @throws RangeError where the state does not fit that momentum or the variables of this program; nothing is changed then
 */
export async function readState(
  state: NamedWeight[],
  momentum: number,
): Promise<{ iterations: number; velocities: Velocities }> {
  const [first, ...rest] = state;
  if (first?.name !== ITERATIONS) {
    throw new RangeError(
      `the first weight must be '${ITERATIONS}', the number of steps, got '${first?.name}'`,
    );
  }
  const iterations = (await first.tensor.data())[0]!;
  if (!(Number.isInteger(iterations) && iterations >= 0)) {
    throw new RangeError(`'${ITERATIONS}' must be the number of steps, got ${iterations}`);
  }
  const tensors = new Map<string, tf.Tensor>();
  for (const { name, tensor } of rest) {
    const variable = name.slice(0, -VELOCITY.length);
    if (!name.endsWith(VELOCITY) || tensors.has(variable)) {
      throw new RangeError(`'${name}' is twice in the state, or not named '<variable>${VELOCITY}'`);
    }
    assertBelongs(variable, tensor);
    tensors.set(variable, tensor);
  }
  if (momentum === 0 && tensors.size > 0) {
    throw new RangeError(
      'the state has velocities but this optimizer has momentum 0: give it the saved momentum',
    );
  }
  if (momentum > 0 && tensors.size === 0 && iterations > 0) {
    throw new RangeError(`the state has no velocities but this optimizer has momentum ${momentum}`);
  }
  const velocities: Velocities = new Map();
  for (const [name, tensor] of tensors) velocities.set(name, tf.variable(tensor, false));
  return { iterations, velocities };
}

/**
 * Finds the variable of each restored velocity at the first step after a restore. It is the variable of its name. Where a model
 * was built again in one process, tfjs has given its layers other numbers (`dense_1/kernel` for `dense/kernel`); then the
 * first velocity belongs to the first variable, and so on.
 *
 * @param restored the velocities, by the names that they were saved under
 * @param trained the variables of the step, in order
 * @returns the velocities, by the names of the variables
 * @throws RangeError where the state is that of other variables
 */
export function matchVelocities(restored: Velocities, trained: tf.Variable[]): Velocities {
  const names = new Set(trained.map(({ name }) => name));
  const registered = tf.engine().registeredVariables;
  const saved = [...restored.keys()];
  if (saved.some((name) => names.has(name)) && saved.every((name) => registered[name])) return restored;

  const entries = [...restored];
  const sameModel =
    entries.length === trained.length &&
    trained.every((variable, i) => {
      const [name, velocity] = entries[i]!;
      return unnumbered(name) === unnumbered(variable.name) && sameShape(velocity, variable);
    });
  if (sameModel) return new Map(entries.map(([, velocity], i) => [trained[i]!.name, velocity]));

  throw new RangeError(
    `the restored state is of other variables: it has ${list(saved)}, this step trains ${list([...names])}`,
  );
}

function assertBelongs(variable: string, velocity: tf.Tensor): void {
  const registered = tf.engine().registeredVariables;
  const namesake = registered[variable];
  if (namesake && !sameShape(namesake, velocity)) {
    throw new RangeError(
      `the state's velocity of '${variable}' must have the variable's shape [${namesake.shape}], got [${velocity.shape}]`,
    );
  }
  const similar = () => Object.keys(registered).some((name) => unnumbered(name) === unnumbered(variable));
  if (!namesake && !similar()) {
    throw new RangeError(
      `the state has a velocity of '${variable}', but there is no such variable: build the saved model first`,
    );
  }
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
