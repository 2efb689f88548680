import * as tfl from '@tensorflow/tfjs-layers';
import { reconnection } from '../taps/reconnection';
import { headLayers } from './head-layers';
import type { ResolvedHeadOptions } from './head-options';
import { JoinedLogits } from './joined-logits';

/** What the heads compute of pooled taps. */
export interface HeadOutputs {
  /** The observations v1..vT, each `[batch, width]`. */
  observations: tfl.SymbolicTensor[];
  /** The representation z, `[batch, zWidth]`. */
  z: tfl.SymbolicTensor;
  /** The logits of v1..vT and of z, each `[batch, K]`. */
  logits: tfl.SymbolicTensor[];
  /** These side by side, `[batch, (T+1)·K]`. */
  joined: tfl.SymbolicTensor;
  /** The softmax of the mean of the last two, `[batch, K]`. */
  probabilities: tfl.SymbolicTensor;
}

/** The heads as a graph of its own, from pooled taps on (Figure 2 of the paper without its backbone). */
export interface HeadGraph extends HeadOutputs {
  /** One `[batch, width]` for each tap. */
  inputs: tfl.SymbolicTensor[];
  /** The layers of the heads. */
  created: readonly tfl.layers.Layer[];
  /**
   * The layers to dispose, once for each time that they were applied: tfjs frees the weights of a layer with its last application.
   */
  applied: tfl.layers.Layer[];
}

/**
 * Makes the heads.
 *
 * @param widths of the pooled taps, shallow to deep
 * @param applied each layer is appended to it when it is applied, also where an error follows
 */
export function headGraph(
  widths: readonly number[],
  options: ResolvedHeadOptions,
  applied: tfl.layers.Layer[],
): HeadGraph {
  const created: tfl.layers.Layer[] = [];
  try {
    const heads = headLayers(options, widths.length, created);
    const inputs = widths.map((width, i) =>
      tfl.input({ shape: [width], name: `${options.name}_v${i + 1}_pooled` }),
    );
    const observations = inputs.map((input, i) => heads.observe(input, `v${i + 1}`));
    const z = heads.represent(observations.at(-1)!);
    const logits = [
      ...observations.map((observation, i) => heads.classify(observation, `v${i + 1}`)),
      heads.classify(z, 'z'),
    ];
    const averaged = [observations.at(-1)!, z].map((features, i) =>
      heads.classifyByStock(features, logits.at(i - 2)!),
    );
    const mean = tfl.layers.average({ name: `${options.name}_mean` }).apply(averaged);
    const softmax = tfl.layers.softmax({ name: `${options.name}_probabilities` });
    return {
      inputs,
      observations,
      z,
      logits,
      joined: new JoinedLogits({ name: `${options.name}_logits` }).apply(logits) as tfl.SymbolicTensor,
      probabilities: softmax.apply(mean) as tfl.SymbolicTensor,
      created,
      applied,
    };
  } finally {
    applied.push(...created);
  }
}

/** Applies the heads' layers once more, to other tensors than their inputs. */
export function connectHeads(heads: HeadGraph, pooled: readonly tfl.SymbolicTensor[]): HeadOutputs {
  const connect = reconnection(new Map(heads.inputs.map((input, i) => [input, pooled[i]!])), heads.applied);
  return {
    observations: heads.observations.map(connect),
    z: connect(heads.z),
    logits: heads.logits.map(connect),
    joined: connect(heads.joined),
    probabilities: connect(heads.probabilities),
  };
}

/** Frees layers, one of a list for each time that it was applied. A layer that failed to be applied has nothing to free. */
export function disposeLayers(applied: readonly tfl.layers.Layer[]): void {
  for (const layer of applied) if (layer.built) layer.dispose();
}
