import * as tf from '@tensorflow/tfjs-core';
import { layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { mbibHeads } from 'mbib';
import type { FeatureHeads, HeadTask } from './method';

/** Which of the library's heads it is: branch v, with its neck or without, or branch z. */
type Branch =
  | { neck: boolean; branch?: never; cosineStart?: CosineStart }
  | { branch: 'z'; neck?: never; cosineStart?: never };

/** Makes the kernel `[width, classes]` that a cosine classifier starts from. */
export type CosineStart = (width: number, classes: number, seed: number) => tf.Tensor2D;

/**
 * One classifier on features of the deepest tap: features → classifier; with a neck, as branch v of the paper (Appendix C), features →
 * batch normalisation → classifier; or branch z: features → batch normalisation → fully connected → batch normalisation → classifier.
 *
 * @param widths of the taps; the last one counts
 * @param branch which head it is; `cosineStart` is the start of a cosine classifier, which is otherwise that of a linear one
 *
 * @example
 * ```ts
 * const head = singleFeatureHead([1280], { classes: 22, seed: 0, classifier: { cosine: 20 } }, { neck: true });
 * ```
 */
export function singleFeatureHead(
  widths: readonly number[],
  { classes, seed, classifier = 'linear', zWidth }: HeadTask,
  { neck, branch, cosineStart }: Branch,
): FeatureHeads {
  // It is one branch of the library's heads; the other classifier is left alone. For branch v, z is made as small as it can be.
  const name = 'head';
  const width = branch === 'z' ? zWidth : 1;
  const options = { classes, seed, classifier, name, ...(width && { zWidth: width }) };
  const neckOption = neck === false ? { neck } : {};
  const made = mbibHeads({ widths: widths.slice(-1), ...options, ...neckOption });
  const { headTrainer, featureClassifier, dispose } = made;
  const { inputs } = headTrainer;
  const prefix = `${name}_${branch ?? 'v1'}`;
  const last = headTrainer.getLayer(`${prefix}_classifier`);
  const logits = last.output as SymbolicTensor;
  if (cosineStart && classifier !== 'linear') {
    tf.tidy(() => last.setWeights([cosineStart(widths.at(-1)!, classes, seed)]));
  }
  // A cosine classifier is a layer of the library; beside it stock layers give the same.
  const stock = classifier === 'linear' ? 'classifier' : 'classifier_units';
  const ofStock = featureClassifier.getLayer(`${prefix}_${stock}`).output as SymbolicTensor;
  const features = neck === false ? identity(inputs[0]!) : headTrainer.getLayer(`${prefix}_neck`).output;
  return {
    headTrainer: model({ inputs, outputs: logits }),
    featureClassifier: model({ inputs, outputs: layers.softmax().apply(ofStock) as SymbolicTensor }),
    featureRepresentations: { z: model({ inputs, outputs: features as SymbolicTensor }) },
    dispose,
  };
}

function identity(input: SymbolicTensor): SymbolicTensor {
  return layers.activation({ activation: 'linear' }).apply(input) as SymbolicTensor;
}
