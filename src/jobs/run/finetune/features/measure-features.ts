import { shotAccuracy } from 'mbib';
import type { Grouping } from '../../../loop/outputs/group-distances';
import { predictLabels } from '../../../loop/predict-labels';
import type { EpochAccuracy } from '../../run-state';
import { type FeatureLogits, featureHead } from '../stage-head';
import type { SourceFeatures } from './features-of';

/** Features at a time. */
export const FEATURE_BATCH = 2048;

/** The accuracy on features of a classifier that ends as it would be saved. */
export async function measureFeatures(
  { source, width }: SourceFeatures,
  logits: FeatureLogits,
  { samplesPerClass, bounds }: Grouping,
): Promise<Omit<EpochAccuracy, 'epoch'>> {
  const head = featureHead(width, logits);
  try {
    const { labels, predictions } = (await predictLabels(head, source, FEATURE_BATCH))!;
    const { perClass, ...accuracy } = await shotAccuracy(labels, predictions, samplesPerClass, bounds);
    return { accuracy, perClass };
  } finally {
    head.dispose();
  }
}
