import type * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { neckDefaults } from 'mbib';
import { randomStream } from '../../data/random-stream';
import { mapRepresentations } from '../../log/outputs/representations';
import { channelsOf, kaimingNormal } from '../conv-norm';
import { lastMap } from './last-map';
import type { FeatureHeads, HeadTask, MethodHeads, Tapped } from './method';
import { type CosineStart, singleFeatureHead } from './single-feature-head';

/**
 * One classifier on the backbone's output: global average pool → classifier, or with a neck, as branch v of the paper
 * (Appendix C), pool → batch normalisation → classifier.
 *
 * @param tapped its last tap is the backbone's output
 * @throws RangeError where it is not
 *
 * @example
 * ```ts
 * const heads = singleHead({ backbone: resnet32(), taps: ['stage3'] }, { classes: 100, seed: 0 }, { neck: false });
 * ```
 */
export function singleHead(
  tapped: Tapped,
  task: HeadTask,
  head: { neck: boolean; cosineStart?: CosineStart },
): MethodHeads {
  const { backbone } = tapped;
  const { neck } = head;
  const { classes, seed, classifier: kind } = task;
  if (kind && kind !== 'linear') {
    return behindPool(tapped, (width) => singleFeatureHead([width], task, head));
  }
  const pooled = poolOf(tapped);
  const necks = neck ? [layers.layers.batchNormalization(neckDefaults)] : [];
  const features = applied(necks, pooled);
  const dense = layers.layers.dense({
    units: classes,
    kernelInitializer: kaimingNormal(channelsOf(pooled), randomStream(seed, 'initialiser', 1)),
  });
  const logits = applied([dense], features);
  const trainer = layers.model({ inputs: backbone.inputs, outputs: logits });
  const probabilities = layers.layers.softmax().apply(logits) as layers.SymbolicTensor;
  const classifier = layers.model({ inputs: backbone.inputs, outputs: probabilities });
  // Made when they are asked for, as in withMBIB: few trainings need them.
  let encoder: layers.LayersModel | undefined;
  let headTrainer: layers.LayersModel | undefined;
  return {
    trainer,
    classifier,
    representations: { z: layers.model({ inputs: backbone.inputs, outputs: features }) },
    get encoder() {
      encoder ??= layers.model({ inputs: backbone.inputs, outputs: pooled });
      return encoder;
    },
    get headTrainer() {
      if (!headTrainer) {
        const input = layers.input({ shape: pooled.shape.slice(1) });
        headTrainer = layers.model({ inputs: input, outputs: applied([...necks, dense], input) });
      }
      return headTrainer;
    },
    logits: (images) => [trainer.apply(images, { training: true }) as tf.Tensor2D],
    dispose() {
      // Each use of a layer in a graph counts; its weights are freed with the last one.
      for (const layer of [...necks, dense]) {
        layer.dispose();
        if (headTrainer) layer.dispose();
      }
    },
  };
}

/**
 * Heads on features, put behind a backbone and its global average pool.
 *
 * @param tapped its last tap is the backbone's output
 * @param make makes the heads for features of a width
 *
 * @example
 * ```ts
 * const tapped = { backbone: resnet32(), taps: ['stage3'] };
 * const heads = behindPool(tapped, (width) => singleFeatureHead([width], { classes: 100, seed: 0 }, { branch: 'z' }));
 * ```
 */
export function behindPool(tapped: Tapped, make: (width: number) => FeatureHeads): MethodHeads {
  const { inputs } = tapped.backbone;
  const pooled = poolOf(tapped);
  const { headTrainer, featureClassifier, featureRepresentations, dispose } = make(channelsOf(pooled));
  const behind = (head: layers.LayersModel) =>
    layers.model({ inputs, outputs: head.apply(pooled) as layers.SymbolicTensor });
  const trainer = behind(headTrainer);
  return {
    trainer,
    classifier: behind(featureClassifier),
    representations: mapRepresentations(featureRepresentations, behind),
    encoder: layers.model({ inputs, outputs: pooled }),
    headTrainer,
    logits: (images) => [trainer.apply(images, { training: true }) as tf.Tensor2D],
    dispose,
  };
}

function poolOf(tapped: Tapped): layers.SymbolicTensor {
  return layers.layers.globalAveragePooling2d({}).apply(lastMap(tapped)) as layers.SymbolicTensor;
}

function applied(through: layers.layers.Layer[], x: layers.SymbolicTensor): layers.SymbolicTensor {
  return through.reduce((y, layer) => layer.apply(y) as layers.SymbolicTensor, x);
}
