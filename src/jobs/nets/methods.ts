import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { balancedSoftmaxLoss, bibLoss, mbibLoss, withMBIB } from 'mbib';
import { randomStream } from '../data/random-streams';
import { batchNormConstants, channelsOf, kaimingNormal } from './conv-norm';
import type { LossOptions, MethodName } from './method-names';

export {
  defaultLossOptions,
  type LossOptions,
  lossOptionsOf,
  type MethodName,
  methodNames,
} from './method-names';

/** What {@link buildNet} needs to know of the task. */
export interface NetOptions extends LossOptions {
  /** Training images of each class, in label order. */
  samplesPerClass: readonly number[];
  /** Of the heads' initial weights. */
  seed: number;
}

/** What a net makes of a batch while it trains; a type, as `tf.tidy` takes no interface. */
export type LossAndScores = {
  /** Mean over the batch. */
  loss: tf.Scalar;
  /** `[batch, classes]`; the largest of a row is the prediction. */
  scores: tf.Tensor2D;
};

/** A backbone with the heads and the loss of a method. */
export interface Net {
  /** What is trained. */
  readonly method: MethodName;
  /** Holds every weight that training changes, running statistics included. */
  trainer: layers.LayersModel;
  /** Images to class probabilities; stock layers only. */
  classifier: layers.LayersModel;
  /** Images to what the classifier reads: z, or without a bottleneck the features before the last layer. */
  representation: layers.LayersModel;
  /** The training loss of a batch, and class scores whose largest is the prediction. */
  lossAndScores(images: tf.Tensor, labels: tf.Tensor): LossAndScores;
  /** Frees heads and backbone. */
  dispose(): void;
}

/**
 * Puts the heads of a method on a backbone.
 *
 * - `ce`: global average pool → classifier, the plain network; softmax cross entropy.
 * - `bsce`: as branch v of the paper (Appendix C), pool → batch-norm neck → classifier; balanced softmax cross entropy.
 * - `bib`: v and z on the last tap, Eq. 9.
 * - `mbib`: v on every tap and z, Eq. 11.
 *
 * @param backbone ends in a feature map; belongs to the net from now on
 * @param taps layer names, shallow to deep; the last one is the backbone's output
 *
 * @example
 * ```ts
 * const net = buildNet('mbib', resnet32({ seed: 0 }), ['stage1', 'stage2', 'stage3'], { samplesPerClass, ...loss, seed: 0 });
 * ```
 */
export function buildNet(
  method: MethodName,
  backbone: layers.LayersModel,
  taps: string[],
  options: NetOptions,
): Net {
  return method === 'ce' || method === 'bsce'
    ? singleHeadNet(method, backbone, options)
    : bottleneckNet(method, backbone, taps, options);
}

function bottleneckNet(
  method: 'bib' | 'mbib',
  backbone: layers.LayersModel,
  taps: string[],
  options: NetOptions,
): Net {
  const { samplesPerClass, seed, beta, gamma, m, a, b } = options;
  const observed = method === 'bib' ? taps.slice(-1) : taps;
  const net = withMBIB(backbone, observed, { classes: samplesPerClass.length, seed });
  const lossOf = (labels: tf.Tensor, tapLogits: tf.Tensor[], z: tf.Tensor) =>
    tapLogits.length === 1
      ? bibLoss(labels, tapLogits[0]!, z, samplesPerClass, { beta, gamma, m })
      : mbibLoss(labels, tapLogits, z, samplesPerClass, { beta, gamma, m, tapWeights: [a, b, 1] });
  return {
    method,
    trainer: net.trainer,
    classifier: net.classifier,
    representation: layers.model({ inputs: backbone.inputs, outputs: net.features.outputs[1]! }),
    lossAndScores(images, labels) {
      const { taps: tapLogits, z } = net.logits(images, { training: true });
      return {
        loss: lossOf(labels, tapLogits, z),
        scores: tf.add(tapLogits.at(-1)!, z),
      };
    },
    dispose() {
      net.dispose();
      backbone.dispose();
    },
  };
}

function singleHeadNet(method: 'ce' | 'bsce', backbone: layers.LayersModel, options: NetOptions): Net {
  const { samplesPerClass, seed, m } = options;
  const classes = samplesPerClass.length;
  const pooled = layers.layers.globalAveragePooling2d({}).apply(backbone.output) as layers.SymbolicTensor;
  const features = method === 'ce' ? pooled : neck(pooled);
  const logits = layers.layers
    .dense({
      units: classes,
      kernelInitializer: kaimingNormal(channelsOf(pooled), randomStream(seed, 'initialiser', 1)),
    })
    .apply(features) as layers.SymbolicTensor;
  const trainer = layers.model({ inputs: backbone.inputs, outputs: logits });
  const probabilities = layers.layers.softmax().apply(logits) as layers.SymbolicTensor;
  const classifier = layers.model({ inputs: backbone.inputs, outputs: probabilities });
  return {
    method,
    trainer,
    classifier,
    representation: layers.model({ inputs: backbone.inputs, outputs: features }),
    lossAndScores(images, labels) {
      const scores = trainer.apply(images, { training: true }) as tf.Tensor2D;
      const loss =
        method === 'ce'
          ? (tf.losses.softmaxCrossEntropy(tf.oneHot(labels, classes), scores) as tf.Scalar)
          : balancedSoftmaxLoss(labels, scores, samplesPerClass, { m });
      return { loss, scores };
    },
    dispose() {
      classifier.dispose();
    },
  };
}

/** Batch norm as in the heads of `withMBIB`. */
function neck(features: layers.SymbolicTensor): layers.SymbolicTensor {
  return layers.layers.batchNormalization(batchNormConstants).apply(features) as layers.SymbolicTensor;
}
