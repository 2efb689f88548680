import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';

/** A linear classifier of a net, and what it takes. */
export interface Head {
  /** v, or with its number v3, or z. */
  name: string;
  logits: SymbolicTensor;
  features: SymbolicTensor;
  /** The features before batch normalisation. */
  beforeNeck: SymbolicTensor;
}

/**
 * The two heads of a saved classifier of BIB or MBIB, and the net that they are in, which takes normalised images: that is the classifier
 * itself, or since it takes pixels one of its layers. They are found by the names that this library gives, such as `mbib_z_classifier`.
 *
 * @throws Error where it has not two
 */
export function headsOf(classifier: LayersModel): { net: LayersModel; heads: Head[] } {
  const inner = classifier.layers.find((layer) => 'layers' in layer) as LayersModel | undefined;
  const net = inner ?? classifier;
  const heads = net.layers.flatMap((layer) => {
    const [, name] = /_(v\d*|z)_classifier$/.exec(layer.name) ?? [];
    if (name === undefined) return [];
    const features = inputOf(layer.output as SymbolicTensor);
    return [{ name, logits: layer.output as SymbolicTensor, features, beforeNeck: inputOf(features) }];
  });
  if (heads.length === 2) return { net, heads };
  throw new Error(`The classifier has ${heads.length} heads where one of BIB or MBIB has two, v and z.`);
}

/** What the layer behind a tensor takes. */
function inputOf({ inputs }: SymbolicTensor): SymbolicTensor {
  return inputs[0]!;
}
