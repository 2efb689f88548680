import * as tfl from '@tensorflow/tfjs-layers';
import { CosineLogits } from './cosine-logits';
import { type ResolvedHeadOptions, resolveNeck } from './head-options';
import { type ApplyLayer, stockCosine } from './stock-cosine';

/** Functions that apply layers of the heads to symbolic tensors. Each call makes new layers. */
export interface HeadLayers {
  /** The observation `v_i`: a pooled tap behind its neck. */
  observe(pooled: tfl.SymbolicTensor, name: string): tfl.SymbolicTensor;
  /** The representation z: a fully connected layer on the deepest observation, and its neck. */
  represent(observation: tfl.SymbolicTensor): tfl.SymbolicTensor;
  /** The logits of a classifier on an observation or on z, to be trained. */
  classify(features: tfl.SymbolicTensor, name: string): tfl.SymbolicTensor;
  /** The same logits by stock layers alone, for the classifier that is used: of features and of what `classify` gave for them. */
  classifyByStock(features: tfl.SymbolicTensor, logits: tfl.SymbolicTensor): tfl.SymbolicTensor;
}

/**
 * Makes the functions that build the heads.
 *
 * @param options have been checked
 * @param taps number of taps
 * @param created every layer is appended to it, also where an error follows
 */
export function headLayers(
  { classes, zWidth, neck, classifier, seed, name: prefix }: ResolvedHeadOptions,
  taps: number,
  created: tfl.layers.Layer[],
): HeadLayers {
  const apply: ApplyLayer = (layer, input) => {
    created.push(layer);
    return layer.apply(input) as tfl.SymbolicTensor;
  };
  const normalise = (features: tfl.SymbolicTensor, name: string) =>
    neck === false
      ? features
      : apply(
          tfl.layers.batchNormalization({ ...resolveNeck(neck), name: `${prefix}_${name}_neck` }),
          features,
        );
  const initializer = (width: number) => {
    const stddev = Math.sqrt(2 / width);
    // tfjs treats the seed 0 as no seed, so the number that is added starts above 0: each tap has one, and each layer.
    const layerSeed = seed === undefined ? undefined : 1000 * seed + taps + created.length + 1;
    return tfl.initializers.randomNormal({ mean: 0, stddev, seed: layerSeed! });
  };
  const dense = (features: tfl.SymbolicTensor, units: number, name: string) => {
    const kernelInitializer = initializer(features.shape[1]!);
    return apply(tfl.layers.dense({ units, kernelInitializer, name: `${prefix}_${name}` }), features);
  };

  return {
    observe: normalise,
    represent: (observation) =>
      normalise(dense(observation, zWidth ?? observation.shape[1]!, 'z_dense'), 'z'),
    classify(features, name) {
      if (classifier === 'linear') return dense(features, classes, `${name}_classifier`);
      const scale = classifier.cosine;
      const options = { classes, scale, initializer: initializer(features.shape[1]!) };
      return apply(new CosineLogits({ ...options, name: `${prefix}_${name}_classifier` }), features);
    },
    classifyByStock: (features, logits) =>
      classifier === 'linear' ? logits : stockCosine(apply, features, logits.sourceLayer as CosineLogits),
  };
}
