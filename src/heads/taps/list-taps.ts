import type * as tfl from '@tensorflow/tfjs-layers';
import { resolveOptions } from '../../options';
import { assertBackbone } from './assert-backbone';
import { assertShape } from './assert-shape';
import { outputsOf } from './connect-taps';
import { type GraphBackbone, graphInput, isGraphBackbone, nodeShapes } from './graph-backbone';
import { GraphModelNodes } from './graph-model-nodes';

/** A place at which a backbone can be observed. */
export interface TapCandidate {
  /** What `withMBIB` takes for it. */
  name: string;
  /** The shape of its output; null is the size of the batch, or a size that the model leaves open. */
  shape: (number | null)[];
}

/** Options of {@link listTaps}. */
export interface ListTapsOptions {
  /** Shape of an input without the batch, such as `[224, 224, 3]`: for a GraphModel that does not declare it. */
  inputShape?: number[];
}

/** Layers, and operations of a GraphModel, that change the size of a map without computing features. */
const RESHAPING =
  /^(InputLayer|ZeroPadding2D|Cropping2D|Reshape|Permute|Pad|PadV2|MirrorPad|Transpose|Identity|Shape)$/;

/**
 * Good places for taps: of all layers whose output has one resolution, the last. The paper taps the ends of a network's last
 * stages, which these are. For a GraphModel they are nodes, found by computing the model once.
 *
 * @param backbone a LayersModel or a GraphModel, as {@link withMBIB} takes it
 * @param options size of the input, for a GraphModel that does not declare it
 * @returns the candidates, shallow to deep. Maps and sequences where there are any, else features.
 * @throws TypeError or RangeError where the backbone is none, or has several inputs of which it is a GraphModel
 * @see Mixture of Balanced Information Bottlenecks, Section 3.3 and Table 4
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { listTaps, withMBIB } from 'mbib';
 * const conv = (name: string, strides: number) =>
 *   tf.layers.conv2d({ inputShape: [32, 32, 3], filters: 8, kernelSize: 3, strides, padding: 'same', name });
 * const backbone = tf.sequential({ layers: [conv('a', 1), conv('b', 1), conv('c', 2), conv('d', 2)] });
 * const taps = listTaps(backbone); // b [null,32,32,8], c [null,16,16,8], d [null,8,8,8]
 * const net = withMBIB(backbone, taps.map(({ name }) => name), { classes: 10 });
 * ```
 */
export function listTaps(
  backbone: tfl.LayersModel | GraphBackbone,
  options?: ListTapsOptions,
): TapCandidate[] {
  const { inputShape } = resolveOptions(options, { inputShape: { check: assertShape, default: undefined } });
  assertBackbone(backbone);
  const outputs = isGraphBackbone(backbone) ? nodesOf(backbone, inputShape) : layersOf(backbone);
  const mapped = outputs.filter(({ shape }) => shape.length === 3 || shape.length === 4);
  const usable = mapped.length > 0 ? mapped : outputs.filter(({ shape }) => shape.length === 2);
  // A later one takes the place of an earlier one of the same resolution, and its place in the order.
  const byResolution = new Map<string, TapCandidate>();
  for (const output of usable) {
    const resolution = String(output.shape.slice(1, -1));
    byResolution.delete(resolution);
    byResolution.set(resolution, output);
  }
  return [...byResolution.values()];
}

function layersOf(backbone: tfl.LayersModel): TapCandidate[] {
  return outputsOf(backbone)
    .filter(({ layer }) => !RESHAPING.test((layer as never as tfl.layers.Layer).getClassName()))
    .map(({ path, tensor }) => ({ name: path, shape: tensor.shape }));
}

function nodesOf(graph: GraphBackbone, inputShape?: number[]): TapCandidate[] {
  const names = new GraphModelNodes(graph).computed(RESHAPING);
  const shapes = nodeShapes(graph, names, graphInput(graph, inputShape));
  return names.map((name, i) => ({ name, shape: [null, ...shapes[i]!.slice(1)] }));
}
