import type * as tfl from '@tensorflow/tfjs-layers';
import { reject } from '../checks';
import { graphOf, type Nested, type Placed, reconnection } from './reconnection';

/** A place at which a backbone is observed: the name of a layer, a layer, or a symbolic tensor. */
export type TapLayer = string | tfl.layers.Layer | tfl.SymbolicTensor;

/** An output of a layer, and the nested models around the layer, the outermost first. */
interface Output {
  layer: Placed;
  tensor: tfl.SymbolicTensor;
  nesting: Nested[];
}

/** The taps as tensors of one graph that starts at the backbone's inputs, and the layers that were applied again for it. */
export interface ConnectedTaps {
  tensors: tfl.SymbolicTensor[];
  reapplied: readonly tfl.layers.Layer[];
}

/**
 * Finds the taps of a backbone and connects them to its inputs. Where a tap is inside a nested model, the layers of that model
 * and those behind it are applied once more, in the backbone's own graph. All weights stay shared.
 *
 * @throws RangeError where a tap is not exactly one output of the backbone
 */
export function connectTaps(backbone: tfl.LayersModel, tapLayers: readonly TapLayer[]): ConnectedTaps {
  // A sequential model makes its graph when it is built.
  if (!backbone.built) backbone.build(backbone.inputs[0]!.shape);
  const outputs = outputsOf(backbone as Nested, []);
  const find = (tap: TapLayer | Nested, argument: string): Output => {
    const matches = outputs.filter(({ layer, tensor }) => [layer, layer.name, tensor].includes(tap as never));
    if (matches.length !== 1) {
      const last = backbone.layers.slice(-5).map(({ name }) => name);
      reject(
        argument,
        `be one output of the backbone (${last.join(', ')})`,
        `${matches.length} '${(tap as Nested)?.name ?? tap}'`,
      );
    }
    return matches[0]!;
  };

  const taps = tapLayers.map((tap, i) => find(tap, `tapLayers[${i}]`));
  const opened = new Set(taps.flatMap(({ nesting }) => nesting));
  const { connect, reapplied } = reconnection(
    new Map(backbone.inputs.map((input) => [input, input])),
    opened,
  );
  const tensors = taps.map(({ tensor, nesting }, i) => {
    // The inputs of a nested model must be connected before the layers inside it.
    for (const model of nesting) connect(find(model, `the model around tapLayers[${i}]`).tensor);
    return connect(tensor);
  });
  return { tensors, reapplied };
}

/** The outputs of all layers of a model and of the models nested in it. */
function outputsOf(model: Nested, nesting: Nested[]): Output[] {
  const { layers, containerNodes } = graphOf(model);
  return (layers as (tfl.layers.Layer & Nested)[]).flatMap((layer) => [
    ...layer.inboundNodes
      .filter((_, i) => containerNodes.has(`${layer.name}_ib-${i}`))
      .flatMap(({ outputTensors }) => outputTensors.map((tensor) => ({ layer, tensor, nesting }))),
    ...(layer.containerNodes ? outputsOf(layer, [...nesting, layer]) : []),
  ]);
}
