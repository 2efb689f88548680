import type * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { offTape } from './off-tape';

/** A layer or a model; a model has layers. */
type LayerOrModel = tfl.layers.Layer & { layers?: LayerOrModel[] };

/** The variable that holds a weight, however layers read it. */
export function variableOf(weight: tfl.LayerVariable): tf.Variable {
  return (Object.getPrototypeOf(weight) as tfl.LayerVariable).read.call(weight) as tf.Variable;
}

/**
 * The weights of some layers, each once, in an order that does not depend on which of them are trainable: that of the layers, and
 * in a layer that in which it made them.
 */
export function weightsInOrder(layers: readonly tfl.layers.Layer[]): tfl.LayerVariable[] {
  const weights = (layers as LayerOrModel[]).flatMap((layer) =>
    layer.layers ? weightsInOrder(layer.layers) : [...layer.weights].sort((a, b) => a.id - b.id),
  );
  return [...new Set(weights)];
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
