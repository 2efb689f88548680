import type { LayersModel, layers, Shape, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { assertWholeNumber, reject, rejectType, show } from '../../../checks';
import { resolveOptions } from '../../../options';

type Layer = layers.Layer;

/** Layers that use each number of their kernels once for each position of their output. */
const ofOutputs = new Set([
  ...['Conv1D', 'Conv2D', 'Conv3D', 'DepthwiseConv2D', 'SeparableConv2D', 'GroupedConv2D'],
  ...['Dense', 'CosineLogits'],
]);

/** Layers that use them once for each position of their input. */
const ofInputs = new Set(['Conv2DTranspose', 'Conv3DTranspose']);

/**
 * Counts the multiplications with an addition that a model needs for one input: those of convolutions (ordinary, depthwise, separable,
 * grouped and transposed) and of fully connected layers. Positions in the padding count like any other. Biases, normalisation, activations, pooling
 * and sums are not counted. A layer that is applied several times counts each time.
 *
 * @param model a model of tfjs-layers, with one input; models in it count with their layers
 * @param options `inputShape`: shape of the input without the batch, where it is to be another than the model's own, such as a larger image
 * @returns the number of multiply-adds; twice as many floating-point operations
 * @throws RangeError where the model has several inputs, or a shape is not known; TypeError where an option is unknown or of another type, or a
 * layer with kernels is of a class that this function does not know
 * @see docs/methods/experts.md for the parameters and multiply-adds of the methods' networks
 *
 * @example
 * ```ts
 * import { multiplyAdds, resnet32 } from 'mbib/jobs';
 *
 * const backbone = resnet32();
 * multiplyAdds(backbone); // 68861952
 * multiplyAdds(backbone, { inputShape: [640, 640, 3] }); // 27544780800
 * ```
 */
export function multiplyAdds(model: LayersModel, options?: { inputShape?: readonly number[] }): number {
  if (!Array.isArray((model as LayersModel | undefined)?.outputs)) {
    rejectType('model', 'be a model of tfjs-layers', show(model));
  }
  const { inputShape } = resolveOptions(options, { inputShape: { check: assertShape, default: undefined } });
  const [input, ...others] = model.inputs;
  if (others.length > 0) reject('model', 'have one input', `one with ${model.inputs.length}`);
  const shape = inputShape ?? input!.shape.slice(1);
  return countOf(model, [[null, ...shape]]);
}

/** Counts what a model computes of inputs of some shapes. */
function countOf(model: LayersModel, inputShapes: Shape[]): number {
  const shapes = new Map(model.inputs.map((input, i) => [input, inputShapes[i]!]));
  const counted = new Set<string>();
  let count = 0;
  // Depth first, so that the shapes of what a layer reads are known. Outputs of one application of a layer count it once.
  const shapeOf = (tensor: SymbolicTensor): Shape => {
    const known = shapes.get(tensor);
    if (known) return known;
    const { sourceLayer, nodeIndex, tensorIndex } = tensor;
    const given = tensor.inputs.map(shapeOf);
    const outputs = outputShapes(sourceLayer, given);
    const application = `${sourceLayer.id} ${nodeIndex}`;
    if (!counted.has(application)) count += countOfLayer(sourceLayer, given, outputs);
    counted.add(application);
    const shape = outputs[tensorIndex ?? 0]!;
    shapes.set(tensor, shape);
    return shape;
  };
  for (const output of model.outputs) shapeOf(output);
  return count;
}

function countOfLayer(layer: Layer, inputs: Shape[], outputs: Shape[]): number {
  if (isModel(layer)) return countOf(layer, inputs);
  const kernels = layer.weights.filter(({ originalName }) => originalName.endsWith('kernel'));
  if (kernels.length === 0) return 0;
  const kind = layer.getClassName();
  const where = [...(ofOutputs.has(kind) ? outputs : []), ...(ofInputs.has(kind) ? inputs : [])][0];
  if (!where) {
    rejectType(
      'model',
      `have kernels in ${[...ofOutputs, ...ofInputs].join(', ')} only`,
      `${layer.name}, a ${kind}`,
    );
  }
  const size = kernels.reduce((sum, { shape }) => sum + product(shape), 0);
  return size * product(positions(layer, where));
}

/** The sizes of a shape along which a kernel moves: all but those of the batch and of the channels. */
function positions(layer: Layer, shape: Shape): Shape {
  const channelsFirst = (layer as { dataFormat?: unknown }).dataFormat === 'channelsFirst';
  const sizes = channelsFirst ? shape.slice(2) : shape.slice(1, -1);
  if (sizes.every((size) => typeof size === 'number')) return sizes;
  return reject('inputShape', `be given, as ${layer.name} has an unknown shape`, `[${shape.map(String)}]`);
}

function outputShapes(layer: Layer, inputs: Shape[]): Shape[] {
  const shapes = layer.computeOutputShape(inputs.length === 1 ? inputs[0]! : inputs);
  return Array.isArray(shapes[0]) ? (shapes as Shape[]) : [shapes as Shape];
}

function isModel(layer: Layer): layer is LayersModel {
  return Array.isArray((layer as Partial<LayersModel>).outputs);
}

function product(sizes: Shape): number {
  return sizes.reduce<number>((all, size) => all * size!, 1);
}

function assertShape(argument: string, shape: readonly number[]): void {
  if (!Array.isArray(shape)) rejectType(argument, 'be an array of sizes', show(shape));
  shape.forEach((size, i) => {
    assertWholeNumber(`${argument}[${i}]`, size, 1);
  });
}
