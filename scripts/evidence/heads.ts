// What the two heads of a kept classifier come to, each alone and together, and what another balance of the classes would have: says how
// much of a difference to the paper can lie in how the prediction is made, without training again. Prints two tables.
//
//   npm run evidence:heads -- runs/mbib-0 --data cifar-100-binary.tar.gz
//
// The run is one that was trained here: docs/runs has no classifiers.
import '@tensorflow/tfjs-backend-wasm';
import 'mbib/accelerate';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { shotAccuracy } from 'mbib';
import { logCounts } from '../../src/baselines/composed/log-counts';
import { imagesOf } from '../../src/jobs/data/batch-tensors';
import { batchesInOrder } from '../../src/jobs/data/batches-in-order';
import { plainBatches } from '../../src/jobs/data/memory-batches';
import { cifarNormalisation } from '../../src/jobs/data/preprocessing/normalisations';
import { loadCifar100 } from '../../src/jobs/files/load-cifar100';
import { loadFromFolder } from '../../src/jobs/files/save-model';
import { percent } from '../../src/jobs/log/format';
import { GROUPS } from '../../src/jobs/log/groups';
import { distanceRatios } from '../../src/jobs/log/outputs/distance-ratios';
import { parseRunLog } from '../../src/jobs/log/parse-run-log';
import { groupDistances } from '../../src/jobs/loop/outputs/group-distances';
import { headsOf } from './heads-of';

const BATCH = 250;
const TAUS = [-0.3, -0.2, -0.1, 0.1, 0.2, 0.3];
const SHOWN = GROUPS.filter((group) => group !== 'unseen');

const { values, positionals } = parseArgs({ allowPositionals: true, options: { data: { type: 'string' } } });
const [run] = positionals;
if (run === undefined || values.data === undefined)
  throw new Error('give the folder of a run and --data, the path of cifar-100-binary.tar.gz');

await tf.setBackend('wasm');
const log = join(run, 'log.jsonl');
const { samplesPerClass } = parseRunLog(readFileSync(log, 'utf8'), run, log).start;
const { net, heads } = headsOf(await layers.loadLayersModel(loadFromFolder(join(run, 'classifier'))));
const images = plainBatches((await loadCifar100(values.data)).test, cifarNormalisation);
const labels = Int32Array.from(images.labels);

const logits = await outputsOf(heads.map((head) => head.logits));
const mean = tf.mean(tf.stack(logits), 0) as tf.Tensor2D;
const probabilities = tf.mean(tf.stack(logits.map((each) => tf.softmax(each))), 0) as tf.Tensor2D;
const predictions: [name: string, scores: tf.Tensor2D][] = [
  ['mean of logits, as saved', mean],
  ['mean of probabilities', probabilities],
];
for (const [i, { name }] of heads.entries()) predictions.push([`${name} alone`, logits[i]!]);
for (const tau of TAUS) {
  const name = `mean of logits ${tau < 0 ? '+' : '−'} ${Math.abs(tau)} log π`;
  predictions.push([name, tf.sub(mean, logCounts(samplesPerClass, tau))]);
}
const accuracies = await Promise.all(
  predictions.map(async ([, scores]) => {
    const accuracy = await shotAccuracy(labels, scores, samplesPerClass);
    return SHOWN.map((group) => percent(accuracy[group] ?? null));
  }),
);
print('accuracy, %', predictions, accuracies);

const places: [name: string, place: layers.SymbolicTensor][] = heads.flatMap(
  ({ name, beforeNeck, features }) => [
    [`${name} before batch normalisation`, beforeNeck],
    [name, features],
  ],
);
const representations = await outputsOf(places.map(([, place]) => place));
const ratios = await Promise.all(
  representations.map(async (each) => {
    const distances = await groupDistances(labels, (await each.data()) as Float32Array, { samplesPerClass });
    const byGroup = distanceRatios(distances);
    return SHOWN.map((group) => byGroup[GROUPS.indexOf(group)]!.toFixed(2));
  }),
);
print('ρ', places, ratios);

/** What some layers make of all test images. */
async function outputsOf(outputs: layers.SymbolicTensor[]): Promise<tf.Tensor2D[]> {
  const observed = layers.model({ inputs: net.inputs, outputs });
  const parts: tf.Tensor2D[][] = outputs.map(() => []);
  for await (const batch of batchesInOrder(images, BATCH)) {
    const some = tf.tidy(() => observed.predictOnBatch(imagesOf(images, batch)) as tf.Tensor2D[]);
    for (const [i, output] of some.entries()) parts[i]!.push(output);
  }
  return parts.map((each) => tf.concat(each));
}

function print(title: string, rows: readonly [string, unknown][], figures: readonly string[][]): void {
  console.log(`\n| ${title} | ${SHOWN.join(' | ')} |\n|---|${'---|'.repeat(SHOWN.length)}`);
  for (const [i, [name]] of rows.entries()) console.log(`| ${name} | ${figures[i]!.join(' | ')} |`);
}
