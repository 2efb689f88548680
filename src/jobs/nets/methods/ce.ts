import * as tf from '@tensorflow/tfjs-core';
import { assertClassIds } from '../../../checks';
import type { Method } from './method';
import { ldamRecipe } from './own-recipe';
import { singleFeatureHead } from './single-feature-head';
import { singleHead } from './single-head';

/** The plain network, global average pool → classifier, with softmax cross entropy. */
export const ce: Method<never> = {
  title: 'Cross entropy',
  colour: 0,
  source: 'the baseline of the paper, Section 4.1',
  options: {},
  recipe: ldamRecipe,
  taps: 'last',
  decomposes: true,
  heads: (tapped, task) => singleHead(tapped, task, { neck: false }),
  featureHeads: (widths, task) => singleFeatureHead(widths, task, { neck: false }),
  loss({ labels, logits, samplesPerClass, whole }) {
    const classes = samplesPerClass.length;
    // To tfjs a label that is no class is a row of zeros, and its loss 0. Reading a tensor would wait for a GPU.
    if (['cpu', 'wasm'].includes(tf.getBackend())) assertClassIds('labels', labels.dataSync(), classes);
    const targets = tf.oneHot(labels, classes);
    if (!whole) return tf.losses.softmaxCrossEntropy(targets, logits[0]!) as tf.Scalar;
    const sum = tf.losses.softmaxCrossEntropy(targets, logits[0]!, undefined, 0, tf.Reduction.SUM);
    return tf.div(sum, whole.samples);
  },
  scores: ([logits]) => logits!,
};
