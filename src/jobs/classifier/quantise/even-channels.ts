import { type io, util } from '@tensorflow/tfjs-core';
import { ownSteps } from './bytes-of-kernel';

/** Channels whose largest weight is below this part of the kernel's have died in training: they may become zeros. */
const DEAD = 1e-4;

/** A layer in the JSON of a model: what is read of it here. */
interface LayerJson {
  class_name: string;
  config: {
    name: string;
    activation?: string;
    axis?: number;
    data_format?: string;
    layers?: LayerJson[];
    output_layers?: unknown;
  };
  inbound_nodes?: unknown[];
}

/**
 * Scales the output channels of each convolution that only a batch normalisation reads to the same largest weight, and the
 * normalisation such that it undoes that. What the model answers stays the same, and 256 steps serve all channels of the kernel
 * alike. A channel divided by r has its mean and bias divided by r and its γ multiplied by r; the variance stays, so this is for
 * models that only answer, as a saved classifier does.
 *
 * Kernels that were stored as bytes before stay as they are, since nothing of them is lost.
 *
 * @param topology the JSON of a LayersModel
 * @param weights every weight by its name, changed in place
 * @param shapes their shapes
 * @see Nagel et al. 2019, "Data-Free Quantization Through Weight Equalization and Bias Correction", section 4.1
 *
 * @example
 * ```ts
 * evenChannels(artifacts.modelTopology, weights, shapes);
 * ```
 */
export function evenChannels(
  topology: io.ModelArtifacts['modelTopology'],
  weights: ReadonlyMap<string, Float32Array>,
  shapes: ReadonlyMap<string, readonly number[]>,
): void {
  for (const { convolution, norm } of normalisedConvolutions(topology as unknown as LayerJson)) {
    const kernelName = ['kernel', 'depthwise_kernel']
      .map((name) => `${convolution}/${name}`)
      .find((name) => weights.has(name));
    const gamma = weights.get(`${norm}/gamma`);
    const mean = weights.get(`${norm}/moving_mean`);
    const kernel = kernelName === undefined ? undefined : weights.get(kernelName);
    if (!kernel || !gamma || !mean || ownSteps(kernel)) continue;
    if (outputChannels(kernelName!, shapes.get(kernelName!)!) !== gamma.length) continue;
    const factors = factorsOf(kernel, gamma.length);
    const bias = weights.get(`${convolution}/bias`);
    for (let i = 0; i < kernel.length; i++) kernel[i]! /= factors[i % factors.length]!;
    factors.forEach((factor, channel) => {
      gamma[channel]! *= factor;
      mean[channel]! /= factor;
      if (bias) bias[channel]! /= factor;
    });
  }
}

/** The number of output channels of a kernel: of a depthwise one the product of its channels and their multiplier. */
export function outputChannels(name: string, shape: readonly number[]): number {
  return util.sizeFromShape(shape.slice(name.endsWith('depthwise_kernel') ? -2 : -1));
}

/** By what each channel is divided, so that all have the same largest weight and the kernel keeps its own. */
function factorsOf(kernel: Float32Array, channels: number): number[] {
  const largest = new Array<number>(channels).fill(0);
  kernel.forEach((value, i) => {
    largest[i % channels] = Math.max(largest[i % channels]!, Math.abs(value));
  });
  const most = largest.reduce((greatest, value) => Math.max(greatest, value), 0);
  return largest.map((value) => (value > DEAD * most ? value / most : 1));
}

/** The names of the convolutions that one batch normalisation reads and nothing else, with that. */
function* normalisedConvolutions(model: LayerJson): Generator<{ convolution: string; norm: string }> {
  const layers = model?.config?.layers ?? [];
  for (const layer of layers) yield* normalisedConvolutions(layer);
  const readers = readersOf(model, layers);
  for (const { class_name, config } of layers) {
    const [reader, ...others] = readers.get(config.name) ?? [];
    const isConvolution = class_name === 'Conv2D' || class_name === 'DepthwiseConv2D';
    const isPlain = (config.activation ?? 'linear') === 'linear' && config.data_format !== 'channels_first';
    if (!isConvolution || !isPlain || !reader || others.length > 0) continue;
    const isNorm = reader.class_name === 'BatchNormalization' && [-1, 3].includes(reader.config.axis ?? -1);
    if (isNorm && callsOf(reader) === 1) yield { convolution: config.name, norm: reader.config.name };
  }
}

const callsOf = (layer: LayerJson) => layer.inbound_nodes?.length ?? 1;

/** The layers that read each layer, as often as they do; an output of the model is read by the model. */
function readersOf(model: LayerJson, layers: readonly LayerJson[]): Map<string, LayerJson[]> {
  const readers = new Map<string, LayerJson[]>();
  const add = (name: string, reader: LayerJson) => readers.set(name, [...(readers.get(name) ?? []), reader]);
  layers.forEach((layer, i) => {
    if (layer.inbound_nodes) for (const name of namesIn(layer.inbound_nodes)) add(name, layer);
    else if (i > 0) add(layers[i - 1]!.config.name, layer);
  });
  for (const name of namesIn(model?.config?.output_layers)) add(name, model);
  return readers;
}

/** The layers named in `[name, node, tensor, …]`, or in lists of those. */
function namesIn(nodes: unknown): string[] {
  if (!Array.isArray(nodes)) return [];
  return typeof nodes[0] === 'string' && typeof nodes[1] === 'number' ? [nodes[0]] : nodes.flatMap(namesIn);
}
