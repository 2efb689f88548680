import * as tf from '@tensorflow/tfjs-core';

/**
 * Appendix J, Figure 10 of the paper, line by line in the operations of TensorFlow.js, as one ports it who trusts autodiff:
 * what mbib's losses are measured against. The comments are the listing's; reduction is 'mean', and β and γ are arguments.
 *
 * @param labels class ids `[batch]`
 * @param vLogits `[batch, K]`
 * @param zLogits `[batch, K]`
 * @param counts `sample_per_class`, length K
 */
export function appendixJ(
  labels: tf.Tensor1D,
  vLogits: tf.Tensor2D,
  zLogits: tf.Tensor2D,
  counts: readonly number[],
  { beta, gamma }: { beta: number; gamma: number },
): tf.Scalar {
  const samplePerClass = tf.tensor1d([...counts]);

  // ---------- Temperature scaling for logit adjustment ----------
  const largest = tf.max(samplePerClass);
  const n = tf.reciprocal(tf.div(samplePerClass, largest));
  const T = tf.expandDims(tf.pow(n, gamma), 0);
  const temperature = tf.broadcastTo(T, vLogits.shape);

  // ---------- Variational Self-Distillation Loss (VSDLoss) ----------
  const betaLogitsT = tf.div(detach(vLogits), temperature);
  const betaLogitsS = tf.div(zLogits, temperature);
  const pT = tf.softmax(betaLogitsT, -1);
  // KL divergence between teacher and student
  const divergence = tf.sub(tf.mul(pT, tf.log(pT)), tf.mul(pT, tf.logSoftmax(betaLogitsS, -1)));
  const vsdLoss = tf.mean(tf.sum(divergence, -1));

  // ---------- Class re-balancing weights ----------
  const labelWeighting = 0.1;
  const raw = counts.map((count) => 1 / count ** labelWeighting);
  const sum = raw.reduce((a, b) => a + b);
  const weights = tf.mul(tf.tensor1d(raw.map((weight) => weight / sum)), counts.length) as tf.Tensor1D;

  // ---------- Balanced Softmax Cross-Entropy Loss (BSCLoss) ----------
  const spc = tf.broadcastTo(tf.expandDims(samplePerClass, 0), vLogits.shape);

  // Apply logit adjustment
  const adjustedV = tf.add(vLogits, tf.log(spc));
  const adjustedZ = tf.add(zLogits, tf.log(spc));

  // Calculate BSCLoss
  const loss1 = crossEntropy(adjustedV, labels, weights);
  const loss2 = crossEntropy(adjustedZ, labels, weights);

  // ---------- Combined loss ----------
  return tf.add(tf.add(loss1, loss2), tf.mul(vsdLoss, beta));
}

/** `v_logits.detach()`: TensorFlow.js has no such operation. */
const detach = tf.customGrad((x) => ({
  value: tf.clone(x as tf.Tensor),
  gradFunc: (dy: tf.Tensor) => tf.zerosLike(dy),
}));

/** `F.cross_entropy` with class weights and reduction 'mean', which divides by the sum of the samples' weights. */
function crossEntropy(input: tf.Tensor, target: tf.Tensor1D, weight: tf.Tensor1D): tf.Tensor {
  const logLikelihood = tf.sum(tf.mul(tf.oneHot(target, weight.size), tf.logSoftmax(input, -1)), -1);
  const sampleWeights = tf.gather(weight, target);
  return tf.div(tf.neg(tf.sum(tf.mul(sampleWeights, logLikelihood))), tf.sum(sampleWeights));
}
