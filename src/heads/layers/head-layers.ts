import * as tfl from '@tensorflow/tfjs-layers';
import { type ApplyLayer, divideByRootMeanSquare, readColumnsOfLength } from './cosine-layers';
import { type ResolvedHeadOptions, resolveNeck } from './head-options';

/** Functions that apply layers of the heads to symbolic tensors. Each call makes new layers. */
export interface HeadLayers {
  /** The observation `v_i`: a pooled tap behind its neck. */
  observe(pooled: tfl.SymbolicTensor, name: string): tfl.SymbolicTensor;
  /** The representation z: a fully connected layer on the deepest observation, and its neck. */
  represent(observation: tfl.SymbolicTensor): tfl.SymbolicTensor;
  /** The logits of a classifier on an observation or on z. */
  classify(features: tfl.SymbolicTensor, name: string): tfl.SymbolicTensor;
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
  const dense = (units: number, width: number, name: string, useBias: boolean) => {
    const stddev = Math.sqrt(2 / width);
    // tfjs treats the seed 0 as no seed, so the number that is added starts above 0: each tap has one, and each layer.
    const layerSeed = seed === undefined ? undefined : 1000 * seed + taps + created.length + 1;
    return tfl.layers.dense({
      units,
      useBias,
      kernelInitializer: tfl.initializers.randomNormal({ mean: 0, stddev, seed: layerSeed! }),
      name: `${prefix}_${name}`,
    });
  };

  return {
    observe: normalise,
    represent(observation) {
      const width = observation.shape[1]!;
      return normalise(apply(dense(zWidth ?? width, width, 'z_dense', true), observation), 'z');
    },
    classify(features, name) {
      const width = features.shape[1]!;
      const layer = dense(classes, width, `${name}_classifier`, classifier === 'linear');
      if (classifier === 'linear') return apply(layer, features);
      const logits = apply(layer, divideByRootMeanSquare(apply, features, `${prefix}_${name}`));
      readColumnsOfLength(classifier.cosine / Math.sqrt(width), layer);
      return logits;
    },
  };
}
