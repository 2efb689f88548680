import type * as tfl from '@tensorflow/tfjs-layers';

/** Where a layer stands in a graph. tfjs-layers has these properties but leaves them out of its types. */
export interface Placed {
  name: string;
  inboundNodes: { inputTensors: tfl.SymbolicTensor[]; outputTensors: tfl.SymbolicTensor[] }[];
}

/** A model that is a layer of another model. */
export type Nested = tfl.LayersModel & Placed & { containerNodes: Set<string>; model?: Nested };

/** The model that holds the graph: a sequential model keeps it in a functional model inside it. */
export function graphOf(model: Nested): Nested {
  return model.model ?? model;
}

/**
 * Computes part of a graph from other tensors. It walks from a symbolic tensor towards the inputs; where it meets a tensor that
 * has a replacement, it takes that, and applies the layers on the way once more, with the weights that they have. Parts that
 * depend on no replaced tensor stay as they are.
 *
 * @param replacements the tensors to replace, each with its replacement
 * @param reapplied each layer that is applied once more is appended to it, also where an error follows: tfjs counts each
 * application, and frees a layer's weights with the last one
 * @param opened nested models whose layers are to be applied one by one, in place of the model as a whole
 * @returns takes a tensor of the graph and returns the new one
 */
export function reconnection(
  replacements: ReadonlyMap<tfl.SymbolicTensor, tfl.SymbolicTensor>,
  reapplied: tfl.layers.Layer[],
  opened: ReadonlySet<Nested> = new Set(),
): (tensor: tfl.SymbolicTensor) => tfl.SymbolicTensor {
  const known = new Map(replacements);

  function connect(tensor: tfl.SymbolicTensor): tfl.SymbolicTensor {
    if (!known.has(tensor)) connectCall(tensor);
    return known.get(tensor)!;
  }
  function connectCall({ sourceLayer, nodeIndex, callArgs }: tfl.SymbolicTensor): void {
    const layer = sourceLayer as Nested;
    const { inputTensors, outputTensors } = layer.inboundNodes[nodeIndex]!;
    const inputs = inputTensors.map(connect);
    let outputs = outputTensors;
    if (opened.has(layer)) {
      layer.inputs.forEach((input, i) => {
        known.set(input, inputs[i]!);
      });
      outputs = layer.outputs.map(connect);
    } else if (inputs.some((input, i) => input !== inputTensors[i])) {
      reapplied.push(layer);
      outputs = [
        layer.apply(inputs.length === 1 ? inputs[0]! : inputs, callArgs),
      ].flat() as tfl.SymbolicTensor[];
    }
    outputTensors.forEach((tensor, i) => {
      known.set(tensor, outputs[i]!);
    });
  }
  return connect;
}
