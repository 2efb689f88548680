import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import type { LinearClassifier } from 'mbib/baselines';

/** A classifier that ends in a linear one and a softmax, taken apart there. */
export interface LinearTail {
  /** From the classifier's input to the features that its linear classifier takes, `[batch, width]`. */
  features: layers.LayersModel;
  /** The linear classifier, as copies of its weights; the caller frees them. */
  linear(): LinearClassifier;
  /** The same classifier with other layers in place of the linear one: `logits` puts them on the features. */
  withLogits(logits: (features: layers.SymbolicTensor) => layers.SymbolicTensor): layers.LayersModel;
}

/**
 * Takes a classifier apart before its last linear layer. That of BIB and MBIB has two, on v and on z, whose mean the softmax takes: together
 * they are one linear classifier on both features side by side, and it is taken as that; so are those of several experts.
 *
 * @param classifier to class probabilities
 * @throws RangeError where it does not end in linear layers and a softmax
 *
 * @example
 * ```ts
 * const { features, linear } = linearTail(net.classifier);
 * const { kernel } = linear(); // [width, classes]
 * ```
 */
export function linearTail(classifier: layers.LayersModel): LinearTail {
  const { inputs } = classifier;
  const { features: own, dense } = endOf(classifier.outputs[0]!);
  const features =
    own.length === 1 ? own[0]! : (layers.layers.concatenate().apply(own) as layers.SymbolicTensor);
  return {
    features: layers.model({ inputs, outputs: features }),
    linear: () => tf.tidy(() => joined(dense)),
    withLogits: (logits) =>
      layers.model({
        inputs,
        outputs: layers.layers.softmax().apply(logits(features)) as layers.SymbolicTensor,
      }),
  };
}

/** The end of a classifier: the linear layers whose mean or sum the softmax takes, and what each of them takes. */
interface End {
  features: layers.SymbolicTensor[];
  dense: Dense[];
}

/** A linear layer, and how much of it counts. */
interface Dense {
  layer: layers.layers.Layer;
  share: number;
}

function endOf(probabilities: layers.SymbolicTensor): End {
  const { sourceLayer, inputs } = probabilities;
  if ('layers' in sourceLayer) return endOfNested(sourceLayer as unknown as layers.LayersModel, inputs);
  if (!isSoftmax(sourceLayer)) throw refusal(`a layer of the class ${sourceLayer.getClassName()}`);
  const [logits] = inputs;
  return linearParts(logits!, 1);
}

/** The linear layers whose mean or sum some logits are, through means of means, each with how much of it counts. */
function linearParts({ sourceLayer: layer, inputs }: layers.SymbolicTensor, share: number): End {
  if (isLinear(layer)) return { features: [inputs[0]!], dense: [{ layer, share }] };
  const name = layer.getClassName();
  if (!['Add', 'Average'].includes(name)) {
    throw refusal(`a layer of the class ${name} and a softmax`);
  }
  const each = name === 'Average' ? share / inputs.length : share;
  const parts = inputs.map((part) => linearParts(part, each));
  return { features: parts.flatMap((part) => part.features), dense: parts.flatMap((part) => part.dense) };
}

/** The end of a classifier whose last layer is a model, with features of the classifier itself. */
function endOfNested(model: layers.LayersModel, inputs: layers.SymbolicTensor[]): End {
  const { features, dense } = endOf(model.outputs[0]!);
  const part = layers.model({ inputs: model.inputs, outputs: features });
  return { features: [part.apply(inputs) as layers.SymbolicTensor].flat(), dense };
}

function isSoftmax(layer: layers.layers.Layer): boolean {
  return layer.getClassName() === 'Softmax' || layer.getConfig().activation === 'softmax';
}

function isLinear(layer: layers.layers.Layer): boolean {
  return layer.getClassName() === 'Dense' && layer.getConfig().activation === 'linear';
}

function refusal(end: string): RangeError {
  return new RangeError(
    `A second stage needs a classifier that ends in a linear layer and a softmax; that of this run ends in ${end}.`,
  );
}

/** Several linear layers as one on all of their features side by side. A layer without a bias has one of 0. */
function joined(dense: readonly Dense[]) {
  const weights = dense.map(({ layer, share }) => {
    const [kernel, bias] = layer.getWeights();
    return { kernel: tf.mul(kernel!, share), bias: bias && tf.mul(bias, share) };
  });
  const biases = weights.flatMap(({ bias }) => bias ?? []);
  return {
    kernel: tf.concat(
      weights.map(({ kernel }) => kernel),
      0,
    ),
    ...(biases.length > 0 && { bias: tf.addN(biases) }),
  };
}
