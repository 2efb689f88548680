import { layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { mbibHeads } from 'mbib';
import type { FeatureHeads, HeadTask } from './method';

/**
 * One classifier on features of the deepest tap: features → classifier, or with a neck, as branch v of the paper (Appendix C),
 * features → batch normalisation → classifier.
 *
 * @param widths of the taps; the last one counts
 *
 * @example
 * ```ts
 * const head = singleFeatureHead([1280], { classes: 22, seed: 0, classifier: { cosine: 20 } }, { neck: true });
 * ```
 */
export function singleFeatureHead(
  widths: readonly number[],
  { classes, seed, classifier = 'linear' }: HeadTask,
  { neck }: { neck: boolean },
): FeatureHeads {
  // It is branch v of the library's heads; its branch z is made as small as it can be and left alone.
  const name = 'head';
  const options = { classes, seed, classifier, name, zWidth: 1, ...(!neck && { neck: false as const }) };
  const { headTrainer, dispose } = mbibHeads({ widths: widths.slice(-1), ...options });
  const { inputs } = headTrainer;
  const outputOf = (layer: string) => headTrainer.getLayer(`${name}_v1_${layer}`).output as SymbolicTensor;
  const logits = outputOf('classifier');
  return {
    headTrainer: model({ inputs, outputs: logits }),
    featureClassifier: model({ inputs, outputs: layers.softmax().apply(logits) as SymbolicTensor }),
    featureRepresentation: neck
      ? model({ inputs, outputs: outputOf('neck') })
      : model({ inputs, outputs: identity(inputs[0]!) }),
    dispose,
  };
}

function identity(input: SymbolicTensor): SymbolicTensor {
  return layers.activation({ activation: 'linear' }).apply(input) as SymbolicTensor;
}
