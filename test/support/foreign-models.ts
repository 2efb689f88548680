import { io } from '@tensorflow/tfjs-core';
import { initializers, type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';

/** Filters and stride of each convolution. */
const convolutions = [
  { name: 'conv1', filters: 16, strides: 1 },
  { name: 'conv2', filters: 32, strides: 2 },
  { name: 'conv3', filters: 64, strides: 2 },
];

/**
 * What somebody else's `model.save` wrote: a convnet of stock layers, `[batch, 8, 8, 1]` to `[batch, 2, 2, 64]`, untrained;
 * the layers are `conv1`, `conv2` and `conv3`.
 *
 * @example
 * ```ts
 * const model = await loadLayersModel(tf.io.fromMemory(await savedConvnet()));
 * ```
 */
export async function savedConvnet(): Promise<io.ModelArtifacts> {
  const kernelInitializer = initializers.heNormal({ seed: 1 });
  const stack = convolutions.map((each) =>
    layers.conv2d({
      ...each,
      kernelSize: 3,
      padding: 'same',
      activation: 'relu',
      kernelInitializer,
    }),
  );
  return artifactsOf(sequential({ layers: [layers.inputLayer({ inputShape: [8, 8, 1] }), ...stack] }));
}

/**
 * The same convnet as TensorFlow.js's converter writes a frozen graph, with the node names `conv1/Relu`, `conv2/Relu` and
 * `conv3/Relu`.
 *
 * @param convnet {@link savedConvnet}, loaded; its weights as they are now. Its images may be of another shape
 *
 * @example
 * ```ts
 * const graph = await loadGraphModel(tf.io.fromMemory(await frozenConvnet(convnet)));
 * ```
 */
export async function frozenConvnet(convnet: LayersModel): Promise<io.ModelArtifacts> {
  const { weightSpecs, weightData } = await artifactsOf(convnet);
  const images = {
    dtype: float,
    shape: { shape: { dim: convnet.inputs[0]!.shape.map((size) => ({ size: size ?? -1 })) } },
  };
  const node = [
    ...weightSpecs!.map(({ name }) => ({ name, op: 'Const', attr: { dtype: float } })),
    { name: 'images', op: 'Placeholder', attr: images },
    ...convolutions.flatMap(({ name, strides }, index) => {
      const input = index === 0 ? 'images' : `${convolutions[index - 1]!.name}/Relu`;
      const attr = {
        strides: { list: { i: [1, strides, strides, 1] } },
        padding: { s: btoa('SAME') },
        data_format: { s: btoa('NHWC') },
        dilations: { list: { i: [1, 1, 1, 1] } },
      };
      return [
        { name: `${name}/Conv2D`, op: 'Conv2D', input: [input, `${name}/kernel`], attr },
        { name: `${name}/BiasAdd`, op: 'BiasAdd', input: [`${name}/Conv2D`, `${name}/bias`], attr: {} },
        { name: `${name}/Relu`, op: 'Relu', input: [`${name}/BiasAdd`], attr: {} },
      ];
    }),
  ];
  return {
    format: 'graph-model',
    modelTopology: { node, versions: { producer: 1 } },
    weightSpecs: weightSpecs!,
    weightData: weightData!,
  };
}

const float = { type: 'DT_FLOAT' };

async function artifactsOf(model: LayersModel): Promise<io.ModelArtifacts> {
  let saved: io.ModelArtifacts | undefined;
  const handler = io.withSaveHandler(async (artifacts) => {
    saved = artifacts;
    return { modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) };
  });
  await model.save(handler);
  return saved!;
}
