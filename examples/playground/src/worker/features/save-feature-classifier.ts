import { model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import {
  type ClassifierDescription,
  classifierFiles,
  efficientNetLiteNormalisation,
  type FeatureNet,
  zip,
} from 'mbib/jobs';
import { loadBackbone } from './backbone';
import { pooled } from './encoder-of';
import { BACKBONE_SHORTER_SIDE } from './taps';

/**
 * A classifier that was trained on features as one archive, as `saveClassifier` makes one: the pretrained network and the heads behind
 * it, so that pixels go in. Its weights are kept as float16, 6.8 MB, since nearly all of them are the pretrained network's, which were 8
 * and 16 bits before.
 *
 * @param net belongs to the caller
 * @param description what the files say of it, without how pictures are preprocessed
 * @throws Error where the pretrained network cannot be loaded
 */
export async function saveFeatureClassifier(
  { featureClassifier }: Pick<FeatureNet, 'featureClassifier'>,
  description: Omit<ClassifierDescription, 'preprocessing'>,
): Promise<ArrayBuffer> {
  const backbone = await loadBackbone();
  try {
    const features = pooled(backbone.outputs[0]!);
    const outputs = featureClassifier.apply(features) as SymbolicTensor;
    const preprocessing = { ...efficientNetLiteNormalisation, shorterSide: BACKBONE_SHORTER_SIDE };
    const whole = model({ inputs: backbone.inputs, outputs });
    const files = await classifierFiles(whole, { ...description, preprocessing }, { quantize: 'float16' });
    return zip(files).buffer as ArrayBuffer;
  } finally {
    backbone.dispose();
  }
}
