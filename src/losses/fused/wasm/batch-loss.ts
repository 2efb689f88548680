import * as tf from '@tensorflow/tfjs-core';
import { assertClassIds } from '../../../checks';
import { FLOAT_BYTES, roundUp } from '../../../simd-sizes';
import { type ClassStatistics, classStatistics } from '../../class-statistics';
import type { LossWithGradient } from '../../connected-heads';
import type { FusedLoss } from '../fused-loss';
import { scaledGradients } from '../scaled-gradients';
import { keepUntilTapeEnds, tensorOfKept } from './kept-tensors';
import type { LossModule } from './loss-module';
import { ALIGNMENT, addressOf, type WasmBackend, withMemory } from './wasm-backend';

const DOUBLE_BYTES = 8;

/** The module takes so many numbers of a row at a time, and pads its rows to a multiple of it. */
const NUMBERS_AT_ONCE = 4;

/** Rows that it is given: counts, their logarithms, class weights, and one over the temperatures. */
const ROWS_PER_CLASS = 4;

/** What it needs besides, in bytes: for each head with so many padded rows, one more with temperatures, for each connection, and once. */
const work = { ofHead: 32, rowsOfHead: 3, ofConnection: 16, once: 16 };

/** The loss, the whole batch in one call of the module. */
export function batchLoss(
  backend: WasmBackend,
  { evaluate, memory }: LossModule,
  inputs: tf.Tensor2D[],
  loss: FusedLoss,
  differentiated: boolean,
): LossWithGradient {
  const { samplesPerClass, headWeights, connections, m, gamma, tau, mean, wholeWeight } = loss;
  const [batch, width] = inputs[0]!.shape;
  const classes = samplesPerClass.length;
  const statistics = classStatistics(samplesPerClass, m, gamma, tau);
  const ids = loss.labels.dataSync();
  // They are addresses in the module. A backend under a name of the user's has not had them checked.
  assertClassIds('labels', ids, classes);
  const perClass = rowsPerClass(statistics);
  let weightSum = 1;
  if (mean) weightSum = wholeWeight ?? sumOfWeights(ids, statistics.weights);
  // A whole batch of the weight 0 has no labelled sample: its mean is 0.
  if (weightSum === 0) weightSum = Infinity;

  // Each of these may make the memory grow. Addresses stay right then; a view of the memory would not.
  const logits = inputs.map((input) => addressOf(backend, input));
  const kept = (differentiated ? inputs : []).map(({ shape }) => keepUntilTapeEnds(backend, shape));
  const gradients = kept.map((info) => addressOf(backend, info));
  const terms = headWeights.length + connections.length;
  const labels = terms * (DOUBLE_BYTES + 2 * FLOAT_BYTES);
  const rows = roundUp(labels + batch * FLOAT_BYTES, ALIGNMENT);
  const rest = roundUp(rows + perClass.byteLength, ALIGNMENT);
  const rowsOfHead = work.rowsOfHead + (gamma ? 1 : 0);
  const ofHead = work.ofHead + (rowsOfHead * perClass.byteLength) / ROWS_PER_CLASS;
  const bytes = rest + headWeights.length * ofHead + connections.length * work.ofConnection + work.once;
  const value = withMemory(backend, bytes, (start) => {
    writeTerms(memory.buffer, start, loss, batch, [logits, gradients], width / classes);
    new Int32Array(memory.buffer, start + labels, batch).set(ids);
    new Float32Array(memory.buffer, start + rows, perClass.length).set(perClass);
    return evaluate(
      batch,
      classes,
      headWeights.length,
      connections.length,
      width * FLOAT_BYTES,
      start + labels,
      start + rows,
      start,
      weightSum,
      gamma ? 1 : 0,
      differentiated ? 1 : 0,
      start + rest,
    );
  });
  const makers = kept.map((info) => () => tensorOfKept(backend, info));
  return { value: tf.scalar(value), saved: [], gradient: (upstream) => scaledGradients(makers, upstream) };
}

function sumOfWeights(ids: ArrayLike<number>, weights: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < ids.length; i++) sum += weights[ids[i]!]!;
  return sum;
}

/**
 * Writes the weights of the heads and connections, and behind them where the heads are and which of them are connected.
 *
 * @param addresses those of the inputs, and of their gradients
 * @param headsOfInput how many heads lie side by side in an input
 */
function writeTerms(
  buffer: ArrayBufferLike,
  start: number,
  { headWeights, connections, samplesPerClass, wholeSamples }: FusedLoss,
  batch: number,
  addresses: number[][],
  headsOfInput: number,
): void {
  const strengths = connections.map(([, , strength]) => strength / (wholeSamples ?? batch));
  const terms = headWeights.length + connections.length;
  new Float64Array(buffer, start, terms).set([...headWeights, ...strengths]);
  const head = samplesPerClass.length * FLOAT_BYTES;
  new Uint32Array(buffer, start + terms * DOUBLE_BYTES, 2 * terms).set([
    ...addresses.flatMap((ofInputs) =>
      headWeights.map((_, i) => (ofInputs[Math.floor(i / headsOfInput)] ?? 0) + (i % headsOfInput) * head),
    ),
    ...connections.map(([teacher]) => teacher),
    ...connections.map(([, student]) => student),
  ]);
}

const rowsOf = new WeakMap<ClassStatistics, Float32Array>();

/** What the module needs for each class, as padded rows: counts, their logarithms, class weights, and one over the temperatures. */
function rowsPerClass(statistics: ClassStatistics): Float32Array {
  const known = rowsOf.get(statistics);
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
  rowsOf.set(statistics, made);
  return made;
}
