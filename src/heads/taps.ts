import type * as tfl from '@tensorflow/tfjs-layers';
import { type Container, type Placed, reconnection } from './reconnection';

/** Where a backbone is observed: a layer's name, a layer, or a symbolic tensor. */
export type TapLayer = string | tfl.layers.Layer | tfl.SymbolicTensor;

/** A found tap, and the nested models that hold it, outermost first. */
interface Found {
  tensor: tfl.SymbolicTensor;
  nesting: Container[];
}

/** Taps of a backbone as tensors of one graph from its inputs, and the layers that had to be applied anew for it. */
export interface ConnectedTaps {
  tensors: tfl.SymbolicTensor[];
  reapplied: readonly tfl.layers.Layer[];
}

/**
 * Finds the taps of a backbone and connects them to its inputs. A model nested in the backbone whose inside is tapped
 * is opened: its layers, and those behind it, are applied once more, in the backbone's own graph. All weights stay shared.
 */
export function connectTaps(backbone: tfl.LayersModel, tapLayers: readonly TapLayer[]): ConnectedTaps {
  // A sequential model has no graph before it is built.
  if (!backbone.built) backbone.build(backbone.inputs[0]!.shape);
  const found = tapLayers.map((tap, i) => findTap(backbone as Container, tap, `tapLayers[${i}]`));
  const opened = new Set(found.flatMap(({ nesting }) => nesting));
  const { connect, reapplied } = reconnection(
    new Map(backbone.inputs.map((input) => [input, input])),
    opened,
  );
  const tensors = found.map(({ tensor, nesting }) => {
    // A layer inside an opened model is connected only once the call of that model is.
    for (const model of nesting) connect(callOf(model, opened, backbone as Container));
    return connect(tensor);
  });
  return { tensors, reapplied };
}

/** The output of a nested model's call in the graph that holds it. */
function callOf(model: Container, opened: Set<Container>, backbone: Container): tfl.SymbolicTensor {
  const holder = [backbone, ...opened].find(({ layers }) => layers.includes(model))!;
  return outputOf(model, holder, `the nested model '${model.name}'`);
}

function findTap(backbone: Container, tap: TapLayer, argument: string): Found {
  const matches = search(backbone, tap, []);
  if (matches.length === 1) return locate(tap, matches[0]!, backbone, argument);
  const name = typeof tap === 'string' ? tap : tap?.name;
  if (matches.length > 1) {
    throw new RangeError(
      `${argument}: '${name}' names ${matches.length} layers of the backbone; pass the layer itself`,
    );
  }
  const last = backbone.layers.slice(-5).map((layer) => layer.name);
  throw new RangeError(
    `${argument} must be a layer of the backbone, got '${name}'; its last layers are ${last.join(', ')}`,
  );
}

/** A layer, and the nested models on the way to it, outermost first. */
interface Match {
  layer: Placed;
  nesting: Container[];
}

function search(model: Container, tap: TapLayer, nesting: Container[]): Match[] {
  return (model.layers as (tfl.layers.Layer & Container)[]).flatMap((layer): Match[] => {
    const matches = isSymbolicTensor(tap) ? layer === tap.sourceLayer : layer === tap || layer.name === tap;
    const inside = layer.containerNodes ? search(layer, tap, [...nesting, layer]) : [];
    return matches ? [{ layer, nesting }, ...inside] : inside;
  });
}

/** The tensor of a layer in the outermost graph that has it: a sequential model takes in the graph of its first layer. */
function locate(tap: TapLayer, { layer, nesting }: Match, backbone: Container, argument: string): Found {
  const graphs = [backbone, ...nesting];
  const depth = graphs.findIndex((graph) => layer.inboundNodes.some((_, i) => belongsTo(graph, layer, i)));
  const tensor = isSymbolicTensor(tap) ? tap : outputOf(layer, graphs[depth]!, argument);
  return { tensor, nesting: nesting.slice(0, depth) };
}

function outputOf(layer: Placed, model: Container, argument: string): tfl.SymbolicTensor {
  const nodes = layer.inboundNodes.filter((_, i) => belongsTo(model, layer, i));
  const outputs = nodes.flatMap((node) => node.outputTensors);
  if (outputs.length !== 1) {
    throw new RangeError(
      `${argument}: layer '${layer.name}' has ${outputs.length} outputs in the backbone; pass the symbolic tensor`,
    );
  }
  return outputs[0]!;
}

function belongsTo(model: Container, layer: Placed, nodeIndex: number): boolean {
  return (model.model ?? model).containerNodes.has(`${layer.name}_ib-${nodeIndex}`);
}

function isSymbolicTensor(tap: TapLayer): tap is tfl.SymbolicTensor {
  return typeof tap === 'object' && tap !== null && 'sourceLayer' in tap;
}
