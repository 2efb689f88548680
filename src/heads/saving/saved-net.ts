import * as tf from '@tensorflow/tfjs-core';
import { reject, rejectType, show } from '../../checks';
import { joinedBytes } from '../../joined-bytes';
import type { HeadOptions } from '../layers/head-options';
import type { TapPlace } from '../taps/connect-taps';
import type { DataFormat } from '../taps/pool';
import type { SavedOptimizer } from './optimizer-state';

/** Format of what {@link writeNet} writes. */
const FORMAT = 1;

/** The class of the saved model. `tf.loadLayersModel` does not know it, and says its name. */
const CLASS_NAME = 'net of mbib, which loadMBIB loads';

/** What a saved net tells of its backbone. */
export interface SavedBackbone {
  /** Where the taps are, shallow to deep. */
  taps: TapPlace[];
  frozen: boolean;
  inputShape?: number[] | undefined;
  dataFormat: DataFormat;
  /** Of a frozen backbone, which is not saved: what {@link backboneHash} gives for it. */
  hash?: string;
  /** Of a backbone that is trained along: the model as JSON, and what `trainable` was in its models and weights. */
  topology?: object;
  trainable?: { models: boolean[]; weights: boolean[] };
}

/** What is saved of a net beside the numbers. */
export interface SavedNet {
  /** Options of `mbibHeads`. */
  heads: HeadOptions & { widths: number[] };
  /** Left out where the heads stand alone. */
  backbone?: SavedBackbone;
  /** Left out where no optimizer was given. */
  optimizer?: SavedOptimizer;
}

/** What tfjs takes for the description of a model. */
interface Topology {
  class_name: string;
  config: { format: number; net: string };
}

/** Where a net is saved or loaded: a URL such as `'indexeddb://birds'`, or a handler of `tf.io`. */
export type NetHandler = string | tf.io.IOHandler;

/**
 * Writes a net through a handler of tfjs.
 *
 * @param tensors the numbers: weights of the backbone, weights of the heads, state of the optimizer
 */
export async function writeNet(
  handler: NetHandler,
  net: SavedNet,
  tensors: Readonly<Record<string, tf.Tensor>>,
): Promise<tf.io.SaveResult> {
  const { save } = handlerOf(handler, 'save');
  const named = Object.entries(tensors).map(([name, tensor]) => ({ name, tensor }));
  const { data, specs } = await tf.io.encodeWeights(named);
  return save!({
    format: 'layers-model',
    generatedBy: 'mbib',
    convertedBy: null as never,
    // As text, since tfjs would read the numbers and names in it as those of a model.
    modelTopology: { class_name: CLASS_NAME, config: { format: FORMAT, net: JSON.stringify(net) } },
    weightSpecs: specs,
    weightData: data,
  });
}

/**
 * Reads what {@link writeNet} wrote.
 *
 * @returns the net, and its tensors by their names, which the caller frees
 * @throws RangeError where it is another model, or one of another format
 */
export async function readNet(
  handler: NetHandler,
): Promise<{ net: SavedNet; tensors: Readonly<Record<string, tf.Tensor>> }> {
  const artifacts = (await handlerOf(handler, 'load').load!()) as tf.io.ModelArtifacts | undefined;
  const { class_name, config } = Object(artifacts?.modelTopology) as Partial<Topology>;
  if (class_name !== CLASS_NAME) {
    const requirement = 'lead to a net that was saved by `net.save` (tf.loadLayersModel loads a plain model)';
    reject('handler', requirement, class_name === undefined ? 'something else' : show(class_name));
  }
  const { format, net } = config!;
  if (format !== FORMAT) reject('handler', `lead to a net of format ${FORMAT}`, `one of ${format}`);
  const specs = artifacts?.weightSpecs ?? [];
  const data = await bytesOf(artifacts!);
  const expected = specs.reduce(
    (sum, { shape, dtype }) => sum + tf.util.sizeFromShape(shape) * BYTES[dtype]!,
    0,
  );
  if (data.byteLength !== expected) {
    reject(
      'handler',
      `give all weights of the net, ${expected} bytes`,
      `${data.byteLength}: the file is cut off`,
    );
  }
  return { net: JSON.parse(net), tensors: tf.io.decodeWeights(data, specs) };
}

/** Bytes of a number of each type that weights and optimizers have. */
const BYTES: Readonly<Record<string, number>> = { float32: 4, int32: 4, bool: 1 };

/** The weights, which a handler may give whole, in parts or as a stream. */
async function bytesOf({ weightData, getWeightStream }: tf.io.ModelArtifacts): Promise<ArrayBuffer> {
  if (weightData || !getWeightStream) return joinedBytes(weightData).buffer;
  const parts: ArrayBuffer[] = [];
  const reader = getWeightStream().getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) parts.push(part.value);
  return joinedBytes(parts).buffer;
}

function handlerOf(handler: NetHandler, method: 'save' | 'load'): tf.io.IOHandler {
  if (typeof handler === 'string') {
    const found = method === 'save' ? tf.io.getSaveHandlers(handler) : tf.io.getLoadHandlers(handler);
    if (found.length !== 1)
      reject('handler', 'be a URL that tfjs has a handler for, or a handler', show(handler));
    return found[0]!;
  }
  if (typeof handler?.[method] !== 'function') {
    rejectType('handler', `be a URL or have a function \`${method}\``, show(handler));
  }
  return { [method]: handler[method].bind(handler) };
}
