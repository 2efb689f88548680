import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { type HeadOptions, mbibHeads, withMBIB } from 'mbib';
import type { ByRepresentation } from '../../log/outputs/representations';
import type { FeatureHeads, HeadTask, MethodHeads, Tapped } from './method';

/**
 * The heads of BIB and MBIB: a classifier on every tap, and one on z (Figures 1 and 2 of the paper). Their logits are
 * those of the taps, shallow to deep, and then those of z.
 *
 * @example
 * ```ts
 * const heads = bottleneckHeads({ backbone: resnet32(), taps: ['stage2', 'stage3'] }, { classes: 100, seed: 0 });
 * ```
 */
export function bottleneckHeads({ backbone, taps }: Tapped, task: HeadTask): MethodHeads {
  const net = withMBIB(backbone, taps, given(task));
  return {
    trainer: net.trainer,
    classifier: net.classifier,
    representations: representationsOf(backbone.inputs, net.features.outputs),
    get encoder() {
      return net.encoder;
    },
    get headTrainer() {
      return net.headTrainer;
    },
    logits(images) {
      const { taps: tapLogits, z } = net.logits(images, { training: true });
      return [...tapLogits, z] as tf.Tensor2D[];
    },
    dispose: () => net.dispose(),
  };
}

/**
 * The heads of BIB and MBIB on features.
 *
 * @param widths of the taps, shallow to deep
 *
 * @example
 * ```ts
 * const heads = bottleneckFeatureHeads([40, 112, 1280], { classes: 22, seed: 0, zWidth: 128 });
 * ```
 */
export function bottleneckFeatureHeads(widths: readonly number[], task: HeadTask): FeatureHeads {
  const { headTrainer, featureClassifier, dispose } = mbibHeads({ widths, ...given(task) });
  const necks = [`mbib_v${widths.length}_neck`, 'mbib_z_neck'];
  const features = necks.map((name) => featureClassifier.getLayer(name).output as SymbolicTensor);
  const featureRepresentations = representationsOf(featureClassifier.inputs, features);
  return { headTrainer, featureClassifier, featureRepresentations, dispose };
}

/** @param features v of the deepest tap, and z */
function representationsOf(
  inputs: SymbolicTensor[],
  [v, z]: readonly SymbolicTensor[],
): Required<ByRepresentation<LayersModel>> {
  return { v: model({ inputs, outputs: v! }), z: model({ inputs, outputs: z! }) };
}

/** Options without those that are left out. */
function given({ classes, seed, zWidth, classifier }: HeadTask): HeadOptions {
  return { classes, seed, ...(zWidth !== undefined && { zWidth }), ...(classifier && { classifier }) };
}

/** The sum of the logits of the deepest tap and of z, whose largest is that of their mean: the paper's prediction. */
export function sumOfLastTwo(logits: tf.Tensor2D[]): tf.Tensor2D {
  const [deepest, z] = logits.slice(-2);
  return tf.add(deepest!, z!);
}
