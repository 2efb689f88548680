import * as tf from '@tensorflow/tfjs-core';
import type { LinearClassifier } from 'mbib/baselines';
import type { Grouping } from '../../loop/outputs/group-distances';
import { balancedAccuracy } from '../selection/better-balanced';
import type { SourceFeatures } from './features/features-of';
import { measureFeatures } from './features/measure-features';
import { linearLogits } from './stage-head';
import { postHocClassifier } from './stages';

/** The values of τ that are tried: 0, 0.1, …, 2. */
const candidates = Array.from({ length: 21 }, (_, i) => i / 10);

/**
 * The τ with the highest balanced accuracy on validation images, the smallest of equals.
 *
 * @param validation features of images that were not trained on, and are no test images
 * @see Kang et al. 2020, Decoupling Representation and Classifier for Long-Tailed Recognition, whose code tries the same values
 */
export async function chooseTau(
  method: 'tau-norm' | 'logit-adjustment',
  classifier: LinearClassifier,
  validation: SourceFeatures,
  grouping: Grouping,
): Promise<number> {
  let best = { tau: 0, accuracy: -1 };
  for (const tau of candidates) {
    const changed = postHocClassifier(method, classifier, grouping.samplesPerClass, tau);
    const { perClass } = await measureFeatures(validation, linearLogits(changed), grouping);
    tf.dispose([changed.kernel, changed.bias ?? []]);
    const accuracy = balancedAccuracy(perClass);
    if (accuracy > best.accuracy) best = { tau, accuracy };
  }
  return best.tau;
}
