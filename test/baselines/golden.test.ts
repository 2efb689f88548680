import * as tf from '@tensorflow/tfjs-core';
import { balancedSoftmaxLoss } from 'mbib';
import {
  cdtLoss,
  cdtTemperatures,
  classBalancedWeights,
  crossEntropyLoss,
  deferredReweighting,
  disAlignWeights,
  diveLoss,
  focalLoss,
  labelAwareSmoothingFactors,
  labelAwareSmoothingLoss,
  ladeLoss,
  ladeRegulariser,
  ldamLoss,
  ldamMargins,
  logitAdjustedLoss,
  resltLoss,
  rideDiversityTemperatures,
  rideLoss,
  sadeInversePrior,
  sadeLoss,
  seesawLoss,
  weightBalancingLoss,
} from 'mbib/baselines';
import { describe, expect, it } from 'vitest';
import golden from '../golden/baselines-golden.json';
import { onGpu, tolerance } from '../support/backend';
import { expectClose, flatten, type Numbers } from '../support/close';
import { read } from '../support/read';

const { counts: n, labels: ids } = golden;
const cb = (beta: number) => ({ classWeights: classBalancedWeights(n, beta) });

type Loss = (labels: tf.Tensor, logits: tf.Tensor, others: [tf.Tensor, tf.Tensor]) => tf.Tensor;
/** The loss of each case of the file that has a value and a gradient. */
const losses: Record<string, Loss> = {
  ce: (y, l) => crossEntropyLoss(y, l),
  focal_softmax_gamma1: (y, l) => focalLoss(y, l, { gamma: 1 }),
  focal_softmax_gamma2: (y, l) => focalLoss(y, l),
  'class_balanced_ce_0.9999': (y, l) => crossEntropyLoss(y, l, cb(0.9999)),
  'class_balanced_ce_0.99': (y, l) => crossEntropyLoss(y, l, cb(0.99)),
  ldam_s30_on_tanh_logits: (y, l) => ldamLoss(y, tf.tanh(l), n),
  ldam_drw_s30_on_tanh_logits: (y, l) =>
    ldamLoss(y, tf.tanh(l), n, { classWeights: deferredReweighting(n)(160) }),
  'cdt_gamma0.2': (y, l) => cdtLoss(y, l, n),
  bsce: (y, l) => balancedSoftmaxLoss(y, l, n, { m: 0 }),
  'logit_adjusted_tau1.5': (y, l) => logitAdjustedLoss(y, l, n, { tau: 1.5 }),
  'lade_regulariser_lambda0.01': (y, l) => ladeRegulariser(y, l, n),
  'lade_total_alpha0.1_lambda0.01': (y, l) => ladeLoss(y, l, n),
  'reslt_beta0.995_groups_1_3': (y, l, others) =>
    resltLoss(
      y,
      [l, ...others],
      [
        [0, 1, 2, 3, 4],
        [1, 2, 3, 4],
        [3, 4],
      ],
    ),
  sade_tau2: (y, l, others) => sadeLoss(y, [l, ...others], n),
  ride_before_drw: (y, l, others) => rideLoss(y, [l, ...others], n),
  ride_after_drw: (y, l, others) =>
    rideLoss(y, [l, ...others], n, {
      classWeights: deferredReweighting(n)(160),
      diversityTemperatures: rideDiversityTemperatures(n),
    }),
  'label_aware_smoothing_0.4_0.1': (y, l) => labelAwareSmoothingLoss(y, l, n),
  'grw_ce_1.2': (y, l) => crossEntropyLoss(y, l, { classWeights: disAlignWeights(n) }),
  weight_balancing_stage2_loss: (y, l) => weightBalancingLoss(y, l, cb(0.9999)),
  'dive_T2_power0.5_alpha0.5': (y, l, [teacher]) => diveLoss(y, teacher, l, n),
  'seesaw_p0.8_q2': (y, l) => seesawLoss(y, l, n),
};

/** What each other entry of the file equals. */
const vectors: Record<string, () => Numbers> = {
  'effective_number_weights_0.9999': () => classBalancedWeights(n),
  'effective_number_weights_0.99': () => classBalancedWeights(n, 0.99),
  ldam_margins: () => ldamMargins(n),
  'cdt_temperatures_0.2': () => cdtTemperatures(n),
  sade_inverse_prior: () => sadeInversePrior(n),
  ride_diversity_temperature: () => rideDiversityTemperatures(n),
  label_aware_smoothing: () => labelAwareSmoothingFactors(n),
  'grw_weights_1.2': () => disAlignWeights(n),
};

const inputs = ['counts', 'labels', 'logits', 'logits2', 'logits3', 'note', 'W_rows'];
const elsewhere = ['tau_norm_0.7', 'maxnorm_thresh0.1'];

const forms: Record<string, () => tf.Tensor> = {
  ids: () => tf.tensor1d(ids, 'int32'),
  'a column of ids': () => tf.tensor2d(ids, [4, 1], 'int32'),
  'one-hot': () => tf.tensor2d(ids.map((id) => n.map((_, k) => Number(k === id)))),
};

describe('the losses equal the float64 reference, with labels of every form', () => {
  for (const [name, loss] of Object.entries(losses)) {
    it(name, async () => {
      const { value, grad } = golden[name as 'ce'];
      const largest = Math.max(...flatten(grad).map(Math.abs));
      // The forms of labels are read by the same code on every backend.
      for (const labels of Object.values(forms).slice(0, onGpu() ? 1 : 3)) {
        const [got, gradient] = await read(() => {
          const others = [tf.tensor2d(golden.logits2), tf.tensor2d(golden.logits3)] as [tf.Tensor, tf.Tensor];
          const result = tf.valueAndGrad((l: tf.Tensor) => loss(labels(), l, others))(
            tf.tensor2d(golden.logits),
          );
          return [result.value, result.grad];
        });
        expectClose(got!, value);
        expectClose(gradient!, grad, { rtol: 0, atol: largest * tolerance(1e-5) });
      }
    });
  }
});

describe('the numbers of the classes equal the float64 reference', () => {
  for (const [name, compute] of Object.entries(vectors)) {
    it(name, () => expectClose(compute(), golden[name as 'ldam_margins'], { rtol: 1e-6 }));
  }
});

it('every entry of the file is compared with something', () => {
  const compared = [...Object.keys(losses), ...Object.keys(vectors), ...inputs, ...elsewhere];
  expect(new Set(Object.keys(golden))).toEqual(new Set(compared));
});
