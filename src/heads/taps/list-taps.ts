import type * as tfl from '@tensorflow/tfjs-layers';
import { reject } from '../../checks';
import { resolveOptions } from '../../options';
import { assertBackbone } from './assert-backbone';
import { assertShape } from './assert-shape';
import { outputsOf } from './connect-taps';
import { type GraphBackbone, graphInput, isGraphBackbone, nodeShapes } from './graph-backbone';
import { GraphModelNodes } from './graph-model-nodes';
import { assertDataFormat, type DataFormat } from './pool';

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
  /** Which axis of a map is that of the channels: the last one, or the one after the batch. Default `'channelsLast'`. */
  dataFormat?: DataFormat;
}

const listTapsOptions = {
  inputShape: { check: assertShape, default: undefined },
  dataFormat: { check: assertDataFormat, default: 'channelsLast' },
} as const;

/** Layers, and operations of a GraphModel, that change the size of a map without computing features. */
const RESHAPING =
  /^(InputLayer|ZeroPadding2D|Cropping2D|Reshape|Permute|Pad|PadV2|MirrorPad|Transpose|Identity|Shape)$/;

/**
 * Good places for taps: of all layers whose output has one resolution, the last. The paper taps the ends of a network's last
 * stages, which these are. Layers that are smaller than a later one stand beside the way through the network, such as the
 * gates of squeeze-and-excitation, and are left out. For a GraphModel they are nodes, found by computing the model once.
 *
 * @param backbone a LayersModel or a GraphModel, as {@link withMBIB} takes it
 * @param options size of the input, for a GraphModel that does not declare it; where the channels of a map are
 * @returns the candidates, shallow to deep. Maps and sequences where there are any, else features.
 * @throws RangeError where the backbone is none, has no candidates, or does not say how large its input is; TypeError where an option
 * is unknown or of another type
 * @see Mixture of Balanced Information Bottlenecks, Section 3.3 and Table 4
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { listTaps, withMBIB } from 'mbib';
 * const conv = (name: string, strides: number, first = {}) =>
 *   tf.layers.conv2d({ name, filters: 3, kernelSize: 3, strides, padding: 'same', ...first });
 * const backbone = tf.sequential({
 *   layers: [conv('a', 1, { inputShape: [32, 32, 3] }), conv('b', 1), conv('c', 2), conv('d', 2)],
 * });
 * const taps = listTaps(backbone); // b [null,32,32,3], c [null,16,16,3], d [null,8,8,3]
 * const net = withMBIB(backbone, taps.map(({ name }) => name), { classes: 10 });
 * ```
 */
export function listTaps(
  backbone: tfl.LayersModel | GraphBackbone,
  options?: ListTapsOptions,
): TapCandidate[] {
  const { inputShape, dataFormat } = resolveOptions(options, listTapsOptions);
  assertBackbone(backbone, inputShape);
  const outputs = isGraphBackbone(backbone) ? nodesOf(backbone, inputShape) : layersOf(backbone);
  const mapped = outputs.filter(({ shape }) => shape.length === 3 || shape.length === 4);
  const usable = mapped.length > 0 ? mapped : outputs.filter(({ shape }) => shape.length === 2);
  if (usable.length === 0) reject('backbone', 'have a map, a sequence or features', 'one without');
  const candidates: TapCandidate[] = [];
  let largest = 0;
  for (const output of usable.reverse()) {
    const places = placesOf(output, dataFormat);
    if (places <= largest) continue;
    largest = places;
    candidates.unshift(output);
  }
  return candidates;
}

/** The number of places of a map or a sequence; 1 for features. */
function placesOf({ name, shape }: TapCandidate, dataFormat: DataFormat): number {
  const places = shape.length === 4 && dataFormat === 'channelsFirst' ? shape.slice(2) : shape.slice(1, -1);
  if (places.includes(null)) {
    reject(
      'backbone',
      'have an input of known size',
      `one where the output of '${name}' is [${shape.map(String)}]`,
    );
  }
  return (places as number[]).reduce((product, size) => product * size, 1);
}

function layersOf(backbone: tfl.LayersModel): TapCandidate[] {
  return outputsOf(backbone)
    .filter(({ layer }) => !RESHAPING.test((layer as never as tfl.layers.Layer).getClassName()))
    .map(({ path, tensor }) => ({ name: path, shape: tensor.shape }));
}

function nodesOf(graph: GraphBackbone, inputShape?: number[]): TapCandidate[] {
  const names = new GraphModelNodes(graph).computed(RESHAPING);
  if (names.length === 0)
    reject('backbone', 'be a GraphModel that tfjs loaded, whose nodes are known', 'another one');
  const shapes = nodeShapes(graph, names, graphInput(graph, inputShape));
  return names.map((name, i) => ({ name, shape: [null, ...shapes[i]!.slice(1)] }));
}
