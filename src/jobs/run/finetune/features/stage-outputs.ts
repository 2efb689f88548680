import { model } from '@tensorflow/tfjs-layers';
import type { RunOutputs } from '../../../log/outputs/run-outputs';
import { observedNet } from '../../../loop/batch-outputs';
import type { Grouping } from '../../../loop/outputs/group-distances';
import { testOutputs } from '../../../loop/test-outputs';
import type { Finetuning } from '../finetuning';
import { type FeatureLogits, featureHead } from '../stage-head';
import { stopIfAsked } from '../stop-if-asked';
import type { SourceFeatures } from './features-of';
import { FEATURE_BATCH } from './measure-features';

/**
 * What the classifier that a second stage saves makes of the test images, from their features: these are the representation, as it is them
 * that the linear classifier takes. The predictions are those whose accuracy the log has.
 *
 * @param logits what the stage has come to
 * @throws InterruptedError where a signal comes
 */
export async function stageOutputs(
  { source, width }: SourceFeatures,
  logits: FeatureLogits,
  grouping: Grouping,
  { interrupt, folder }: Pick<Finetuning, 'interrupt' | 'folder'>,
): Promise<RunOutputs> {
  const classifier = featureHead(width, logits);
  const [features] = classifier.inputs;
  const z = model({ inputs: features!, outputs: features! });
  const observed = observedNet({ classifier, representations: { z } });
  const stop = () => interrupt.signal !== undefined;
  try {
    const outputs = await testOutputs(observed, source, FEATURE_BATCH, { ...grouping, stop });
    if (!outputs) stopIfAsked(interrupt, folder);
    return outputs!;
  } finally {
    classifier.dispose();
  }
}
