import * as tf from '@tensorflow/tfjs-core';
import { input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { LinearClassifier, SecondStage } from 'mbib/baselines';

/** What the names of the layers with weights begin with that a second stage puts on features. */
const PREFIX = 'second_stage';

/** Puts logits on features, by stock layers. */
export type FeatureLogits = (features: SymbolicTensor) => SymbolicTensor;

/** A classifier of features alone: `[batch, width]` to class probabilities. Whoever makes it disposes it. */
export function featureHead(width: number, logits: FeatureLogits): LayersModel {
  const inputs = input({ shape: [width] });
  return model({ inputs, outputs: layers.softmax().apply(logits(inputs)) as SymbolicTensor });
}

/** Whether a layer is one that a second stage has put on features, with weights of its own. */
export function isStageLayer({ name }: layers.Layer): boolean {
  return name.startsWith(PREFIX);
}

/**
 * A linear classifier as a stock layer on features.
 *
 * @param classifier its weights are copied
 * @returns puts the layer on features `[batch, width]` and gives logits `[batch, K]`
 */
export function linearLogits({ kernel, bias }: LinearClassifier): FeatureLogits {
  return (features) => {
    const [, units] = kernel.shape as [number, number];
    const dense = layers.dense({ units, useBias: bias !== undefined, name: PREFIX });
    const logits = dense.apply(features) as SymbolicTensor;
    dense.setWeights(bias ? [kernel, bias] : [kernel]);
    return logits;
  };
}

/**
 * What DisAlign makes of a linear classifier, by stock layers: `l + σ · (α · l + β)` with `σ = sigmoid(w · h + c)`. tfjs has no layer that
 * scales columns, but a batch normalisation of mean 0 and variance 1 does.
 *
 * @param classifier that of the first stage
 * @param variables α, β, w and c of the stage
 */
export function alignedLogits(
  classifier: LinearClassifier,
  { alpha, beta, confidence, offset }: SecondStage['variables'],
): FeatureLogits {
  return (features) => {
    const logits = linearLogits(classifier)(features);
    const scaling = layers.batchNormalization({ epsilon: 0, name: `${PREFIX}_change` });
    const change = scaling.apply(logits) as SymbolicTensor;
    const [zeros, ones] = [tf.zerosLike(alpha!), tf.onesLike(alpha!)];
    scaling.setWeights([alpha!, beta!, zeros, ones]);
    tf.dispose([zeros, ones]);
    const sigmoid = layers.dense({ units: 1, activation: 'sigmoid', name: `${PREFIX}_confidence` });
    const sigma = sigmoid.apply(features) as SymbolicTensor;
    sigmoid.setWeights([confidence!, offset!]);
    const weighed = layers.multiply().apply([change, sigma]) as SymbolicTensor;
    return layers.add().apply([logits, weighed]) as SymbolicTensor;
  };
}
