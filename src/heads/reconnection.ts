import type * as tfl from '@tensorflow/tfjs-layers';

/** What tfjs-layers keeps of a layer's place in a graph but does not type. */
export interface Placed {
  name: string;
  inboundNodes: { inputTensors: tfl.SymbolicTensor[]; outputTensors: tfl.SymbolicTensor[] }[];
}

/** A model as a layer of another. */
export type Nested = tfl.LayersModel & Placed & { containerNodes: Set<string>; model?: Nested };

/** The model that holds a model's graph: a sequential one has a functional one within, with all layers in one row. */
export function graphOf(model: Nested): Nested {
  return model.model ?? model;
}

/**
 * Connects symbolic tensors to a graph in which some tensors stand for others: layers between the two are applied once
 * more, with the weights they have; what depends on no replaced tensor stays as it is.
 *
 * @param replacements for each tensor its stand-in; where a walk towards the inputs ends
 * @param opened nested models to replace by their layers
 */
export function reconnection(
  replacements: ReadonlyMap<tfl.SymbolicTensor, tfl.SymbolicTensor>,
  opened: ReadonlySet<Nested> = new Set(),
) {
  const known = new Map(replacements);
  const reapplied: tfl.layers.Layer[] = [];

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
  return { connect, reapplied: reapplied as readonly tfl.layers.Layer[] };
}
