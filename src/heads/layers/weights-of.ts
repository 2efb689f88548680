import type * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { offTape } from './off-tape';

/** Properties in which models, wrappers and recurrent layers keep the layers that they are made of. */
const PARTS = ['layers', 'layer', 'forwardLayer', 'backwardLayer', 'cell', 'cells'] as const;

type Composed = tfl.layers.Layer & {
  [Part in (typeof PARTS)[number]]?: tfl.layers.Layer | tfl.layers.Layer[];
};

/** The variable that holds a weight. */
export function variableOf(weight: tfl.LayerVariable): tf.Variable {
  return weight.read() as tf.Variable;
}

/**
 * The weights of some layers, each once, in an order that depends on neither which of them are trainable nor when they were made: that
 * of the layers, in a layer that of its parts, and in a part the order in which it makes its weights.
 */
export function weightsInOrder(layers: readonly tfl.layers.Layer[]): tfl.LayerVariable[] {
  const weights = (layers as Composed[]).flatMap((layer) => {
    const parts = PARTS.flatMap((part) => layer[part] ?? []);
    const own = new Set(layer.weights);
    const rest = [...own].sort((a, b) => a.id - b.id);
    // A wrapper keeps the layer that it was made of, too, where it uses copies of it.
    return [...weightsInOrder(parts).filter((weight) => own.has(weight)), ...rest];
  });
  return [...new Set(weights)];
}

/** The weights that training a net changes: those of the heads, then those of a backbone that is trained along. */
export function weightsOfNet(
  headTrainer: tfl.LayersModel,
  trainedAlong?: tfl.LayersModel | undefined,
): tfl.LayerVariable[] {
  return [...weightsInOrder(headTrainer.layers), ...weightsInOrder(trainedAlong?.layers ?? [])];
}

/** Runs a computation in which layers read some weights as constants, so that a gradient does not reach them. */
export function withConstants<Result>(weights: readonly tfl.LayerVariable[], compute: () => Result): Result {
  const constants = offTape(() => weights.map((weight) => weight.read().clone()));
  const restored = weights.map((weight, i) => {
    const own = Object.getOwnPropertyDescriptor(weight, 'read');
    weight.read = () => constants[i]!;
    return () => (own ? Object.defineProperty(weight, 'read', own) : Reflect.deleteProperty(weight, 'read'));
  });
  try {
    return compute();
  } finally {
    for (const restore of restored) restore();
    for (const constant of constants) constant.dispose();
  }
}
