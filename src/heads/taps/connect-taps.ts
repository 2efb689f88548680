import type * as tfl from '@tensorflow/tfjs-layers';
import { reject, show } from '../../checks';
import { assertOwnCopy } from './assert-own-copy';
import { namesWithShapes, nearestNames } from './nearest-names';
import { graphOf, type Nested, type Placed, reconnection } from './reconnection';

/**
 * A place at which a backbone is observed: the name of a layer, a layer, or a symbolic tensor. The name of a layer in a nested model
 * may have the model's before it, `'trunk/stage1'`; that of a layer with several outputs the output's number behind it, `'lstm:1'`.
 */
export type TapLayer = string | tfl.layers.Layer | tfl.SymbolicTensor;

/** An output of a layer, and the nested models around the layer, the outermost first. */
export interface LayerOutput {
  layer: Placed;
  tensor: tfl.SymbolicTensor;
  nesting: Nested[];
  /** The names of the nested models and of the layer, and with several outputs the number of this one. No other output has it. */
  path: string;
}

/** The taps as tensors of one graph that starts at the backbone's inputs. */
export interface ConnectedTaps {
  tensors: tfl.SymbolicTensor[];
  places: TapPlace[];
}

/** Where a tap is, for another process with the same backbone. */
export interface TapPlace {
  /** Its path. Layers that were not named have other names there. */
  name: string;
  /** Its number among the outputs of the backbone; left out for a node of a GraphModel. */
  position?: number;
}

/**
 * Finds the taps of a backbone and connects them to its inputs. Where a tap is inside a nested model, the layers of that model
 * and those behind it are applied once more, in the backbone's own graph. All weights stay shared.
 *
 * @param reapplied each layer that is applied once more is appended to it, also where an error follows
 * @throws RangeError where a tap is not exactly one output of the backbone, or lies at or behind the tap that follows it
 */
export function connectTaps(
  backbone: tfl.LayersModel,
  tapLayers: readonly TapLayer[],
  reapplied: tfl.layers.Layer[],
): ConnectedTaps {
  const outputs = outputsOf(backbone);
  const taps = tapLayers.map((tap, i) => {
    assertOwnCopy(`tapLayers[${i}]`, tap);
    return findOutput(outputs, tap, `tapLayers[${i}]`);
  });
  const opened = new Set(taps.flatMap(({ nesting }) => nesting));
  const connect = reconnection(new Map(backbone.inputs.map((input) => [input, input])), reapplied, opened);
  const tensors = taps.map(({ tensor, nesting }, i) => {
    // The inputs of a nested model must be connected before the layers inside it.
    for (const model of nesting)
      connect(findOutput(outputs, model, `the model around tapLayers[${i}]`).tensor);
    return connect(tensor);
  });
  const places = taps.map((tap) => ({ name: tap.path, position: outputs.indexOf(tap) }));
  assertShallowToDeep(
    tensors,
    places.map(({ name }) => name),
  );
  return { tensors, places };
}

/** The output of a backbone at a place that was found before. */
export function outputAt(backbone: tfl.LayersModel, { name, position }: TapPlace): TapLayer {
  return position === undefined ? name : (outputsOf(backbone)[position]?.tensor ?? name);
}

/** The outputs of all layers of a built model and of the models nested in it. */
export function outputsOf(backbone: tfl.LayersModel): LayerOutput[] {
  return outputsIn(backbone as Nested, { nesting: [], prefix: '' });
}

/** Where a model stands. */
interface Surroundings {
  nesting: Nested[];
  prefix: string;
  /** The model around it, where tfjs has taken over its graph: that of the model with which a sequential model starts. */
  takenOverBy?: Nested;
}

function outputsIn(model: Nested, { nesting, prefix, takenOverBy }: Surroundings): LayerOutput[] {
  const graph = takenOverBy ?? graphOf(model);
  const layers = new Set([...(takenOverBy ? [] : inputLayersOf(graph)), ...model.layers] as Nested[]);
  return [...layers].flatMap((layer) => {
    const nodes = layer.inboundNodes.filter((_, i) => graph.containerNodes.has(`${layer.name}_ib-${i}`));
    const inner = `${prefix}${layer.name}/`;
    const isTakenOver = nodes.length === 0;
    const tensors = isTakenOver ? layer.outputs : nodes.flatMap(({ outputTensors }) => outputTensors);
    const own = tensors.map((tensor, i) => {
      const path = `${prefix}${layer.name}${tensors.length > 1 ? `:${i}` : ''}`;
      return { layer, tensor, nesting, path };
    });
    if (isTakenOver) return [...outputsIn(layer, { nesting, prefix: inner, takenOverBy: graph }), ...own];
    return layer.containerNodes
      ? [...outputsIn(layer, { nesting: [...nesting, layer], prefix: inner }), ...own]
      : own;
  });
}

/** A sequential model does not list the layers of its inputs. */
function inputLayersOf({ inputs }: Nested): tfl.layers.Layer[] {
  return inputs.map(({ sourceLayer }) => sourceLayer as tfl.layers.Layer);
}

function findOutput(outputs: LayerOutput[], tap: TapLayer | Nested, argument: string): LayerOutput {
  const matches = outputs.filter(({ layer, tensor, path }) =>
    [layer, layer.name, tensor, path].includes(tap as never),
  );
  if (new Set(matches.map(({ tensor }) => tensor)).size === 1) return matches[0]!;
  const name = (tap as Nested)?.name ?? tap;
  if (matches.length > 1) {
    const paths = matches.map(({ path }) => show(path)).join(' or ');
    return reject(argument, `be one output of the backbone: ${paths}`, `${matches.length} '${name}'`);
  }
  const shapes = new Map(outputs.map(({ path, tensor }) => [path, tensor.shape]));
  const nearest = nearestNames(String(name), [...shapes.keys()]);
  const taps = namesWithShapes(nearest.map((path) => ({ name: path, shape: shapes.get(path)! })));
  return reject(
    argument,
    `be an output of the backbone; the nearest are ${taps} (listTaps gives good ones)`,
    show(name),
  );
}

/** Throws where a tap is the one before it, or lies on the way to it. */
function assertShallowToDeep(tensors: tfl.SymbolicTensor[], names: string[]): void {
  tensors.forEach((tensor, i) => {
    const before = ancestorsOf(tensor);
    for (let later = i + 1; later < tensors.length; later++) {
      if (!before.has(tensors[later]!)) continue;
      const twice = tensors[later] === tensor;
      reject(
        'tapLayers',
        twice ? 'be different layers' : 'go from shallow to deep',
        twice ? `'${names[i]}' twice` : `'${names[i]}' before '${names[later]}', which it is computed from`,
      );
    }
  });
}

/** A tensor, and all tensors that it is computed from. */
function ancestorsOf(tensor: tfl.SymbolicTensor): Set<tfl.SymbolicTensor> {
  const found = new Set([tensor]);
  for (const { sourceLayer, nodeIndex } of found) {
    const node = (sourceLayer as (tfl.layers.Layer & Placed) | null)?.inboundNodes[nodeIndex];
    for (const input of node?.inputTensors ?? []) found.add(input);
  }
  return found;
}
