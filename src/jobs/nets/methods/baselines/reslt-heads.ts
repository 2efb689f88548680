import * as tf from '@tensorflow/tfjs-core';
import { input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { neckDefaults } from 'mbib';
import { reject, show } from '../../../../checks';
import { randomStream } from '../../../data/random-stream';
import { channelsOf, kaimingNormal } from '../../conv-norm';
import { lastMap } from '../last-map';
import type { Classifier, FeatureHeads, HeadTask, MethodHeads, Tapped } from '../method';

/** The branches of ResLT: for all classes, for the medium and few ones, and for the few ones. */
const BRANCHES = 3;

/** What the branches make of a map `[batch, height, width, channels]`. */
interface Branches {
  /** Those of all branches side by side, `[batch, 3 · K]`. */
  joined: SymbolicTensor;
  /** The sum of the branches' features, behind which the classifier is, `[batch, channels]`. */
  features: SymbolicTensor;
  /** The softmax of the sum of the logits, `[batch, K]`. */
  probabilities: SymbolicTensor;
}

/**
 * The heads of ResLT: three batch normalisations of the last map, each followed by the same global average pool and linear classifier.
 *
 * @param tapped its last tap is the backbone's output
 * @throws RangeError where it is not, or the task asks for another classifier than a linear one
 *
 * @example
 * ```ts
 * const heads = resltHeads({ backbone: resnet32(), taps: ['stage3'] }, { classes: 100, seed: 0 });
 * ```
 */
export function resltHeads(tapped: Tapped, task: HeadTask): MethodHeads {
  const { inputs } = tapped.backbone;
  const output = lastMap(tapped);
  const { connect, dispose } = branchLayers(channelsOf(output), task);
  const { joined, features, probabilities } = connect(output);
  const trainer = model({ inputs, outputs: joined });
  // Made when they are asked for: few trainings need them.
  let encoder: LayersModel | undefined;
  let headTrainer: LayersModel | undefined;
  return {
    trainer,
    classifier: model({ inputs, outputs: probabilities }),
    representations: { z: model({ inputs, outputs: features }) },
    get encoder() {
      encoder ??= model({
        inputs,
        outputs: layers.globalAveragePooling2d({}).apply(output) as SymbolicTensor,
      });
      return encoder;
    },
    get headTrainer() {
      headTrainer ??= onFeatures(channelsOf(output), connect).headTrainer;
      return headTrainer;
    },
    logits: (images) =>
      tf.split(trainer.apply(images, { training: true }) as tf.Tensor2D, BRANCHES, 1) as tf.Tensor2D[],
    dispose,
  };
}

/**
 * The heads of ResLT on features, which are taken as maps of one pixel. On a network that learns along, the batch normalisations see
 * every pixel of the maps instead.
 *
 * @param widths of the taps; the last one counts
 * @throws RangeError where the task asks for another classifier than a linear one
 *
 * @example
 * ```ts
 * const heads = resltFeatureHeads([1280], { classes: 22, seed: 0 });
 * ```
 */
export function resltFeatureHeads(widths: readonly number[], task: HeadTask): FeatureHeads {
  const width = widths.at(-1)!;
  const { connect, dispose } = branchLayers(width, task);
  return { ...onFeatures(width, connect), dispose };
}

function onFeatures(
  width: number,
  connect: (map: SymbolicTensor) => Branches,
): Omit<FeatureHeads, 'dispose'> {
  const inputs = input({ shape: [width] });
  const map = layers.reshape({ targetShape: [1, 1, width] }).apply(inputs) as SymbolicTensor;
  const { joined, features, probabilities } = connect(map);
  return {
    headTrainer: model({ inputs, outputs: joined }),
    featureClassifier: model({ inputs, outputs: probabilities }),
    featureRepresentations: { z: model({ inputs, outputs: features }) },
  };
}

/** The layers, and a function that applies them to a map, which may be called several times. */
function branchLayers(width: number, { classes, seed, classifier }: HeadTask) {
  assertLinear(classifier);
  const norms = Array.from({ length: BRANCHES }, () => layers.batchNormalization(neckDefaults));
  const kernelInitializer = kaimingNormal(width, randomStream(seed, 'initialiser', 1));
  const dense = layers.dense({ units: classes, kernelInitializer });
  // tfjs frees the weights of a layer with the last of its applications.
  const applied: layers.Layer[] = [];
  const apply = (layer: layers.Layer, x: SymbolicTensor) => {
    applied.push(layer);
    return layer.apply(x) as SymbolicTensor;
  };
  const connect = (map: SymbolicTensor): Branches => {
    const pooled = norms.map(
      (norm) => layers.globalAveragePooling2d({}).apply(apply(norm, map)) as SymbolicTensor,
    );
    const logits = pooled.map((features) => apply(dense, features));
    const sum = layers.add().apply(logits) as SymbolicTensor;
    return {
      joined: layers.concatenate().apply(logits) as SymbolicTensor,
      features: layers.add().apply(pooled) as SymbolicTensor,
      probabilities: layers.softmax().apply(sum) as SymbolicTensor,
    };
  };
  const dispose = () => {
    for (const layer of applied) layer.dispose();
  };
  return { connect, dispose };
}

function assertLinear(classifier: Classifier = 'linear'): void {
  if (classifier === 'linear') return;
  reject('options.classifier', "be 'linear' for the method reslt, or left out", show(classifier));
}
