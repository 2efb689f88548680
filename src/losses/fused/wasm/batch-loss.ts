import * as tf from '@tensorflow/tfjs-core';
import { assertClassIds } from '../../../checks';
import { FLOAT_BYTES, roundUp } from '../../../simd-sizes';
import { type ClassStatistics, classStatistics } from '../../class-statistics';
import type { LossWithGradient } from '../../connected-heads';
import type { FusedLoss } from '../fused-loss';
import { scaledGradients } from '../scaled-gradients';
import type { LossExports } from './loss-module';
import type { Places, Workplace } from './workplace';

const DOUBLE_BYTES = 8;

/** Bytes of a cache line. */
const ALIGNMENT = 64;

/** The module takes so many numbers of a row at a time, and pads its rows to a multiple of it. */
const NUMBERS_AT_ONCE = 4;

/** Rows that it is given: counts, their logarithms, class weights, and one over the temperatures. */
const ROWS_PER_CLASS = 4;

/** What it needs besides, in bytes: for each head with so many padded rows, one more with temperatures, for each connection, and once. */
const work = { ofHead: 32, rowsOfHead: 3, ofConnection: 16, once: 16 };

/** The loss, the whole batch in one call of the module. */
export function batchLoss(
  workplace: Workplace,
  inputs: tf.Tensor2D[],
  loss: FusedLoss,
  differentiated: boolean,
): LossWithGradient {
  const { samplesPerClass, m, gamma } = loss;
  const statistics = classStatistics(samplesPerClass, m, gamma);
  const ids = loss.labels.dataSync() as Int32Array;
  // They are addresses in the module. A backend under a name of the user's has not had them checked.
  assertClassIds('labels', ids, samplesPerClass.length);
  const task = {
    loss,
    inputs,
    differentiated,
    weights: statistics.weights,
    perClass: rowsPerClass(statistics),
    ids,
  };
  const places = placesOf(task);
  const { value, gradients } = workplace.compute(inputs, differentiated, places.bytes, (module, given) =>
    evaluate(module, task, places, given),
  );
  return {
    value: tf.scalar(value),
    saved: [],
    gradient: (upstream) => scaledGradients(gradients, upstream),
  };
}

interface Task {
  loss: FusedLoss;
  inputs: tf.Tensor2D[];
  differentiated: boolean;
  weights: Float32Array;
  perClass: Float32Array;
  ids: Int32Array;
}

/** Where what the module needs is in the memory for it, in bytes from its start, and how large that is. */
function placesOf({ loss, perClass, ids }: Task) {
  const { headWeights, connections, gamma } = loss;
  const terms = headWeights.length + connections.length;
  const labels = terms * (DOUBLE_BYTES + 2 * FLOAT_BYTES);
  const rows = roundUp(labels + ids.length * FLOAT_BYTES, ALIGNMENT);
  const rest = roundUp(rows + perClass.byteLength, ALIGNMENT);
  const row = perClass.byteLength / ROWS_PER_CLASS;
  const ofHead = work.ofHead + (work.rowsOfHead + Number(gamma !== 0)) * row;
  const bytes = rest + headWeights.length * ofHead + connections.length * work.ofConnection + work.once;
  return { terms: 0, labels, rows, rest, bytes };
}

function evaluate(
  module: LossExports,
  { loss, inputs, differentiated, weights, perClass, ids }: Task,
  places: ReturnType<typeof placesOf>,
  { buffer, work: start, logits, gradients }: Places,
): number {
  const { samplesPerClass, headWeights, connections, gamma, mean, wholeWeight, wholeSamples } = loss;
  const [classes, heads] = [samplesPerClass.length, headWeights.length];
  const [batch, width] = inputs[0]!.shape;

  const terms = heads + connections.length;
  const strengths = connections.map(([, , strength]) => strength / (wholeSamples ?? batch));
  new Float64Array(buffer, start, terms).set([...headWeights, ...strengths]);
  // All heads may be side by side in one tensor.
  const headsOfInput = width / classes;
  const ofHead = (addresses: number[]) =>
    headWeights.map(
      (_, i) => (addresses[Math.floor(i / headsOfInput)] ?? 0) + (i % headsOfInput) * classes * FLOAT_BYTES,
    );
  new Uint32Array(buffer, start + terms * DOUBLE_BYTES, 2 * terms).set([
    ...ofHead(logits),
    ...ofHead(gradients),
    ...connections.map(([teacher]) => teacher),
    ...connections.map(([, student]) => student),
  ]);
  new Int32Array(buffer, start + places.labels, batch).set(ids);
  new Float32Array(buffer, start + places.rows, perClass.length).set(perClass);

  let weightSum = 1;
  if (mean) weightSum = wholeWeight ?? ids.reduce((sum, id) => sum + weights[id]!, 0);
  return module.evaluate(
    batch,
    classes,
    heads,
    connections.length,
    width * FLOAT_BYTES,
    start + places.labels,
    start + places.rows,
    start + places.terms,
    weightSum,
    gamma === 0 ? 0 : 1,
    differentiated ? 1 : 0,
    start + places.rest,
  );
}

const rows = new WeakMap<ClassStatistics, Float32Array>();

/** What the module needs for each class, as padded rows: counts, their logarithms, class weights, and one over the temperatures. */
function rowsPerClass(statistics: ClassStatistics): Float32Array {
  const known = rows.get(statistics);
  if (known) return known;
  const { relativeCounts, logCounts, weights, inverseTemperatures } = statistics;
  const length = roundUp(weights.length, NUMBERS_AT_ONCE);
  const made = new Float32Array(ROWS_PER_CLASS * length);
  made.set(relativeCounts);
  made.set(logCounts, length);
  made.set(weights, 2 * length);
  // −∞, with which logits are padded, divided by a temperature stays −∞.
  made.fill(1, 3 * length);
  made.set(inverseTemperatures, 3 * length);
  rows.set(statistics, made);
  return made;
}
