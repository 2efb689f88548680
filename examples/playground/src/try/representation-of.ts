import { type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';

/**
 * A classifier up to what its last layers read: the representation before the weights of the classes. Where several heads are averaged,
 * it is what they read, side by side.
 *
 * @param classifier takes pixels, as `withPreprocessing` makes one or a file has it
 * @returns undefined where the classifier is made in another way
 */
export function representationOf(classifier: LayersModel): LayersModel | undefined {
  const inner = classifier.layers.at(-1);
  // A model's first node is that of its own inputs; the last one is its place behind the pixels.
  const before = inner?.inboundNodes.at(-1)?.inputTensors[0];
  if (!before || !isModel(inner!)) return undefined;
  const classes = classifier.outputs[0]!.shape[1];
  const heads = inner.layers.filter(
    (layer) => layer.getClassName() === 'Dense' && layer.getConfig().units === classes,
  );
  const read = heads.flatMap((head) => head.inboundNodes[0]!.inputTensors as SymbolicTensor[]);
  if (read.length === 0) return undefined;
  const joined = read.length === 1 ? read[0]! : (layers.concatenate().apply(read) as SymbolicTensor);
  const cut = model({ inputs: inner.inputs, outputs: joined });
  return model({ inputs: classifier.inputs, outputs: cut.apply(before) as SymbolicTensor });
}

function isModel(layer: layers.Layer): layer is LayersModel {
  return 'layers' in layer;
}
