import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { reject, rejectType } from '../../checks';
import { variableOf } from '../layers/weights-of';

/** A tensor of an optimizer's state: that of a weight, by its number, or one that belongs to none, such as the number of steps. */
interface StateEntry {
  /** Number of the weight in the net; −1 for none. */
  weight: number;
  /** What comes behind the variable's name, or the whole name. */
  name: string;
}

/** In which orders of the weights an optimizer's state stands. */
interface StateOrder {
  /** That of `fit`. */
  fit: boolean;
  /** That of `minimize`, in which the variables were made. */
  minimize: boolean;
}

/** What a saved net tells of an optimizer. */
export interface SavedOptimizer {
  /** tfjs's name of its class. */
  className: string;
  /** The rate at which it stood; a schedule may have changed it. */
  learningRate?: number;
  state: StateEntry[];
  /** Names of the variables that it keeps beside its state. tfjs's Adam restores its own inexactly. */
  own: string[];
  order: StateOrder;
}

/** The weights of a net by number, and its model for `fit`. */
export interface TrainedWeights {
  weights: readonly tfl.LayerVariable[];
  trainer: tfl.LayersModel;
}

/** What an optimizer may have besides what tfjs declares. */
interface Fields {
  learningRate?: number;
  setLearningRate?(rate: number): void;
  /** Whether it matches its state with variables by their names, as those of `mbib/training` do. */
  matchesByName?: boolean;
}

/**
 * Reads the state of an optimizer that trains a net.
 *
 * @returns what the saved net tells of it, and its tensors in the order of `state` and `own`, which the caller frees
 * @throws RangeError where it trains variables of something else, too
 */
export async function readOptimizer(
  optimizer: tf.Optimizer,
  net: TrainedWeights,
): Promise<{ saved: SavedOptimizer; tensors: tf.Tensor[] }> {
  const named = await optimizer.getWeights();
  // Copies, since the optimizer frees or changes its own at the next call.
  const tensors = named.map(({ tensor }) => tf.clone(tensor));
  for (const { tensor } of named) if (!(tensor instanceof tf.Variable)) tensor.dispose();
  const numbers = new Map(net.weights.map((weight, i) => [variableOf(weight).name, i]));
  const state = named.map(({ name }) => {
    const end = name.lastIndexOf('/');
    const weight = numbers.get(name.slice(0, end)) ?? -1;
    if (weight >= 0) return { weight, name: name.slice(end) };
    if (end < 0) return { weight, name };
    tf.dispose(tensors);
    return reject('options.optimizer', 'train this net alone', `one with a state of '${name.slice(0, end)}'`);
  });
  const own = ownVariables(optimizer);
  const { learningRate } = optimizer as Fields;
  return {
    saved: {
      className: optimizer.getClassName(),
      ...(typeof learningRate === 'number' && { learningRate }),
      state,
      own: own.map(([name]) => name),
      order: orderOf(state, net),
    },
    tensors: [...tensors, ...own.map(([, variable]) => tf.clone(variable))],
  };
}

/**
 * Throws where an optimizer cannot take over what was saved.
 *
 * @throws TypeError where it is of another class; RangeError where it would match its state with other weights
 */
export function assertTakesOver(optimizer: tf.Optimizer, saved: SavedOptimizer, net: TrainedWeights): void {
  const className = optimizer.getClassName();
  if (className !== saved.className) {
    rejectType('options.optimizer', `be of the saved class, ${saved.className}`, className);
  }
  if ((optimizer as Fields).matchesByName) return;
  const order = orderOf(saved.state, net);
  if ((saved.order.fit && !order.fit) || (saved.order.minimize && !order.minimize)) {
    reject(
      'options.optimizer',
      "match its state by names, as sgd and adamW of 'mbib/training' do: the backbone's variables were made in another order",
      className,
    );
  }
}

/**
 * Gives an optimizer the state that {@link readOptimizer} read.
 *
 * @param tensors in the order of `state` and `own`; the caller frees them
 */
export async function restoreOptimizer(
  optimizer: tf.Optimizer,
  saved: SavedOptimizer,
  tensors: readonly tf.Tensor[],
  net: TrainedWeights,
): Promise<void> {
  await optimizer.setWeights(
    saved.state.map(({ weight, name }, i) => ({
      name: weight < 0 ? name : variableOf(net.weights[weight]!).name + name,
      tensor: tensors[i]!,
    })),
  );
  const own = new Map(ownVariables(optimizer));
  saved.own.forEach((name, i) => {
    own.get(name)?.assign(tensors[saved.state.length + i]!);
  });
  const fields = optimizer as Fields;
  if (saved.learningRate === undefined) return;
  if (fields.setLearningRate) fields.setLearningRate(saved.learningRate);
  else fields.learningRate = saved.learningRate;
}

function ownVariables(optimizer: tf.Optimizer): [string, tf.Variable][] {
  return Object.entries(optimizer).filter(
    (entry): entry is [string, tf.Variable] => entry[1] instanceof tf.Variable,
  );
}

/** tfjs's own optimizers match their state with the weights of a step by position. */
function orderOf(state: readonly StateEntry[], { weights, trainer }: TrainedWeights): StateOrder {
  const numbers = [...new Set(state.map(({ weight }) => weight).filter((weight) => weight >= 0))];
  const isOrder = (weightsOfStep: readonly tfl.LayerVariable[]) => {
    const places = new Map(weightsOfStep.map((weight, i) => [weight, i]));
    const order = numbers.map((number) => places.get(weights[number]!) ?? -1);
    return order.every((place, i) => i === 0 || place > order[i - 1]!);
  };
  return {
    fit: isOrder(trainer.trainableWeights),
    minimize: isOrder([...weights].sort((a, b) => variableOf(a).id - variableOf(b).id)),
  };
}
