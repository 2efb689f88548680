import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { withMBIB } from 'mbib';
import { cosineKernel } from 'mbib/baselines';
import { reject, show } from '../../../../checks';
import { randomStream } from '../../../data/random-stream';
import { expertPrefix } from '../../experts/expert-stages';
import { expertTaps } from '../../experts/expert-taps';
import type { Classifier, HeadTask, MethodHeads, Tapped } from '../method';

/** The heads of one expert, as tensors of graphs. */
interface ExpertHeads {
  /** Its taps, pooled: what {@link ExpertHeads.encoder} gives. */
  encoder: LayersModel;
  /** From its pooled taps to its logits: the inputs of a graph, and its output. */
  headInputs: readonly SymbolicTensor[];
  headLogits: SymbolicTensor;
  /** The logits of its heads side by side, of images. */
  logits: SymbolicTensor;
  /** Its class scores by stock layers, of images. */
  scores: SymbolicTensor;
  /** What its last classifier takes; and of an expert with the two branches of BIB, what the classifier of its deepest tap takes. */
  z: SymbolicTensor;
  v?: SymbolicTensor;
  dispose(): void;
}

/** Makes the heads of an expert. */
type MakeHeads = (tapped: Tapped, task: HeadTask & { name: string }) => ExpertHeads;

/**
 * The scale of a cosine classifier.
 *
 * @throws RangeError where the classifier is another one: RIDE's and SADE's experts have cosine classifiers
 */
export function scaleOf(classifier: Classifier | undefined): number {
  if (typeof classifier === 'object') return classifier.cosine;
  return reject(
    'options.classifier',
    'be { cosine: scale } for methods of experts, or left out',
    show(classifier),
  );
}

/**
 * Heads of RIDE and SADE: for each expert a cosine classifier on its pooled map, without a bias. Their logits are those of the
 * experts, in order; the classifier is the softmax of their mean.
 *
 * @param tapped a backbone of several experts; the last tap counts
 * @throws RangeError where the task asks for another classifier than a cosine one
 *
 * @example
 * ```ts
 * const heads = cosineExpertHeads({ backbone: resnet32({ experts: 3 }), taps: ['stage3'] }, { classes: 100, seed: 0, classifier: { cosine: 30 } });
 * ```
 */
export function cosineExpertHeads(tapped: Tapped, task: HeadTask): MethodHeads {
  return headsOfExperts(tapped, task, cosineHead);
}

/**
 * The heads of MBIB on each expert: classifiers on its taps, the shared ones included, and one on its z. Their logits are those of the
 * experts, in order, each as MBIB has them: of the taps, shallow to deep, and of z. The classifier is the softmax of the mean of the
 * experts' predictions, the mean logits of the deepest tap and of z.
 *
 * @param tapped a backbone of several experts
 *
 * @example
 * ```ts
 * const taps = ['stage1', 'stage2', 'stage3'];
 * const heads = bottleneckExpertHeads({ backbone: resnet32({ experts: 3 }), taps }, { classes: 100, seed: 0 });
 * ```
 */
export function bottleneckExpertHeads(tapped: Tapped, task: HeadTask): MethodHeads {
  return headsOfExperts(tapped, task, bottleneckHead);
}

/** Heads on each expert, put together. */
function headsOfExperts({ backbone, taps }: Tapped, task: HeadTask, make: MakeHeads): MethodHeads {
  const experts = expertTaps({ backbone, taps }).map((own, index) => {
    // A seed for each expert: they would learn the same from the same weights.
    const seed = randomStream(task.seed, 'initialiser', 1 + index).interval(0x7ffffffe);
    return make({ backbone, taps: own }, { ...task, seed, name: `${expertPrefix(index)}head` });
  });
  const { inputs } = backbone;
  const joined = (parts: SymbolicTensor[]) => layers.concatenate({}).apply(parts) as SymbolicTensor;
  const mean = layers.average({ name: 'experts_mean' }).apply(experts.map(({ scores }) => scores));
  const probabilities = layers.softmax({ name: 'experts_probabilities' }).apply(mean) as SymbolicTensor;
  const trainer = model({ inputs, outputs: joined(experts.map(({ logits }) => logits)) });
  return {
    trainer,
    classifier: model({ inputs, outputs: probabilities }),
    representations: {
      ...(experts.every(({ v }) => v) && {
        v: model({ inputs, outputs: joined(experts.map(({ v }) => v!)) }),
      }),
      z: model({ inputs, outputs: joined(experts.map(({ z }) => z)) }),
    },
    encoder: model({ inputs, outputs: experts.flatMap(({ encoder }) => encoder.outputs) }),
    headTrainer: model({
      inputs: experts.flatMap(({ headInputs }) => headInputs),
      outputs: joined(experts.map(({ headLogits }) => headLogits)),
    }),
    logits(images) {
      const all = trainer.apply(images, { training: true }) as tf.Tensor2D;
      return tf.split(all, all.shape[1] / task.classes, 1);
    },
    dispose() {
      for (const expert of experts) expert.dispose();
    },
  };
}

/** A cosine classifier. It is branch v of the library's heads; branch z is made as small as it can be and left alone. */
function cosineHead(
  { backbone, taps }: Tapped,
  { classes, seed, name, classifier }: HeadTask & { name: string },
): ExpertHeads {
  const { trainer, headTrainer, encoder, ...net } = withMBIB(backbone, taps, {
    ...{ classes, seed, name },
    classifier: { cosine: scaleOf(classifier) },
    neck: false,
    zWidth: 1,
  });
  // The outputs put the logits of v and z side by side; the classifier is the softmax of their mean.
  const [logits, headLogits, mean] = [trainer, headTrainer, net.classifier].map(
    ({ outputs }) => outputs[0]!.inputs[0]!,
  ) as [SymbolicTensor, SymbolicTensor, SymbolicTensor];
  const [z] = encoder.outputs as [SymbolicTensor];
  tf.tidy(() => logits.sourceLayer.setWeights([cosineKernel(z.shape[1]!, classes, seed)]));
  return {
    encoder,
    headInputs: headTrainer.inputs,
    headLogits,
    logits,
    scores: mean.inputs[0]!,
    z,
    dispose: net.dispose,
  };
}

/** All heads of MBIB. */
function bottleneckHead(
  { backbone, taps }: Tapped,
  { classes, seed, zWidth, classifier, name }: HeadTask & { name: string },
): ExpertHeads {
  const { trainer, headTrainer, encoder, ...net } = withMBIB(backbone, taps, {
    ...{ classes, seed, name },
    ...(zWidth !== undefined && { zWidth }),
    ...(classifier && { classifier }),
  });
  return {
    encoder,
    headInputs: headTrainer.inputs,
    headLogits: headTrainer.outputs[0]!,
    logits: trainer.outputs[0]!,
    // Before the softmax.
    scores: net.classifier.outputs[0]!.inputs[0]!,
    v: net.features.outputs[0]!,
    z: net.features.outputs[1]!,
    dispose: net.dispose,
  };
}

/** The mean of the logits of several heads, `[batch, K]`. */
export function meanLogits(logits: readonly tf.Tensor2D[]): tf.Tensor2D {
  return tf.div(tf.addN([...logits]), logits.length);
}
