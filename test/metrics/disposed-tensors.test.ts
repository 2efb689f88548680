import * as tf from '@tensorflow/tfjs-core';
import {
  classificationMetrics,
  classificationMetricsIntervals,
  expectedCalibrationError,
  expectedCalibrationErrorInterval,
  meanPositivePosterior,
  representationQuality,
  shotAccuracy,
  shotAccuracyIntervals,
} from 'mbib';
import { expect, test } from 'vitest';

const ids = [0, 1];
const matrix = () =>
  tf.tensor2d([
    [0.75, 0.25],
    [0.25, 0.75],
  ]);
const classes = { classes: 2 };
test.each<[string, (labels: tf.Tensor) => unknown, (matrix: tf.Tensor) => unknown]>([
  ['predictions', (y) => shotAccuracy(y, ids, [9, 1]), (p) => shotAccuracy(ids, p, [9, 1])],
  ['predictions', (y) => shotAccuracyIntervals(y, ids, [9, 1]), (p) => shotAccuracyIntervals(ids, p, [9, 1])],
  ['predictions', (y) => classificationMetrics(y, ids, classes), (p) => classificationMetrics(ids, p)],
  [
    'predictions',
    (y) => classificationMetricsIntervals(y, ids, classes),
    (p) => classificationMetricsIntervals(ids, p),
  ],
  ['probabilities', (y) => expectedCalibrationError(y, matrix()), (p) => expectedCalibrationError(ids, p)],
  [
    'probabilities',
    (y) => expectedCalibrationErrorInterval(y, matrix()),
    (p) => expectedCalibrationErrorInterval(ids, p),
  ],
  ['predictions', (y) => meanPositivePosterior(y, matrix()), (p) => meanPositivePosterior(ids, p)],
  ['features', (y) => representationQuality(y, matrix()), (p) => representationQuality(ids, p)],
])('labels and %s that were disposed are named: %s', async (name, ofLabels, ofMatrix) => {
  const [labels, rows] = [tf.tensor1d(ids, 'int32'), matrix()];
  tf.dispose([labels, rows]);
  const message = 'must be a tensor in use, got a disposed one';
  await expect(Promise.resolve().then(() => ofLabels(labels))).rejects.toThrow(`labels ${message}`);
  await expect(Promise.resolve().then(() => ofMatrix(rows))).rejects.toThrow(`${name} ${message}`);
});
