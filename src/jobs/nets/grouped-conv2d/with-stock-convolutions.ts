import { io, type Tensor4D } from '@tensorflow/tfjs-core';
import { blockDiagonalKernel } from './block-diagonal-kernel';
import { GroupedConv2D } from './grouped-conv2d-layer';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * A save handler for models with grouped convolutions, after which they load in plain tfjs. It replaces every
 * {@link GroupedConv2D} by an ordinary convolution with a block-diagonal kernel, which computes the same, and leaves all else as
 * it is. Such a kernel is `groups` times as large, most of it zeros: a ResNeXt-50 of 92 MB takes 267 MB.
 *
 * @param handler saves the model with the ordinary convolutions
 * @throws Error where the model has a GroupedConv2D layer without its kernel
 *
 * @example
 * ```ts
 * await net.classifier.save(withStockConvolutions(saveToFolder('runs/a/classifier')));
 * ```
 */
export function withStockConvolutions(handler: io.IOHandler): io.IOHandler {
  return { save: async (artifacts) => handler.save!(await stockForm(artifacts)) };
}

async function stockForm(artifacts: io.ModelArtifacts): Promise<io.ModelArtifacts> {
  const groupsOfKernel = new Map<string, number>();
  const modelTopology = withStockLayers(artifacts.modelTopology as Json, groupsOfKernel) as object;
  if (groupsOfKernel.size === 0) return artifacts;
  const { data, specs } = await withDenseKernels(artifacts, groupsOfKernel);
  return { ...artifacts, modelTopology, weightData: data, weightSpecs: specs };
}

/** A topology with ordinary convolutions. The number of groups of each grouped one is put into `groupsOfKernel`. */
function withStockLayers(topology: Json, groupsOfKernel: Map<string, number>): Json {
  if (Array.isArray(topology)) return topology.map((each) => withStockLayers(each, groupsOfKernel));
  if (typeof topology !== 'object' || topology === null) return topology;
  if (topology.class_name !== GroupedConv2D.className) {
    const entries = Object.entries(topology);
    return Object.fromEntries(entries.map(([key, value]) => [key, withStockLayers(value, groupsOfKernel)]));
  }
  const { groups, ...config } = topology.config as { groups: number; name: string };
  groupsOfKernel.set(`${config.name}/kernel`, groups);
  return { ...topology, class_name: 'Conv2D', config: { ...config, use_bias: false } };
}

/** The encoded weights in their order, with block-diagonal kernels in the place of grouped ones. */
async function withDenseKernels(
  { weightData, weightSpecs }: io.ModelArtifacts,
  groupsOfKernel: Map<string, number>,
) {
  const weights = io.decodeWeights(weightData!, weightSpecs!);
  try {
    for (const [name, groups] of groupsOfKernel) {
      const kernel = weights[name];
      if (!kernel) throw new Error(`The model to save has a grouped convolution without its weight ${name}.`);
      weights[name] = blockDiagonalKernel(kernel as Tensor4D, groups);
      kernel.dispose();
    }
    return await io.encodeWeights(weightSpecs!.map(({ name }) => ({ name, tensor: weights[name]! })));
  } finally {
    for (const weight of Object.values(weights)) weight.dispose();
  }
}
