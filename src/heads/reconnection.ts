import type * as tfl from '@tensorflow/tfjs-layers';

/** What tfjs-layers keeps of a layer's place in a graph but does not type. */
export interface Placed {
  name: string;
  inboundNodes: { inputTensors: tfl.SymbolicTensor[]; outputTensors: tfl.SymbolicTensor[] }[];
}

/** A model, as a graph of layers; the functional model within a sequential one is its `model`. */
export type Container = tfl.LayersModel & Placed & { containerNodes: Set<string>; model?: Container };

/**
 * Connects symbolic tensors to a graph in which some tensors stand for others: layers between the two are applied once
 * more, with the weights they have; what depends on no replaced tensor stays as it is.
 *
 * @param replacements for each tensor its stand-in; where a walk towards the inputs ends
 * @param opened nested models to replace by their layers
 */
export function reconnection(
  replacements: ReadonlyMap<tfl.SymbolicTensor, tfl.SymbolicTensor>,
  opened: ReadonlySet<Container> = new Set(),
) {
  const known = new Map(replacements);
  const reapplied: tfl.layers.Layer[] = [];

  function connect(tensor: tfl.SymbolicTensor): tfl.SymbolicTensor {
    if (!known.has(tensor)) connectCall(tensor);
    return known.get(tensor)!;
  }
  function connectCall(output: tfl.SymbolicTensor): void {
    const layer = output.sourceLayer as Container;
    const node = layer.inboundNodes[output.nodeIndex]!;
    const inputs = node.inputTensors.map(connect);
    const outputs = opened.has(layer) ? open(layer, inputs) : reapply(layer, inputs, output);
    node.outputTensors.forEach((tensor, i) => {
      known.set(tensor, outputs[i]!);
    });
  }
  function open(model: Container, inputs: tfl.SymbolicTensor[]): tfl.SymbolicTensor[] {
    model.inputs.forEach((input, i) => {
      if (known.has(input)) {
        throw new Error(
          `the nested model '${model.name}' is applied more than once: its layers cannot be tapped`,
        );
      }
      known.set(input, inputs[i]!);
    });
    return model.outputs.map(connect);
  }
  function reapply(layer: Container, inputs: tfl.SymbolicTensor[], output: tfl.SymbolicTensor) {
    const { inputTensors, outputTensors } = layer.inboundNodes[output.nodeIndex]!;
    if (inputs.every((input, i) => input === inputTensors[i])) return outputTensors;
    reapplied.push(layer);
    return [
      layer.apply(inputs.length === 1 ? inputs[0]! : inputs, output.callArgs),
    ].flat() as tfl.SymbolicTensor[];
  }
  return { connect, reapplied: reapplied as readonly tfl.layers.Layer[] };
}
